//! One job.
use super::Translation;
use super::losses::{PIPELINE, TIMEOUT};
use super::speech::Place;
use super::term::Term;
use super::text::identifier;
use crate::gitlab::duration;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{
    Action, Env, EnvEntry, EnvKind, EnvNames, Input, InputKind, Job, MatrixUse, Pipeline, Script, Step,
    Strategy, Tolerance, Variable, Work, Workspace,
};
use std::collections::HashMap;

impl Translation<'_, '_> {
    /// A job, its place in the order given already.
    pub fn job(&mut self, source: &Pipeline, original: &Job, mut job: Job) -> Job {
        self.job_env = original.env.entries().to_vec();
        self.own_names = names(original);
        self.axes = axes(original);
        self.all_scripts = scripts(original);
        self.wanted.clear();
        if self.writing.from.conventions.matrix == MatrixUse::Variables
            && self.format.conventions.matrix == MatrixUse::Context
        {
            for axis in self.axes.clone() {
                let value =
                    super::speech::say(&Term::Matrix(axis.clone()), self.to, Place::Text).unwrap_or_default();
                self.wanted.insert(self.process_name(&axis), format!("${{{{ {value} }}}}"));
            }
        } else {
            self.axes.clear();
        }
        self.secrets.clear();
        self.step_outputs.clear();
        if matches!(self.to, Dialect::GitHub | Dialect::Azure) {
            self.rename(&mut job);
        }
        self.some_text(&mut job.name);
        self.strategy(&mut job);
        self.runs_on(&mut job);
        self.containers(&mut job);
        self.env(&mut job.env);
        if let Some(environment) = &mut job.environment {
            environment.name = self.text(&environment.name.clone());
            self.some_text(&mut environment.url);
            self.some_text(&mut environment.auto_stop_in);
        }
        if let Some(concurrency) = &mut job.concurrency {
            concurrency.group = self.text(&concurrency.group.clone());
            self.some_text(&mut concurrency.cancel_running);
        }
        if let Tolerance::If(template) = &mut job.tolerance {
            *template = self.text(&template.clone());
        }
        self.time_limit(&mut job.timeout, original.id.span);
        for need in job.needs.iter_mut().flatten() {
            self.legs(&mut need.legs);
        }
        if let Some(snapshot) = &mut job.snapshot {
            snapshot.image = self.text(&snapshot.image.clone());
        }
        if self.to == Dialect::Azure {
            // They are those of its steps.
            job.outputs.clear();
        }
        for output in &mut job.outputs {
            output.value = self.text(&output.value.clone());
        }
        self.work(source, original, &mut job);
        if let Workspace::Shared(_) = job.workspace {
            let message = "jobs no longer share one folder";
            self.writing.lost(
                super::losses::ARTIFACT,
                job.id.span,
                message,
                "keep the files that later jobs need",
            );
            job.workspace = Workspace::Own;
        }
        self.add_wanted(&mut job);
        job
    }

    fn work(&mut self, source: &Pipeline, original: &Job, job: &mut Job) {
        match &mut job.work {
            Work::Steps(steps) => {
                let steps = std::mem::take(steps);
                let steps = self.steps(source, original, job, steps);
                job.work = Work::Steps(steps);
            }
            Work::Call(call) => {
                for (_, value) in call.inputs.iter_mut().chain(call.secrets.iter_mut().flatten()) {
                    *value = self.text(&value.clone());
                }
            }
            Work::Spawn(spawn) => {
                spawn.inputs.iter_mut().for_each(|(_, value)| *value = self.text(&value.clone()));
                let help = "convert that pipeline too";
                self.writing.lost(
                    PIPELINE,
                    original.id.span,
                    "the pipeline that this job starts is not converted",
                    help,
                );
            }
        }
    }

    /// Ids of jobs are made of fewer characters than names elsewhere.
    fn rename(&mut self, job: &mut Job) {
        let id = self.id(&job.id.value);
        if id != job.id.value && job.name.is_none() {
            job.name = Some(Template::literal(Text::plain(job.id.value.clone(), job.id.span)));
        }
        job.id.value = id;
        for need in job.needs.iter_mut().flatten() {
            need.job.value = self.id(&need.job.value);
        }
        job.artifacts_from = None;
    }

