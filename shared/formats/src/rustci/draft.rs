use super::artifact::{reports, uploads};
use super::cache::caches;
use super::container::{image, services};
use super::needs::needs;
use super::rules::{CONFLICT, IGNORED};
use super::step::Habit;
use super::strategy::{exit_codes, retry, strategy};
use super::value::{condition, duration, flag, name, seconds, text, texts, word};
use super::variable::{put, secrets, variables};
use diag::{Span, Spanned, Text};
use expr::{Dialect, Expr, Template};
use ir::{Artifact, ArtifactContent, Concurrency, Env, Environment, Job, Output, RunsOn, Tolerance, When};
use std::time::Duration;
use yaml::{Cursor, MapReader, Shape};

/// A job in the making: what its stage says of all its jobs, then what it says itself.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) job: Job,
    pub(super) habit: Habit,
}

/// Where a job would run on a service. On this machine a person chooses (`--executor`).
const RUNNERS: &[(&str, &str)] = &[("docker", "docker"), ("kubernetes", "kubernetes"), ("native", "native")];

impl Draft {
    /// Nothing said yet.
    pub(super) fn new(id: Spanned<String>, span: Span) -> Self {
        Self { job: Job::empty(id, span), habit: Habit::default() }
    }

    /// Takes in the keys that a stage and a job have in common.
    pub(super) fn read(&mut self, map: &mut MapReader<'_>) {
        self.place(map);
        self.flow(map);
        self.files(map);
        self.habit.read(map);
        let job = &mut self.job;
        let mut env = job.env.entries().to_vec();
        put(&mut env, map.optional("variables").and_then(variables).unwrap_or_default());
        put(&mut env, map.optional("secrets").and_then(secrets).unwrap_or_default());
        job.env = Env::List(env);
        if let Some(strategy) = strategy(map) {
            job.strategy = Some(strategy);
        }
        if let Some(outputs) = map.optional("outputs").and_then(outputs) {
            job.outputs = outputs;
        }
        replace(&mut job.environment, map.optional("environment").and_then(environment));
        replace(&mut job.concurrency, map.optional("concurrency").and_then(concurrency));
        replace(&mut job.coverage, map.optional("coverage").and_then(Cursor::string).cloned());
        replace(&mut job.interruptible, map.optional("interruptible").and_then(Cursor::bool));
    }

    /// Where it runs.
    fn place(&mut self, map: &mut MapReader<'_>) {
        let job = &mut self.job;
        let runner = map.optional("runner");
        let labels = map.optional("labels").and_then(texts);
        if let Some(kind) = runner.and_then(|runner| word(runner, RUNNERS)) {
            let label = Template::literal(Text::plain(kind.value, kind.span));
            job.runs_on = RunsOn { labels: vec![label], group: None };
        }
        job.runs_on.labels.extend(labels.unwrap_or_default());
        let image_key = map.optional("image");
        replace(&mut job.container, image_key.and_then(image));
        let native = runner.and_then(|runner| runner.node().as_str()) == Some("native");
        if let (true, Some(image)) = (native, image_key) {
            let finding =
                diag::Diagnostic::warning(IGNORED, image.key_span(), "a native runner uses no image");
            image.findings().push(finding.help("choose the docker runner, or remove the image"));
            job.container = None;
        }
        if let Some(services) = map.optional("services").and_then(services) {
            job.services = services;
        }
    }

    /// When it runs, how long, and what its failure means.
    fn flow(&mut self, map: &mut MapReader<'_>) {
        let job = &mut self.job;
        if let Some(needs) = map.optional("needs").and_then(needs) {
            job.needs = Some(needs);
        }
        let when_key = map.optional("when");
        let delay = map.optional("delay");
        if let Some(when) = when_key.and_then(|when| self::when(when, delay)) {
            job.when = when;
        }
        let condition_key = map.optional("condition");
        if let Some(own) = condition_key.and_then(condition) {
            job.condition = Some(match job.condition.take() {
                Some(outer) => both(&outer, own),
                None => own,
            });
        }
        if let (Some(when), Some(_), When::OnFailure | When::Always) =
            (when_key, &job.condition, &job.when.value)
        {
            let finding = when.error(CONFLICT, "\"when\" and \"condition\" both say how it waits");
            when.findings()
                .push(finding.help("say it in the condition: failure() and (...), always() and (...)"));
        }
        replace(&mut job.timeout, map.optional("timeout").and_then(duration));
        replace(&mut job.retry, map.optional("retry").and_then(retry));
        if let Some(tolerance) = map.optional("allow_failure").and_then(tolerance) {
            job.tolerance = tolerance;
        }
    }

