//! The steps of a job.
mod builtin;
mod outputs;
mod script;

use super::Translation;
use super::actions::Stand;
use super::commands::script;
use super::losses::{ACTION, STEP};
use super::speech::{Place, understand};
use super::term::{Status, Term};
use super::text::identifier;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{Action, ArtifactContent, Builtin, Env, EnvEntry, EnvKind, Job, Pipeline, Reference, Step, With};
use script::{image_of, indented, joined};

impl Translation<'_, '_> {
    pub fn steps(&mut self, source: &Pipeline, original: &Job, job: &mut Job, steps: Vec<Step>) -> Vec<Step> {
        let mut out = Vec::new();
        let declares = self.can.by_steps && !self.was.by_steps;
        if declares {
            self.beginning(source, original, job, &mut out);
        } else {
            for artifact in &mut job.artifacts {
                match &mut artifact.content {
                    ArtifactContent::Files(upload) => self.upload(upload),
                    ArtifactContent::Report(report) => self.texts(&mut report.paths),
                }
            }
            let mut caches = std::mem::take(&mut job.caches);
            caches.iter_mut().for_each(|cache| self.cache(cache));
            job.caches = caches;
        }
        let fetches = steps
            .iter()
            .any(|step| matches!(step.action, Action::Builtin { builtin: Builtin::Checkout { .. }, .. }));
        for step in steps {
            self.step(source, job, step, &mut out);
        }
        if self.was.by_steps && self.to == Dialect::GitLab {
            if !fetches {
                add_variable(job, "GIT_STRATEGY", "none", job.id.span);
            }
            if job.container.is_none() && !out.is_empty() {
                let image = image_of(original);
                self.image(job, image.to_owned(), job.id.span);
            }
        }
        if declares {
            out.extend(self.uploads(original, job));
        }
        self.after(job, &mut out);
        match self.to {
            Dialect::Jenkins => self.read_back(&mut out),
            _ => self.outputs_of_steps(&mut out),
        }
        if self.to == Dialect::GitLab {
            self.as_one_script(job, &mut out);
        }
        out
    }

    /// What jobs elsewhere have without asking.
    fn beginning(&mut self, source: &Pipeline, original: &Job, job: &mut Job, out: &mut Vec<Step>) {
        let mut depth = None;
        let mut fetch = true;
        let mut submodules = None;
        if let Env::List(entries) = &mut job.env {
            entries.retain(|entry| {
                let value =
                    || Template::literal(Text::plain(entry.value.text().as_str(), entry.value.text().span()));
                match entry.name.value.as_str() {
                    "GIT_DEPTH" => depth = Some(value()),
                    "GIT_SUBMODULE_STRATEGY" => {
                        let recursive = entry.value.as_literal() == Some("recursive");
                        let text = if recursive { "recursive" } else { "true" };
                        submodules = Some(Template::literal(Text::plain(text, entry.value.text().span())));
                    }
                    "GIT_STRATEGY" => fetch = entry.value.as_literal() != Some("none"),
                    _ => return true,
                }
                false
            });
        }
        if let Some(script) = job.before_checkout.take() {
            let span = script.lines.first().map_or(job.id.span, |line| line.text().span());
            out.push(Step::new(span, Action::Run(self.script(&script))));
        }
        if fetch {
            let builtin =
                Builtin::Checkout { repository: None, revision: None, path: None, submodules, depth };
            out.push(Step::new(
                Span::NOWHERE,
                Action::Builtin { builtin, reference: None, with: With::new() },
            ));
        }
        for mut cache in std::mem::take(&mut job.caches) {
            self.cache(&mut cache);
            let span = cache.span;
            let builtin = Builtin::Cache(Box::new(cache));
            out.push(Step::new(span, Action::Builtin { builtin, reference: None, with: With::new() }));
        }
        out.extend(self.downloads(source, original, job));
    }

