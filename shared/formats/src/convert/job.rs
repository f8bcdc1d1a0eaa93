//! One job.

mod names;
mod variables;

pub(super) use names::{axes, ids, outputs_of_steps};

use super::Translation;
use super::fact::Fact;
use super::losses::{ARTIFACT, PIPELINE, TIMEOUT};
use super::speech::{Place, say};
use super::term::Term;
use crate::gitlab::duration;
use diag::{Span, Text};
use expr::{Dialect, Template};
use ir::{Action, EnvNames, Job, MatrixUse, Pipeline, Shell, Strategy, Tolerance, Work, Workspace};

impl Translation<'_, '_> {
    /// A job, its place in the order given already.
    pub fn job(&mut self, source: &Pipeline, original: &Job, mut job: Job) -> Job {
        self.job_env = original.env.entries().to_vec();
        self.own_names = names::names(original);
        self.own_steps = names::steps(original);
        self.axes = names::axes(original);
        let computed = |strategy: &ir::Strategy| matches!(strategy.matrix, Some(ir::Matrix::Computed(_)));
        self.open_matrix = self.format.conventions.matrix == MatrixUse::Context
            && self.writing.from.conventions.matrix == MatrixUse::Variables
            && original.strategy.as_ref().is_some_and(computed);
        self.all_scripts = names::scripts(original);
        self.wanted.clear();
        if self.writing.from.conventions.matrix == MatrixUse::Variables
            && self.format.conventions.matrix == MatrixUse::Context
        {
            for axis in self.axes.clone() {
                let value = say(&Term::Matrix(axis.clone()), self.to, Place::Text).unwrap_or_default();
                self.wanted.insert(self.process_name(&axis), format!("${{{{ {value} }}}}"));
            }
        } else if self.writing.from.conventions.env_names == EnvNames::AsWritten {
            self.axes.clear();
        }
        if let (Dialect::GitHub, Some(Strategy { copies: Some(_), matrix: None, .. })) =
            (self.to, &original.strategy)
            && let Some(name) = Fact::Copy.variable(self.from).filter(|name| self.all_scripts.contains(name))
        {
            self.wanted.insert(name.to_owned(), "${{ matrix.copy }}".to_owned());
        }
        self.secrets.clear();
        self.step_outputs.clear();
        self.rename(&mut job);
        if matches!(self.to, Dialect::GitHub | Dialect::Azure) {
            job.artifacts_from = None;
        }
        self.some_text(&mut job.name);
        // No copy is there yet when its rows are made.
        let open = std::mem::take(&mut self.open_matrix);
        self.strategy(&mut job);
        self.open_matrix = open;
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
        if self.to == Dialect::GitHub {
            bash_on_windows(&mut job);
        }
        if let Workspace::Shared(_) = job.workspace {
            let message = "jobs no longer share one folder";
            self.writing.lost(ARTIFACT, job.id.span, message, "keep the files that later jobs need");
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
        for name in job.artifacts_from.iter_mut().flatten() {
            name.value = self.id(&name.value);
        }
    }

    /// What a job is called in the other language.
    pub fn id(&self, id: &str) -> String {
        self.ids.get(id).cloned().unwrap_or_else(|| id.to_owned())
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
}

/// Windows machines have no `sh` but a `bash`
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell>).
fn bash_on_windows(job: &mut Job) {
    let windows = |label: &Template| label.text().as_str().to_lowercase().starts_with("windows");
    if !job.runs_on.labels.iter().any(windows) {
        return;
    }
    let Work::Steps(steps) = &mut job.work else { return };
    for step in steps {
        if let Action::Run(script) = &mut step.action
            && let Shell::Sh(how) = script.shell
        {
            script.shell = Shell::Bash(how);
        }
    }
}
