use super::Run;
use super::context::{JobScope, flag};
use super::decide::Draft;
use super::job::{JobIx, State};
use events::{Cause, Hold};
use expr::EvalError;
use plan::Concurrency;

impl Draft {
    /// A job that has its place among its copies begins, or waits for the others of its group.
    pub(super) fn claim_group(&mut self, job: JobIx) {
        let Some(rule) = self.run[job].planned().concurrency.clone() else { return self.start(job) };
        match self.run.group(job, &rule) {
            Ok((group, cancel_running)) => self.wait_for_group(job, &rule, group, cancel_running),
            Err(error) => {
                self.fail(job, Cause::Invalid { message: format!("the job's concurrency group: {error}") });
            }
        }
    }

    fn wait_for_group(&mut self, job: JobIx, rule: &Concurrency, group: String, cancel_running: bool) {
        if !self.run.is_held_for_group(job) {
            // A newcomer takes the place of those that wait, unless all keep theirs; and of those that run, if it may.
            for other in self.run.others_of(job, &group) {
                let waits = self.run.is_held_for_group(other);
                if (waits && !rule.queue_all) || (!waits && cancel_running) {
                    self.cancel(other, format!("`{}` came after it in group `{group}`", self.run[job].id));
                }
            }
        }
        let since = self.run.held_since(job);
        let busy = self
            .run
            .others_of(job, &group)
            .into_iter()
            .any(|other| self.run[other].is_active() || self.run.held_since(other) < since);
        if busy { self.hold(job, Hold::Group { group }) } else { self.start(job) }
    }
}

impl Run {
    fn group(&self, job: JobIx, rule: &Concurrency) -> Result<(String, bool), EvalError> {
        let scope = JobScope::new(self, job);
        let cancel = rule.cancel_running.as_ref().map_or(Ok(false), |cancel| flag(cancel, &scope))?;
        Ok((rule.group.render(&scope)?, cancel))
    }

    fn is_held_for_group(&self, job: JobIx) -> bool {
        matches!(self[job].state, State::Held { hold: Hold::Group { .. }, .. })
    }

    /// The record since which it waits for its group; after all there are, if it does not.
    fn held_since(&self, job: JobIx) -> u64 {
        match self[job].state {
            State::Held { hold: Hold::Group { .. }, since } => since,
            _ => u64::MAX,
        }
    }

    /// Jobs of a group that run or wait for it. A pipeline's own jobs are no others: they run in the caller's place.
    fn others_of(&self, job: JobIx, group: &str) -> Vec<JobIx> {
        let callers: Vec<JobIx> = self.callers(job).collect();
        let takes_part = |other: &JobIx| {
            *other != job
                && !callers.contains(other)
                && (self[*other].is_active() || self.is_held_for_group(*other))
                && !self.callers(*other).any(|caller| caller == job)
        };
        self.indices().filter(takes_part).filter(|other| self.is_in_group(*other, group)).collect()
    }

    fn is_in_group(&self, job: JobIx, group: &str) -> bool {
        let rule = self[job].planned().concurrency.as_ref();
        let own = rule.and_then(|rule| self.group(job, rule).ok());
        own.is_some_and(|(name, _)| name.eq_ignore_ascii_case(group))
    }
}
