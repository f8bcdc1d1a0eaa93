use super::Run;
use super::context::JobScope;
use super::job::JobIx;
use events::{JobId, Outcome, Skip};
use plan::Gate;

/// What a job's gate says once its needs have ended.
pub(super) enum Verdict {
    /// It may run.
    Open,
    /// It does not run.
    Shut(Skip),
    /// The condition cannot be evaluated.
    Wrong(String),
}

/// How things stand for a job, seen from what came before it.
#[derive(Clone, Debug)]
pub(super) struct Status {
    /// A job that did not end as those after it wish, and how it ended.
    pub culprit: Option<(JobId, Outcome)>,
    pub failed: bool,
    pub cancelled: bool,
}

impl Status {
    pub fn success(&self) -> bool {
        self.culprit.is_none() && !self.cancelled
    }

    pub fn failure(&self) -> bool {
        self.failed && !self.cancelled
    }

    /// Why a job that waits for success does not run.
    fn skip(self) -> Skip {
        match self.culprit {
            Some((job, outcome)) if !self.cancelled => Skip::Need { job, outcome },
            _ => Skip::Cancelled,
        }
    }
}

impl Run {
    /// Whether a job runs, now that its needs have ended.
    pub(super) fn gate(&self, job: JobIx) -> Verdict {
        let status = self.status(job);
        match &self[job].planned().gate {
            Gate::Always => Verdict::Open,
            Gate::OnSuccess if status.success() => Verdict::Open,
            Gate::OnSuccess => Verdict::Shut(status.skip()),
            Gate::OnFailure if status.failure() => Verdict::Open,
            Gate::OnFailure if status.cancelled => Verdict::Shut(Skip::Cancelled),
            Gate::OnFailure => Verdict::Shut(Skip::NoFailure),
            Gate::If { implied: true, .. } if !status.success() => Verdict::Shut(status.skip()),
            Gate::If { condition, .. } => match condition.eval(&JobScope::new(self, job)) {
                Ok(value) if value.truthy(condition.dialect()) => Verdict::Open,
                Ok(_) if status.cancelled => Verdict::Shut(Skip::Cancelled),
                Ok(_) => Verdict::Shut(Skip::Condition { text: condition.text().to_string() }),
                Err(error) => Verdict::Wrong(format!("the job's condition: {error}")),
            },
        }
    }

    /// How things stand for a job. Where the dialect has stages, that is what it waited for; where it has only needs,
    /// also [all before those](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions).
    pub(super) fn status(&self, job: JobIx) -> Status {
        let cancelled = self.is_cancelled(job);
        let mut status = Status { culprit: None, failed: false, cancelled };
        for need in &self[job].planned().needs {
            for needed in self.needed(job, need) {
                self.look_at(needed, need.by_stage, &mut status);
            }
        }
        if self.scope_of(job).plan.stages.is_empty() {
            self.ancestors(job).into_iter().for_each(|before| self.look_at(before, false, &mut status));
        }
        status
    }

    /// `aside`: it may have been left out.
    fn look_at(&self, before: JobIx, aside: bool, status: &mut Status) {
        let job = &self[before];
        let outcome = job.end().map_or(Outcome::Skipped, |end| end.counts_as());
        status.failed |= outcome == Outcome::Failure;
        let fine = outcome == Outcome::Success || (aside && outcome == Outcome::Skipped);
        if !fine && status.culprit.is_none() {
            status.culprit = Some((job.id.clone(), outcome));
        }
    }
}
