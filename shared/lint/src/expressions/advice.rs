//! What to do about a name that leads nowhere, where the rest of the pipeline tells.
use crate::{needs, steps};
use diag::{Diagnostic, Severity};
use expr::{Path, Type, Types};
use ir::{Job, Pipeline, Step};

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub pipeline: &'a Pipeline,
    pub job: Option<&'a Job>,
}

impl Around<'_> {
    /// Weighs and adds to what is said of a property that is not there. `paths` are those of its expression.
    pub fn advise(self, finding: Diagnostic, paths: &[Path], types: &Types) -> Diagnostic {
        let here = |path: &&Path| path.span.start == finding.primary.span.start;
        let path = paths.iter().find(here);
        let certain = path.is_some_and(|path| is_declared(path, types) || self.comes_later(path));
        let severity = if certain { Severity::Error } else { Severity::Warning };
        let finding = Diagnostic { severity, ..finding };
        let advice = path.and_then(|path| {
            let (context, name) = (path.root(), path.name(1)?);
            let missing =
                matches!(types.get(context), Some(Type::Object(known)) if known.get(name).is_none());
            if missing { self.of_member(context, name) } else { None }
        });
        match advice {
            Some(advice) => finding.help(advice),
            None => finding,
        }
    }

    fn of_member(self, context: &str, name: &str) -> Option<String> {
        let job = self.job?;
        match context.to_ascii_lowercase().as_str() {
            "needs" => self.of_need(job, name),
            "steps" => self.of_step(job, name),
            "matrix" if job.strategy.is_none() => Some(format!("job `{}` has no matrix", job.id.value)),
            _ => None,
        }
    }

    /// Whether a path asks for a step that has not run yet.
    fn comes_later(self, path: &Path) -> bool {
        let step = path.name(1).filter(|_| path.starts_with(&["steps"]));
        self.job.zip(step).is_some_and(|(job, step)| has_step(job, step))
    }

    fn of_need(self, job: &Job, name: &str) -> Option<String> {
        let other = &self.pipeline.jobs[needs::position(self.pipeline, name)?].id.value;
        if *other == job.id.value {
            return Some("a job cannot ask for what comes out of itself".to_owned());
        }
        let direct = "only jobs that are needed directly can be asked";
        Some(format!("{direct}: add `{other}` to the needs of job `{}`", job.id.value))
    }

    fn of_step(self, job: &Job, name: &str) -> Option<String> {
        if has_step(job, name) {
            return Some(format!("step `{name}` comes later; only steps before this one are known"));
        }
        let owner = &self.pipeline.jobs.iter().find(|other| has_step(other, name))?.id.value;
        Some(format!(
            "step `{name}` is in job `{owner}`: name its value under the outputs of that job, need the job, and write \
             `needs.{owner}.outputs.NAME`"
        ))
    }
}

/// Whether a path leads to what the pipeline itself declares by name, its inputs and the results of its jobs: nobody
/// else can give them, so one that is not declared is always nothing.
fn is_declared(path: &Path, types: &Types) -> bool {
    let is_known =
        |name| matches!(types.get(path.root()), Some(Type::Object(known)) if known.get(name).is_some());
    match path.root().to_ascii_lowercase().as_str() {
        "inputs" => true,
        "github" => path.starts_with(&["github", "event", "inputs"]),
        "needs" | "jobs" => path.name(1).is_some_and(is_known),
        _ => false,
    }
}

fn has_step(job: &Job, name: &str) -> bool {
    let mut found = false;
    let is = |step: &Step| step.id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(name));
    steps::each(steps::of(job), &mut |step| found |= is(step));
    found
}
