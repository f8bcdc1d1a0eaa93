use super::Run;
use super::context::JobScope;
use super::job::JobIx;
use events::{JobId, Outcome, Skip};
use expr::EvalError;
use ir::{SkippedNeed, Stages};
use plan::{Gate, short_key};

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
    /// Something went well only with issues.
    pub issues: bool,
}

impl Status {
    /// Nothing was looked at yet.
    pub fn of(cancelled: bool) -> Self {
        Self { culprit: None, failed: false, cancelled, issues: false }
    }

    pub fn success(&self) -> bool {
        self.culprit.is_none() && !self.cancelled
    }

    pub fn failure(&self) -> bool {
        self.failed && !self.cancelled
    }

    pub fn unstable(&self) -> bool {
        self.issues && !self.failed && !self.cancelled
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
    /// Whether a job runs, now that its needs have ended: its stage's gate first, then its own.
    pub(super) fn gate(&self, job: JobIx) -> Verdict {
        if let Some(stage) = self.stage_of(job) {
            let verdict =
                judge(&stage.gate, self.stage_status(job, stage), &JobScope::of_stage(self, job), "stage");
            match verdict {
                Verdict::Open => {}
                Verdict::Shut(reason) => {
                    let (stage, reason) = (stage.name.clone(), Box::new(reason));
                    return Verdict::Shut(Skip::Stage { stage, reason });
                }
                wrong @ Verdict::Wrong(_) => return wrong,
            }
        }
        judge(&self[job].planned().gate, self.status(job), &JobScope::new(self, job), "job")
    }

    /// How things stand for a job. Where stages wait for each other, that is what it waited for; elsewhere also
    /// [all before those](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions).
    /// What a job of a graph of stages waited for only because of its stage is a matter of the stage's own gate.
    pub(super) fn status(&self, job: JobIx) -> Status {
        let mut status = Status::of(self.is_cancelled(job));
        let plan = &self.scope_of(job).plan;
        let graph = plan.customs.stages == Stages::Graph;
        for need in self[job].planned().needs.iter().filter(|need| !(graph && need.by_stage)) {
            for needed in self.needed(job, need) {
                self.look_at(needed, need.by_stage, &mut status);
            }
        }
        if graph || plan.stages.is_empty() {
            self.ancestors(job).into_iter().for_each(|before| self.look_at(before, false, &mut status));
        }
        status
    }

    /// How the jobs or stages of these names stand.
    pub(super) fn status_of(
        &self,
        job: JobIx,
        names: &[String],
        of_stage: bool,
    ) -> Result<Status, EvalError> {
        let scope = self[job].scope;
        let mut status = Status::of(self.is_cancelled(job));
        for name in names {
            if of_stage {
                if self.scope_of(job).plan.stages.iter().all(|stage| stage.name != *name) {
                    return Err(EvalError::new(format!("there is no stage `{name}` to ask about")));
                }
                self.look_at_stage(scope, name, &mut status);
                continue;
            }
            let stage = self[job].planned().stage.as_deref();
            let named = |other: &JobIx| {
                let other = self[*other].planned();
                other.key == *name || other.stage.as_deref() == stage && short_key(&other.key, stage) == name
            };
            let mut found = self[scope].jobs.iter().copied().filter(named).peekable();
            if found.peek().is_none() {
                return Err(EvalError::new(format!("there is no job `{name}` to ask about")));
            }
            found.for_each(|other| self.look_at(other, false, &mut status));
        }
        Ok(status)
    }

    /// `aside`: it may have been left out.
    pub(super) fn look_at(&self, before: JobIx, aside: bool, status: &mut Status) {
        let job = &self[before];
        let aside = aside || self.scope_of(before).plan.customs.skipped_need == SkippedNeed::Passes;
        let outcome = job.end().map_or(Outcome::Skipped, |end| end.counts_as());
        status.failed |= outcome == Outcome::Failure;
        status.issues |= job.end().is_some_and(|end| end.tolerated);
        let fine = outcome == Outcome::Success || (aside && outcome == Outcome::Skipped);
        if !fine && status.culprit.is_none() {
            status.culprit = Some((job.id.clone(), outcome));
        }
    }
}

/// What a gate says of something that stands so.
fn judge(gate: &Gate, status: Status, scope: &JobScope<'_>, what: &str) -> Verdict {
    match gate {
        Gate::Always => Verdict::Open,
        Gate::OnSuccess if status.success() => Verdict::Open,
        Gate::OnSuccess => Verdict::Shut(status.skip()),
        Gate::OnFailure if status.failure() => Verdict::Open,
        Gate::OnFailure if status.cancelled => Verdict::Shut(Skip::Cancelled),
        Gate::OnFailure => Verdict::Shut(Skip::NoFailure),
        Gate::If { implied: true, .. } if !status.success() => Verdict::Shut(status.skip()),
        Gate::If { condition, .. } => match condition.eval(scope) {
            Ok(value) if value.truthy(condition.dialect()) => Verdict::Open,
            Ok(_) if status.cancelled => Verdict::Shut(Skip::Cancelled),
            Ok(_) => Verdict::Shut(Skip::Condition { text: condition.text().to_string() }),
            Err(error) => Verdict::Wrong(format!("the {what}'s condition: {error}")),
        },
    }
}
