use super::Run;
use super::decide::Draft;
use super::job::JobIx;
use events::{Attempt, Cause, Event, JobId, Outcome};
use indexmap::IndexMap;
use ir::RetryWhen;

/// How many runners one job may lose before it is taken to be the reason.
const LOSSES: u32 = 5;

impl Draft {
    /// The lease on a try has run out.
    pub(super) fn lost(&mut self, job: &JobId, attempt: Attempt) {
        let Some(at) = self.run.current(job, attempt) else { return };
        if self.run.wanted_file(at).is_some() {
            return;
        }
        if self.run[at].cancel.is_some() {
            return self.end(at, Outcome::Cancelled, None, IndexMap::new(), IndexMap::new());
        }
        if self.run[at].losses + 1 >= LOSSES {
            let message = format!("its runner was lost {LOSSES} times");
            return self.fail(at, Cause::Broken { message });
        }
        self.push(Event::JobLost { job: job.clone(), attempt });
        self.queue(at);
    }
}

impl Run {
    /// Whether a failed try is followed by another.
    ///
    /// Kinds of failure and exit codes add up, as with [GitLab's `retry`](https://docs.gitlab.com/ci/yaml/#retry).
    pub(super) fn tries_again(&self, at: JobIx, cause: Option<&Cause>) -> bool {
        let job = &self[at];
        let Some(retry) = &job.planned().retry else { return false };
        if job.retries >= retry.max.value || job.cancel.is_some() || self.is_cancelled(at) {
            return false;
        }
        let by_code = match cause {
            Some(Cause::Exit { code }) => retry.exit_codes.iter().any(|wanted| wanted.value == *code),
            _ => false,
        };
        let any = retry.when.is_empty() && retry.exit_codes.is_empty();
        any || by_code || retry.when.iter().any(|when| is(&when.value, cause))
    }
}

fn is(when: &RetryWhen, cause: Option<&Cause>) -> bool {
    match when {
        RetryWhen::Always => true,
        RetryWhen::ScriptFailure => matches!(cause, Some(Cause::Exit { .. }) | None),
        RetryWhen::SystemFailure => matches!(cause, Some(Cause::Broken { .. })),
        RetryWhen::Timeout => matches!(cause, Some(Cause::TimedOut { .. })),
        RetryWhen::Other(_) => false,
    }
}
