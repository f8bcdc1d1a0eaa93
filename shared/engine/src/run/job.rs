use super::scope::ScopeIx;
use events::{Annotation, Attempt, Cause, Hold, JobId, Outcome, RunnerId, StepId};
use indexmap::IndexMap;
use plan::{Leg, Plan};
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
    plan: Arc<Plan>,
    index: usize,
    /// Its own if it is a copy made at run time, else its definition's.
    pub leg: Leg,
    /// Its copies are still to be found.
    pub expands: bool,
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
}

impl Job {
    /// The job at `index` of a plan.
    pub fn new(id: JobId, scope: ScopeIx, plan: &Arc<Plan>, index: usize) -> Self {
        let planned = &plan.jobs[index];
        Self {
            id,
            scope,
            index,
            leg: planned.leg.clone(),
            expands: planned.expansion.is_some(),
            plan: Arc::clone(plan),
            state: State::Waiting,
            attempt: Attempt(0),
            retries: 0,
            losses: 0,
            approved: false,
            cancel: None,
            told: Told::default(),
        }
    }

    /// One of its copies.
    pub fn copy(&self, id: JobId, leg: Leg) -> Self {
        Self { id, leg, expands: false, ..Self::new(self.id.clone(), self.scope, &self.plan, self.index) }
    }

    /// The job as planned.
    pub fn planned(&self) -> &plan::Job {
        &self.plan.jobs[self.index]
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