    fn step(&mut self, source: &Pipeline, job: &mut Job, mut step: Step, out: &mut Vec<Step>) {
        if let Action::Builtin { reference: Some(Reference::Task(task)), .. }
        | Action::Uses { reference: Reference::Task(task), .. } = &step.action
        {
            // The task's own name is no name that its author gave.
            step.name = step.name.take().filter(|name| name.text().span() != task.span());
        }
        let span = step.span;
        if self.can.by_steps && !self.was.by_steps {
            // What a step keeps is kept by a step of its own.
            step.artifacts.clear();
        }
        if self.to == Dialect::GitLab {
            let files = step.artifacts.drain(..).map(|upload| (upload.span, ArtifactContent::Files(upload)));
            job.artifacts.extend(files.map(|(span, content)| ir::Artifact { span, content }));
        }
        if let (Dialect::Azure, Some(id)) = (self.to, &mut step.id) {
            id.value = identifier(&id.value, self.to);
        }
        match std::mem::replace(&mut step.action, Action::Wait { steps: Vec::new() }) {
            Action::Run(script) => step.action = Action::Run(self.script(&script)),
            Action::Builtin { builtin, reference, with } => {
                let named = reference.as_ref().map(|reference| reference.text().span());
                let action = self.builtin(source, job, &step, builtin, reference, with);
                named.into_iter().for_each(|span| self.writing.implied(span));
                let Some(action) = action else {
                    // The job does it, whatever the step was called.
                    let id = step.id.as_ref().map(|id| id.span);
                    let name = step.name.as_ref().map(|name| name.text().span());
                    id.into_iter().chain(name).for_each(|span| self.writing.implied(span));
                    return;
                };
                step.action = action;
            }
            Action::Uses { reference, with } => match self.action(job, &step, reference, with) {
                Some(action) => step.action = action,
                None => return,
            },
            Action::Group(steps) | Action::Parallel(steps) => {
                if steps.len() > 1 {
                    let message = "these steps run one after the other, each for itself";
                    self.writing.lost(STEP, span, message, "check their order");
                }
                for mut inner in steps {
                    let outer = step.env.entries().iter().chain(inner.env.entries()).cloned().collect();
                    inner.env = Env::List(outer);
                    // What runs anyhow, runs whenever the whole does.
                    let own = inner.condition.filter(|own| {
                        step.condition.is_none() || understand(own) != Ok(Term::Status(Status::Always))
                    });
                    inner.condition = own.or_else(|| step.condition.clone());
                    inner.continue_on_error =
                        inner.continue_on_error.or_else(|| step.continue_on_error.clone());
                    self.step(source, job, inner, out);
                }
                return;
            }
            Action::Program(text) => {
                let help = "write a script that does the same";
                self.writing.lost(
                    ACTION,
                    text.span(),
                    "a program of another language does not run there",
                    help,
                );
                return;
            }
            Action::Wait { .. } | Action::Cancel { .. } => {
                self.writing.lost(
                    STEP,
                    span,
                    "steps run one after the other",
                    "wait for the command in the script",
                );
                return;
            }
        }
        self.around(&mut step);
        out.push(step);
    }

    /// What a step says of itself.
    fn around(&mut self, step: &mut Step) {
        self.some_text(&mut step.name);
        self.env(&mut step.env);
        let mut secrets = std::mem::take(&mut self.secrets);
        if !secrets.is_empty() && !self.can.expressions {
            let mut entries = step.env.entries().to_vec();
            for secret in secrets.drain(..) {
                if !entries.iter().any(|entry| entry.name.value == secret) {
                    let value = Template::literal(Text::plain(secret.clone(), step.span));
                    let name = Spanned::new(secret, step.span);
                    entries.push(EnvEntry { name, value, kind: EnvKind::Secret, prompt: None });
                }
            }
            step.env = Env::List(entries);
        }
        self.some_text(&mut step.continue_on_error);
        self.time_limit(&mut step.timeout, step.span);
        if self.to != Dialect::GitLab {
            step.condition =
                step.condition.take().and_then(|condition| self.condition(&condition, Place::StepCondition));
        }
        if step.background && !self.can.by_steps {
            self.writing.lost(
                STEP,
                step.span,
                "the step goes on beside the others no more",
                "end the command with \"&\"",
            );
            step.background = false;
        }
    }

