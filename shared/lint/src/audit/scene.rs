//! What an audit looks at, and where it says what it found.

use super::{Auditing, Level};
use crate::steps;
use diag::{Diagnostic, SourceMap, Span};
use expr::{Exposure, Expr, Template};
use ir::{Action, Container, Env, Job, Pipeline, Reference, Step, Text, With, Work};

/// A pipeline, and what its language opens to strangers.
pub(super) struct Scene<'a> {
    pub pipeline: &'a Pipeline,
    pub sources: &'a SourceMap,
    pub exposure: &'static Exposure,
    /// Every step, those inside others too, with its job.
    pub steps: Vec<(&'a Job, &'a Step)>,
}

/// What was found, as far as anybody asked.
pub(super) struct Findings {
    auditing: Auditing,
    found: Vec<Diagnostic>,
}

impl Findings {
    pub fn new(auditing: Auditing) -> Self {
        Self { auditing, found: Vec::new() }
    }

    /// A finding that is told from a level on.
    pub fn add(&mut self, level: Level, finding: Diagnostic) {
        if level <= self.auditing.level {
            self.found.push(Diagnostic { severity: self.auditing.severity, ..finding });
        }
    }

    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// Where something stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub job: Option<&'a Job>,
    pub step: Option<&'a Step>,
}

/// A step that uses somebody's action.
pub(super) struct Use<'a> {
    pub job: &'a Job,
    pub step: &'a Step,
    pub reference: &'a Reference,
    pub with: &'a With,
}

impl<'a> Use<'a> {
    /// `owner/repo` or `owner/repo/path`, in lower case; empty for what comes from nobody's repository.
    pub fn name(&self) -> String {
        action_name(self.reference)
    }

    pub fn text(&self) -> &'a Text {
        self.reference.text()
    }

    pub fn input(&self, name: &str) -> Option<&'a Template> {
        input(self.with, name)
    }
}

/// The value of an input.
pub(super) fn input<'a>(with: &'a With, name: &str) -> Option<&'a Template> {
    with.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// `owner/repo` or `owner/repo/path`, in lower case; empty for what comes from nobody's repository.
pub(super) fn action_name(reference: &Reference) -> String {
    let Reference::Remote { owner, repo, path, .. } = reference else { return String::new() };
    let path = path.trim_matches('/');
    let divider = if path.is_empty() { "" } else { "/" };
    format!("{owner}/{repo}{divider}{path}").to_lowercase()
}

impl<'a> Scene<'a> {
    pub fn new(pipeline: &'a Pipeline, sources: &'a SourceMap) -> Self {
        let mut all = Vec::new();
        for job in &pipeline.jobs {
            for list in [steps::of(job), &job.after] {
                steps::each(list, &mut |step| all.push((job, step)));
            }
        }
        Self { pipeline, sources, exposure: pipeline.dialect.exposure(), steps: all }
    }

    /// Every step that uses an action.
    pub fn uses(&self) -> Vec<Use<'a>> {
        let of_step = |&(job, step): &(&'a Job, &'a Step)| {
            let (Action::Uses { reference, with } | Action::Builtin { reference: Some(reference), with, .. }) =
                &step.action
            else {
                return None;
            };
            Some(Use { job, step, reference, with })
        };
        self.steps.iter().filter_map(of_step).collect()
    }

    /// Every piece of a script, with its job and step.
    pub fn scripts(&self) -> Vec<(&'a Job, &'a Step, &'a Template)> {
        let mut found = Vec::new();
        for &(job, step) in &self.steps {
            if let Action::Run(script) = &step.action {
                found.extend(script.lines.iter().map(|line| (job, step, line)));
            }
        }
        found
    }

    /// Every expression, with its place.
    pub fn expressions(&self) -> Vec<(Place<'a>, &'a Expr)> {
        let mut found = Vec::new();
        let nowhere = Place { job: None, step: None };
        let mut add = |place: Place<'a>, templates: Vec<&'a Template>, conditions: Vec<&'a Expr>| {
            let holes = templates.into_iter().flat_map(|template| template.holes().map(|(expr, _)| expr));
            found.extend(holes.chain(conditions).map(|expr| (place, expr)));
        };
        let pipeline = self.pipeline;
        let group = pipeline.concurrency.iter().map(|concurrency| &concurrency.group);
        let own = env(&pipeline.env).chain(group).chain(pipeline.run_name.as_ref());
        add(nowhere, own.collect(), Vec::new());
        for job in &pipeline.jobs {
            let place = Place { job: Some(job), step: None };
            add(place, of_job(job), job.condition.iter().collect());
        }
        for &(job, step) in &self.steps {
            let place = Place { job: Some(job), step: Some(step) };
            add(place, of_step(step), step.condition.iter().collect());
        }
        found
    }

    /// The first byte of the pipeline.
    pub fn head(&self) -> Span {
        let span = self.pipeline.span;
        Span::new(span.source, span.start, span.start)
    }
}

fn env(env: &Env) -> Box<dyn Iterator<Item = &Template> + '_> {
    match env {
        Env::List(entries) => Box::new(entries.iter().map(|entry| &entry.value)),
        Env::Computed(template) => Box::new(std::iter::once(template)),
    }
}

/// The containers that a job starts: its own and those beside it.
pub(super) fn containers(job: &Job) -> impl Iterator<Item = &Container> {
    job.container.iter().chain(job.services.iter().map(|service| &service.container))
}

fn of_job(job: &Job) -> Vec<&Template> {
    let mut found: Vec<_> = env(&job.env).chain(&job.name).chain(&job.runs_on.labels).collect();
    for container in containers(job) {
        found.push(&container.image);
        found.extend(env(&container.env));
        found.extend(container.options.iter());
        found.extend(container.credentials.iter().flat_map(|own| [&own.username, &own.password]));
    }
    found.extend(job.outputs.iter().map(|output| &output.value));
    found.extend(job.environment.iter().flat_map(|place| std::iter::once(&place.name).chain(&place.url)));
    found.extend(job.concurrency.iter().map(|concurrency| &concurrency.group));
    match &job.work {
        Work::Call(call) => {
            let secrets = call.secrets.iter().flatten();
            found.extend(call.inputs.iter().chain(secrets).map(|(_, value)| value));
        }
        Work::Spawn(spawn) => found.extend(spawn.inputs.iter().map(|(_, value)| value)),
        Work::Steps(_) => {}
    }
    found
}

fn of_step(step: &Step) -> Vec<&Template> {
    let mut found: Vec<_> = env(&step.env).chain(&step.name).collect();
    match &step.action {
        Action::Run(script) => found.extend(script.lines.iter().chain(&script.directory)),
        Action::Uses { with, .. } | Action::Builtin { with, .. } => {
            found.extend(with.iter().map(|(_, value)| value));
        }
        // Steps inside others are visited themselves.
        Action::Wait { .. }
        | Action::Cancel { .. }
        | Action::Parallel(_)
        | Action::Group(_)
        | Action::Program(_) => {}
    }
    found
}
