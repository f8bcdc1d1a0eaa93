use super::Run;
use super::decide::Draft;
use super::gate::Verdict;
use super::job::{JobIx, State};
use events::{Event, Outcome};
use indexmap::IndexMap;

impl Draft {
    /// Ends a job: at once if no runner has it, otherwise the runner is told.
    pub(super) fn cancel(&mut self, job: JobIx, reason: String) {
        let one = &self.run[job];
        if one.has_ended() || one.cancel.is_some() {
            return;
        }
        let (id, attempt) = (one.id.clone(), one.attempt);
        let no_runner = matches!(one.state, State::Waiting | State::Held { .. } | State::Queued);
        self.push(Event::CancelRequested { job: Some(id.clone()), reason });
        if no_runner {
            self.push(Event::JobFinished {
                job: id,
                attempt,
                outcome: Outcome::Cancelled,
                tolerated: false,
                cause: None,
                outputs: IndexMap::new(),
                variables: IndexMap::new(),
            });
        }
    }

    /// A job that a runner has or may take ends with the run or the calling job, unless its condition holds even so.
    pub(super) fn cancel_with_scope(&mut self, job: JobIx) {
        if !self.run.is_cancelled(job) || self.run[job].cancel.is_some() {
            return;
        }
        if !matches!(self.run.gate(job), Verdict::Open) {
            let reason = self.run.cancel_reason(job).unwrap_or_default().to_owned();
            self.cancel(job, reason);
        }
    }
}

impl Run {
    /// Whether all around this job shall end: the run, or a job that called its pipeline.
    pub(super) fn is_cancelled(&self, job: JobIx) -> bool {
        self.cancel_reason(job).is_some()
    }

    fn cancel_reason(&self, job: JobIx) -> Option<&str> {
        let callers = self.callers(job).find_map(|caller| self[caller].cancel.as_deref());
        self.cancel.as_deref().or(callers)
    }
}
