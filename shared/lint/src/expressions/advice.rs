//! What to do about a name that leads nowhere, where the rest of the pipeline tells.
use crate::{needs, steps};
use diag::Diagnostic;
use expr::{Path, Type, Types};
use ir::{Job, Pipeline, Step};

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub pipeline: &'a Pipeline,
    pub job: Option<&'a Job>,
}

impl Around<'_> {
    /// Adds to what is said of a property that is not there. `paths` are those of its expression.
    pub fn advise(self, finding: Diagnostic, paths: &[Path], types: &Types) -> Diagnostic {
        let here = |path: &&Path| path.span.start == finding.primary.span.start;
        let advice = paths.iter().find(here).and_then(|path| {
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

fn has_step(job: &Job, name: &str) -> bool {
    let mut found = false;
    let is = |step: &Step| step.id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(name));
    steps::each(steps::of(job), &mut |step| found |= is(step));
    found
}
