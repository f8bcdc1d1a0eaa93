//! Jobs that run although one that they wait for was left out.
use super::super::Translation;
use super::super::order::all_before;
use super::super::speech::understand;
use super::super::term::{Status, Term};
use ir::{Job, Pipeline, SkippedNeed, When};
use std::collections::HashSet;

impl Translation<'_, '_> {
    /// The jobs, by their ids in the source, that a job left out before them does not stop there, and would stop in the
    /// other language if nothing were said.
    pub(super) fn steps_over(&self, source: &Pipeline, out: &Pipeline) -> HashSet<String> {
        if self.format.conventions.skipped_need == SkippedNeed::Passes {
            return HashSet::new();
        }
        let left_out = source.jobs.iter().filter(|job| may_be_left_out(job));
        let left_out: HashSet<&str> =
            left_out.map(|job| self.ids.get(&job.id.value).unwrap_or(&job.id.value).as_str()).collect();
        let passes = self.was.rules || self.writing.from.conventions.skipped_need == SkippedNeed::Passes;
        let pairs = source.jobs.iter().zip(&out.jobs);
        let over = pairs.filter(|(original, job)| {
            // Stages wait for what is there; needs may skip.
            (passes || original.needs.is_none())
                && all_before(out, &job.id.value).iter().any(|before| left_out.contains(before.as_str()))
        });
        over.map(|(original, _)| original.id.value.clone()).collect()
    }
}

/// What holds when nothing before has gone wrong, though something may have been left out.
pub(super) fn went_well(term: Term) -> Term {
    let well = [Status::Failure, Status::Cancelled].map(|status| Term::Status(status).negated());
    Term::all(well.into_iter().chain([term]))
}

fn may_be_left_out(job: &Job) -> bool {
    let by_condition = job.condition.as_ref().is_some_and(|condition| {
        !matches!(understand(condition), Ok(Term::Status(Status::Always | Status::Success)))
    });
    by_condition
        || !job.rules.is_empty()
        || matches!(job.when.value, When::Manual | When::Never | When::OnFailure)
}
