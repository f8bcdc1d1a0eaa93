use super::Run;
use super::context::{JobScope, flag, number};
use super::decide::Draft;
use super::job::JobIx;
use events::{Cause, Hold};
use expr::EvalError;

impl Draft {
    /// A job that nothing else holds takes a place among its copies and in its group, or waits for one.
    pub(super) fn claim_slot(&mut self, job: JobIx) {
        match self.run.max_parallel(job) {
            Ok(Some(limit)) if self.run.active_copies(job) >= limit as usize => {
                self.hold(job, Hold::MaxParallel { limit });
            }
            Ok(_) => self.claim_group(job),
            Err(error) => {
                self.fail(job, Cause::Invalid { message: format!("`max-parallel` of the job: {error}") });
            }
        }
    }
}

impl Run {
    /// How many copies may run at once.
    pub(super) fn max_parallel(&self, job: JobIx) -> Result<Option<u32>, EvalError> {
        let limit = self[job].planned().strategy.max_parallel.as_ref();
        let limit = limit.map(|limit| number(limit, &JobScope::without_strategy(self, job))).transpose()?;
        Ok(limit.filter(|limit| *limit > 0))
    }

    /// Whether the first failing copy ends the others.
    pub(super) fn fail_fast(&self, job: JobIx) -> Result<bool, EvalError> {
        let rule = self[job].planned().strategy.fail_fast.as_ref();
        rule.map_or(Ok(false), |rule| flag(rule, &JobScope::without_strategy(self, job)))
    }

    /// A job and its copies.
    pub(super) fn copies(&self, job: JobIx) -> &[JobIx] {
        self.scope_of(job).keys.get(&self[job].planned().key).map_or(&[], Vec::as_slice)
    }

    fn active_copies(&self, job: JobIx) -> usize {
        self.copies(job).iter().filter(|copy| **copy != job && self[**copy].is_active()).count()
    }
}
