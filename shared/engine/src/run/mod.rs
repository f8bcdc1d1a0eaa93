//! The run: a graph of jobs.
//!
//! [`Run::decide`] says which events follow from an [`Input`] and changes nothing. [`Run::apply`] is the only place
//! where state changes, and it reads nothing but events: a run that has lived through them and one that is made from
//! its log are the same. [`Run::effects`] says what an event asks of the world, from a closed list, after it was
//! written down.

mod advance;
mod apply;
mod approval;
mod assignment;
mod begin;
mod cancel;
mod context;
mod decide;
mod done;
mod effect;
mod expand;
mod finish;
mod gate;
mod group;
mod handed;
mod input;
mod job;
mod needs;
mod overlap;
mod report;
mod retry;
mod scope;
mod slots;
mod stages;
mod standing;
mod variables;

pub use apply::LogError;
pub use effect::Effect;
pub use handed::handed_secrets;
pub use input::Input;
pub use overlap::RunGroup;
pub use standing::{Standing, Trial};

use approval::Word;
use events::{Facts, JobId, Outcome, Record};
use job::{Job, JobIx};
use plan::Plan;
use scope::{Scope, ScopeIx};
use std::collections::HashMap;
use std::sync::Arc;

/// One execution of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    plan: Arc<Plan>,
    facts: Arc<Facts>,
    /// The plan itself first, then called and spawned pipelines in the order they began.
    scopes: Vec<Arc<Scope>>,
    jobs: Vec<Arc<Job>>,
    ids: Arc<HashMap<JobId, JobIx>>,
    progress: Progress,
    word: Word,
    /// Why somebody wants it to end.
    cancel: Option<String>,
    seq: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    New,
    Going,
    Finished(Outcome),
}

impl Run {
    /// A run of this plan that nothing has happened to yet.
    #[must_use]
    pub fn new(plan: Arc<Plan>, facts: Arc<Facts>) -> Self {
        Self {
            plan,
            facts,
            scopes: Vec::new(),
            jobs: Vec::new(),
            ids: Arc::default(),
            progress: Progress::New,
            word: Word::NotAsked,
            cancel: None,
            seq: 0,
        }
    }

    /// The run that this log tells of.
    pub fn replay<'a>(
        plan: Arc<Plan>,
        facts: Arc<Facts>,
        log: impl IntoIterator<Item = &'a Record>,
    ) -> Result<Self, LogError> {
        let mut run = Self::new(plan, facts);
        log.into_iter().try_for_each(|record| run.apply(record))?;
        Ok(run)
    }

    /// The number of the last record it knows.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    fn find(&self, id: &JobId) -> Option<JobIx> {
        self.ids.get(id).copied()
    }

    fn indices(&self) -> impl Iterator<Item = JobIx> + use<> {
        (0..self.jobs.len()).map(JobIx)
    }

    fn scope_of(&self, job: JobIx) -> &Scope {
        &self[self[job].scope]
    }

    fn change(&mut self, job: JobIx) -> &mut Job {
        Arc::make_mut(&mut self.jobs[job.0])
    }
}

impl std::ops::Index<JobIx> for Run {
    type Output = Job;
    fn index(&self, job: JobIx) -> &Job {
        &self.jobs[job.0]
    }
}

impl std::ops::Index<ScopeIx> for Run {
    type Output = Scope;
    fn index(&self, scope: ScopeIx) -> &Scope {
        &self.scopes[scope.0]
    }
}
