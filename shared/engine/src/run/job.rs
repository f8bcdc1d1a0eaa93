use super::scope::ScopeIx;
use events::{Annotation, Attempt, Cause, Hold, JobId, Outcome, RunnerId, Skip, StepId};
use indexmap::IndexMap;
use plan::Plan;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A job's place in its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct JobIx(pub usize);

/// A job of a run and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Job {
    pub id: JobId,
    pub scope: ScopeIx,
    planned: Planned,
    pub state: State,
    /// The latest try that was queued; 0 before the first.
    pub attempt: Attempt,
    pub retries: u32,
    pub losses: u32,
    pub approved: bool,
    /// Why somebody wants this very job to end.
    pub cancel: Option<String>,
    pub told: Told,
}

/// Where a job's definition stands.
#[derive(Clone, Debug, PartialEq)]
enum Planned {
    In(Arc<Plan>, usize),
    Copy(Arc<plan::Job>),
}

/// What was already told of the latest try.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    /// Steps that have begun, and whether they have ended.
    pub steps: BTreeMap<StepId, bool>,
    pub annotations: Vec<Annotation>,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    Waiting,
    /// Since that record.
    Held {
        hold: Hold,
        since: u64,
    },
    Queued,
    Running {
        runner: RunnerId,
    },
    /// Its pipeline runs.
    Open {
        scope: ScopeIx,
    },
    /// Its copies run in its place.
    Expanded,
    Ended(End),
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct End {
    pub outcome: Outcome,
    pub tolerated: bool,
    pub cause: Option<Cause>,
    /// Why it did not run, if it did not.
    pub skip: Option<Skip>,
    pub outputs: IndexMap<String, String>,
    pub variables: IndexMap<String, String>,
    /// The record that says so.
    pub seq: u64,
}

impl End {
    /// What the end counts as for those that waited.
    pub fn counts_as(&self) -> Outcome {
        match self.outcome {
            Outcome::Failure if self.tolerated => Outcome::Success,
            outcome => outcome,
        }
    }

    /// Whether it never ran because somebody cancelled before.
    pub fn is_left_out(&self) -> bool {
        self.skip == Some(Skip::Cancelled)
    }
}

impl Job {
    /// The job at `index` of a plan.
    pub fn new(id: JobId, scope: ScopeIx, plan: &Arc<Plan>, index: usize) -> Self {
        Self::waiting(id, scope, Planned::In(Arc::clone(plan), index))
    }

    /// A copy that became known only now.
    pub fn copy(id: JobId, scope: ScopeIx, copy: plan::Job) -> Self {
        Self::waiting(id, scope, Planned::Copy(Arc::new(copy)))
    }

    fn waiting(id: JobId, scope: ScopeIx, planned: Planned) -> Self {
        Self {
            id,
            scope,
            planned,
            state: State::Waiting,
            attempt: Attempt(0),
            retries: 0,
            losses: 0,
            approved: false,
            cancel: None,
            told: Told::default(),
        }
    }

    /// The job as planned.
    pub fn planned(&self) -> &plan::Job {
        match &self.planned {
            Planned::In(plan, index) => &plan.jobs[*index],
            Planned::Copy(job) => job,
        }
    }

    pub fn end(&self) -> Option<&End> {
        match &self.state {
            State::Ended(end) => Some(end),
            _ => None,
        }
    }

    pub fn has_ended(&self) -> bool {
        matches!(self.state, State::Ended(_) | State::Expanded)
    }

    /// A runner may take it, has it, or its pipeline runs.
    pub fn is_active(&self) -> bool {
        matches!(self.state, State::Queued | State::Running { .. } | State::Open { .. })
    }

    /// It waits for a person, and the run does not wait for that.
    pub fn waits_aside(&self) -> bool {
        matches!(self.state, State::Held { hold: Hold::Manual, .. })
            && matches!(self.planned().hold, Some(plan::Hold::Manual { blocking: false }))
    }
}