    /// What a job is called in the other language.
    pub fn id(&self, id: &str) -> String {
        self.ids.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// Variables, secrets and all.
    pub fn env(&mut self, env: &mut Env) {
        match env {
            Env::Computed(template) => *template = self.text(&template.clone()),
            Env::List(entries) => {
                for entry in entries {
                    self.entry(entry);
                }
            }
        }
    }

    /// How processes find a variable.
    fn process_name(&self, name: &str) -> String {
        match self.writing.from.conventions.env_names {
            EnvNames::AsWritten => name.to_owned(),
            EnvNames::UpperUnderscore => identifier(name, Dialect::GitLab),
        }
    }

    fn entry(&mut self, entry: &mut EnvEntry) {
        if self.from == Dialect::Azure && entry.name.value.contains(['.', ' ']) && !self.can.expressions {
            entry.name.value = identifier(&entry.name.value, self.to);
        }
        if entry.kind == EnvKind::Secret {
            return;
        }
        // A variable that holds a secret alone is that secret under another name.
        if let Some(super::term::Term::Secret(secret)) =
            entry.value.sole_expr().and_then(|expr| super::speech::understand(expr).ok())
            && !self.can.expressions
        {
            entry.value = Template::literal(Text::plain(secret, entry.value.text().span()));
            entry.kind = EnvKind::Secret;
            return;
        }
        let had_holes = entry.value.holes().next().is_some();
        entry.value = self.text(&entry.value.clone());
        if self.can.inputs {
            entry.prompt = entry.prompt.take().filter(|_| false);
        }
        entry.kind = match entry.kind {
            EnvKind::Raw if had_holes => EnvKind::Expanded,
            kind => kind,
        };
    }

    /// Inputs are variables that a person is asked for, where texts know no inputs.
    pub fn inputs(&mut self, out: &mut Pipeline) {
        if self.can.inputs {
            for input in &mut out.inputs {
                self.some_text(&mut input.default);
                if self.to == Dialect::Azure {
                    input.name.value = identifier(&input.name.value, self.to);
                }
            }
            return self.prompts(out);
        }
        let inputs = std::mem::take(&mut out.inputs);
        let mut entries = out.env.entries().to_vec();
        for Input { span: _, name, description, required: _, default, default_value, kind } in inputs {
            let options = match kind {
                InputKind::Choice(options) => options,
                InputKind::Boolean => {
                    ["true", "false"].map(|word| Spanned::new(word.into(), name.span)).into()
                }
                _ => Vec::new(),
            };
            let first = options
                .first()
                .map(|option: &Spanned<ir::Value>| option.value.to_text(self.from).into_owned());
            let given = default_value.map(|value| value.to_text(self.from).into_owned());
            let written = default.as_ref().map(|default| self.text(default).text().to_string());
            let text = given.or(written).or(first.clone()).unwrap_or_default();
            let fits =
                options.is_empty() || options.iter().any(|option| option.value.as_str() == Some(&text));
            let text = if fits { text } else { first.unwrap_or_default() };
            let value = Template::literal(Text::plain(
                text,
                default.map_or(name.span, |default| default.text().span()),
            ));
            let name = Spanned::new(identifier(&name.value, self.to), name.span);
            let description = description.or_else(|| Some(Text::plain(name.value.clone(), name.span)));
            let prompt = Some(Variable { description, options });
            entries.push(EnvEntry { name, value, kind: EnvKind::Expanded, prompt });
        }
        out.env = Env::List(entries);
    }

    /// Variables that a person is asked for are inputs.
    fn prompts(&mut self, out: &mut Pipeline) {
        let Env::List(entries) = &mut out.env else { return };
        let originals = self.pipeline_env.clone();
        for entry in entries {
            let Some(original) = originals.iter().find(|original| original.name == entry.name) else {
                continue;
            };
            let Some(Variable { description, options }) = original.prompt.clone() else { continue };
            let kind = if options.is_empty() {
                InputKind::Text { pattern: None }
            } else {
                InputKind::Choice(options)
            };
            let default = entry.value.as_literal().map(ToOwned::to_owned);
            out.inputs.push(Input {
                span: entry.name.span,
                name: entry.name.clone(),
                description,
                required: false,
                default: Some(entry.value.clone()),
                default_value: default.clone().map(Into::into),
                kind,
            });
            let fallback = default.unwrap_or_default().replace('\'', "''");
            let text = match self.to {
                Dialect::Azure => format!("${{{{ parameters.{} }}}}", entry.name.value),
                _ => format!("${{{{ inputs.{} || '{fallback}' }}}}", entry.name.value),
            };
            entry.value = self.parsed(text, entry.value.text().span());
            entry.prompt = None;
        }
    }

    /// A time limit in the unit of the other language.
    pub fn time_limit(&mut self, limit: &mut Option<Template>, span: Span) {
        let Some(template) = limit else { return };
        let place = template.text().span();
        let seconds = match template.as_literal() {
            Some(text) if self.was.minutes => text.parse::<f64>().ok().map(|minutes| minutes * 60.0),
            Some(text) => duration::parse(text).map(|time| time.as_secs_f64()),
            None => None,
        };
        *limit = match seconds {
            Some(seconds) => {
                let text = if self.can.minutes {
                    format!("{}", (seconds / 60.0).ceil())
                } else {
                    format!("{}s", seconds.ceil())
                };
                Some(Template::literal(Text::plain(text, place)))
            }
            None => {
                let place = if place == Span::NOWHERE { span } else { place };
                self.writing.lost(TIMEOUT, place, "a time limit cannot be computed", "write the time itself");
                None
            }
        };
    }

    /// Variables that the job's texts turned out to need.
    fn add_wanted(&mut self, job: &mut Job) {
        let mut entries = job.env.entries().to_vec();
        let has = |entries: &[EnvEntry], name: &str| entries.iter().any(|entry| entry.name.value == name);
        for (name, value) in std::mem::take(&mut self.wanted) {
            if !has(&entries, &name) {
                let value = self.parsed(value, Span::NOWHERE);
                let name = Spanned::new(name, Span::NOWHERE);
                entries.push(EnvEntry { name, value, kind: EnvKind::Expanded, prompt: None });
            }
        }
        for secret in std::mem::take(&mut self.secrets) {
            if !has(&entries, &secret) {
                let value = Template::literal(Text::from(secret.as_str()));
                let name = Spanned::new(secret, job.id.span);
                entries.push(EnvEntry { name, value, kind: EnvKind::Secret, prompt: None });
            }
        }
        if matches!(job.env, Env::List(_)) {
            job.env = Env::List(entries);
        }
    }
}

/// What the jobs are called in a dialect, each its own.
pub(super) fn ids(pipeline: &Pipeline, to: Dialect) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for job in &pipeline.jobs {
        let plain = match to {
            Dialect::GitHub => identifier_of_job(&job.id.value),
            Dialect::Azure => identifier_of_job(&job.id.value).replace('-', "_"),
            _ => job.id.value.clone(),
        };
        let taken = |id: &str| ids.values().any(|other: &String| other.eq_ignore_ascii_case(id));
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let id = std::iter::once(plain.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(plain);
        ids.insert(job.id.value.clone(), id);
    }
    ids
}

/// The outputs of jobs that are those of one step, by job and name.
pub(super) fn outputs_of_steps(pipeline: &Pipeline, to: Dialect) -> HashMap<(String, String), String> {
    let mut found = HashMap::new();
    for job in &pipeline.jobs {
        for output in &job.outputs {
            let term = output.value.sole_expr().and_then(|expr| super::speech::understand(expr).ok());
            if let Some(super::term::Term::StepOutput(step, name)) = term {
                let key = (job.id.value.clone(), output.name.value.clone());
                found.insert(key, format!("{}.{name}", identifier(&step, to)));
            }
        }
    }
    found
}

/// A name as GitHub allows it for a job.
fn identifier_of_job(name: &str) -> String {
    let valid = |c: char| if c == '_' || c == '-' || c.is_ascii_alphanumeric() { c } else { '-' };
    let mut id: String = name.chars().map(valid).collect();
    while id.contains("--") {
        id = id.replace("--", "-");
    }
    let id = id.trim_matches('-');
    if id.starts_with(|c: char| c.is_ascii_digit()) || id.is_empty() {
        format!("_{id}")
    } else {
        id.to_owned()
    }
}

/// The variables of a job's matrix.
fn axes(job: &Job) -> Vec<String> {
    let Some(Strategy { matrix: Some(ir::Matrix::Axes { products, include, .. }), .. }) = &job.strategy
    else {
        return Vec::new();
    };
    let mut names: Vec<String> = products.iter().flatten().map(|axis| axis.name.value.clone()).collect();
    if let ir::MatrixSource::Rows(rows) = include {
        for row in rows {
            let ir::MatrixRow::Row(entries) = row else { continue };
            names.extend(entries.iter().map(|(name, _)| name.value.clone()));
        }
    }
    names.sort();
    names.dedup();
    names
}

/// What a job's steps and matrix name.
fn names(job: &Job) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(Strategy { matrix: Some(ir::Matrix::Axes { products, .. }), .. }) = &job.strategy {
        names.extend(products.iter().flatten().map(|axis| axis.name.value.clone()));
    }
    if let Work::Steps(steps) = &job.work {
        let entries = steps.iter().flat_map(|step| step.env.entries());
        names.extend(entries.map(|entry| entry.name.value.clone()));
    }
    names.extend(job.env.entries().iter().map(|entry| entry.name.value.clone()));
    names
}

/// All that the job's shells read.
fn scripts(job: &Job) -> String {
    let mut all = String::new();
    let steps = match &job.work {
        Work::Steps(steps) => steps.as_slice(),
        _ => &[],
    };
    collect(steps, &mut all);
    collect(&job.after, &mut all);
    all
}

fn collect(steps: &[Step], all: &mut String) {
    for step in steps {
        match &step.action {
            Action::Run(Script { lines, .. }) => {
                for line in lines {
                    *all += line.text().as_str();
                    all.push('\n');
                }
            }
            Action::Group(steps) | Action::Parallel(steps) => collect(steps, all),
            _ => {}
        }
    }
}