    /// Somebody's action: the commands that it stands for, or nothing.
    fn action(&mut self, job: &mut Job, step: &Step, reference: Reference, mut with: With) -> Option<Action> {
        let span = reference.text().span();
        let actions = |dialect| matches!(dialect, Dialect::GitHub | Dialect::Native);
        let kept = actions(self.from) && actions(self.to) && !matches!(reference, Reference::Task(_));
        match self.stand_for(&reference, &with, span).filter(|_| !(kept && self.to == Dialect::GitHub)) {
            Some(Stand::Commands(commands)) if commands.is_empty() => None,
            Some(Stand::Commands(commands)) => Some(Action::Run(script(commands, span))),
            Some(Stand::Image(image)) => {
                self.image(job, image, span);
                None
            }
            None if kept => {
                with.iter_mut().for_each(|(_, value)| *value = self.text(&value.clone()));
                Some(Action::Uses { reference, with })
            }
            None => {
                let message = format!("nothing stands for \"{}\"", reference.text());
                self.writing.lost(ACTION, span, message, "write a script that does the same");
                self.writing.implied(step.span);
                let shown =
                    step.name.as_ref().and_then(Template::as_literal).unwrap_or(reference.text().as_str());
                let line = format!("echo \"not converted: {}\"", shown.replace(['"', '$', '`', '\\'], ""));
                Some(Action::Run(script(vec![line], span)))
            }
        }
    }

    /// Commands at the job's end as steps that always run, or the other way round.
    fn after(&mut self, job: &mut Job, out: &mut Vec<Step>) {
        if self.to == Dialect::Jenkins {
            // What is done at the end is a part of its stage there.
            for step in &mut job.after {
                if let Action::Run(script) = &step.action {
                    step.action = Action::Run(self.script(script));
                }
            }
            return;
        }
        if self.can.after {
            while let Some(step) = out.last() {
                let term = step.condition.as_ref().map(understand);
                let condition = match term {
                    Some(Ok(Term::Status(Status::Always))) => None,
                    Some(Ok(Term::Status(Status::Failure))) => Some("failed"),
                    _ => break,
                };
                let Some(mut step) = out.pop() else { break };
                let asked = step.condition.take();
                asked.into_iter().for_each(|asked| self.writing.implied(asked.text().span()));
                if let (Some(status), Action::Run(script)) = (condition, &mut step.action) {
                    let body = indented(&joined(&script.lines));
                    let text = format!("if [ \"$CI_JOB_STATUS\" = {status} ]; then\n{body}fi\n");
                    script.lines = vec![Template::literal(Text::plain(text, step.span))];
                }
                job.after.insert(0, step);
            }
            return;
        }
        for mut step in std::mem::take(&mut job.after) {
            if let Action::Run(script) = &step.action {
                step.action = Action::Run(self.script(script));
            }
            step.id = None;
            step.name = None;
            step.timeout = None;
            step.condition = self.condition_text("always()", step.span);
            out.push(step);
        }
    }
}

/// What is asked beside whether the step runs after a failure.
fn without(term: Term, goes_on: &impl Fn(&Term) -> bool) -> Term {
    match without_success(term) {
        term if goes_on(&term) => Term::Bool(true),
        Term::All(terms) => Term::all(terms.into_iter().map(|term| without(term, goes_on))),
        other => other,
    }
}

/// What is asked beside that all went well.
pub(super) fn without_success(term: Term) -> Term {
    match term {
        Term::Status(Status::Success) => Term::Bool(true),
        Term::All(terms) => Term::all(terms.into_iter().map(without_success)),
        other => other,
    }
}

/// Adds a variable to a job.
pub(super) fn add_variable(job: &mut Job, name: &str, value: &str, span: Span) {
    let mut entries = job.env.entries().to_vec();
    if entries.iter().any(|entry| entry.name.value == name) {
        return;
    }
    let value = Template::literal(Text::plain(value, span));
    entries.push(EnvEntry {
        name: Spanned::new(name.to_owned(), span),
        value,
        kind: EnvKind::Expanded,
        prompt: None,
    });
    job.env = Env::List(entries);
}