    /// What it keeps.
    fn files(&mut self, map: &mut MapReader<'_>) {
        let job = &mut self.job;
        if let Some(caches) = map.optional("cache").and_then(caches) {
            job.caches = caches;
        }
        let kept = map.optional("artifacts").and_then(uploads);
        let reports = map.optional("reports").and_then(reports);
        if kept.is_some() || reports.is_some() {
            let file =
                |upload: ir::Upload| Artifact { span: upload.span, content: ArtifactContent::Files(upload) };
            let files = kept.into_iter().flatten().map(file);
            job.artifacts = files.chain(reports.into_iter().flatten()).collect();
        }
    }
}

fn replace<T>(old: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *old = new;
    }
}

/// A job's condition and its stage's must hold.
fn both(outer: &Expr, own: Expr) -> Expr {
    let text = Text::plain(format!("({}) and ({})", outer.text(), own.text()), own.text().span());
    Expr::parse(&text, Dialect::Native).unwrap_or(own)
}

fn when(cursor: Cursor<'_>, delay: Option<Cursor<'_>>) -> Option<Spanned<When>> {
    #[derive(Clone, Copy)]
    enum Word {
        Success,
        Failure,
        Always,
        Manual,
        Delayed,
    }
    let words = [
        ("on_success", Word::Success),
        ("on_failure", Word::Failure),
        ("always", Word::Always),
        ("manual", Word::Manual),
        ("delayed", Word::Delayed),
    ];
    let word = word(cursor, &words)?;
    let wait = match (word.value, delay) {
        (Word::Delayed, Some(delay)) => {
            let template = duration(delay)?;
            Duration::from_secs_f64(template.as_literal().and_then(seconds)?)
        }
        (Word::Delayed, None) => {
            let finding = cursor.error(CONFLICT, "a delayed job needs a \"delay\"");
            cursor.findings().push(finding.help("add delay: 30m"));
            return None;
        }
        _ => Duration::ZERO,
    };
    Some(word.map(|word| match word {
        Word::Success => When::OnSuccess,
        Word::Failure => When::OnFailure,
        Word::Always => When::Always,
        Word::Manual => When::Manual,
        Word::Delayed => When::Delayed(wait),
    }))
}

fn tolerance(cursor: Cursor<'_>) -> Option<Tolerance> {
    match cursor.shape() {
        Shape::Bool => Some(if cursor.bool()?.value { Tolerance::All } else { Tolerance::None }),
        Shape::Map => {
            let mut map = cursor.map("allow_failure")?;
            let codes = map.required("exit_codes").map(exit_codes).unwrap_or_default();
            map.finish();
            Some(Tolerance::ExitCodes(codes.into_iter().map(|code| code.value).collect()))
        }
        _ => cursor.wrong("a boolean, or a mapping with exit codes"),
    }
}

fn outputs(cursor: Cursor<'_>) -> Option<Vec<Output>> {
    let one = |(key, value): (&Text, Cursor<'_>)| Some(Output { name: name(key), value: text(value)? });
    Some(cursor.entries()?.filter_map(one).collect())
}

fn environment(cursor: Cursor<'_>) -> Option<Environment> {
    let plain = |name| Environment {
        span: cursor.span(),
        name,
        url: None,
        action: None,
        on_stop: None,
        auto_stop_in: None,
        tier: None,
    };
    let Shape::Map = cursor.shape() else { return text(cursor).map(plain) };
    let mut map = cursor.map("environment")?;
    let name = map.required("name").and_then(text);
    let url = map.optional("url").and_then(text);
    map.finish();
    Some(Environment { url, ..plain(name?) })
}

/// `concurrency`: a group, or also what happens to the one that runs.
pub(super) fn concurrency(cursor: Cursor<'_>) -> Option<Concurrency> {
    let plain = |group| Concurrency { span: cursor.span(), group, cancel_running: None, queue_all: false };
    let Shape::Map = cursor.shape() else { return text(cursor).map(plain) };
    let mut map = cursor.map("concurrency")?;
    let group = map.required("group").and_then(text);
    let cancel_running = map.optional("cancel_running").and_then(flag);
    let queue_all = map.optional("queue_all").and_then(Cursor::bool).is_some_and(|all| all.value);
    map.finish();
    Some(Concurrency { cancel_running, queue_all, ..plain(group?) })
}
