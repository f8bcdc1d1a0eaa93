use super::approval::Word;
use super::job::{End, JobIx, State, Told};
use super::{Progress, Run};
use events::{Attempt, Event, JobId, Outcome, Record};
use expr::Value;
use indexmap::IndexMap;
use plan::Plan;
use serde::Deserialize;
use std::sync::Arc;

/// A log that cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Records are missing.
    #[error("the run's log goes on with record {found} where {expected} must be")]
    Gap {
        /// The number that must come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// A plan in it does not read.
    #[error("the plan of the pipeline that `{job}` spawned cannot be read: {cause}")]
    Plan {
        /// The job that spawned it.
        job: JobId,
        /// What the reader says.
        cause: serde_json::Error,
    },
    /// The log belongs to another plan.
    #[error("the log says that `{0}` opened a pipeline, but in the plan it knows none")]
    NoPlan(JobId),
}

impl Run {
    /// Learns what happened. A record that it knows changes nothing.
    pub fn apply(&mut self, record: &Record) -> Result<(), LogError> {
        if record.seq <= self.seq {
            return Ok(());
        }
        let expected = self.seq + 1;
        if record.seq != expected {
            return Err(LogError::Gap { expected, found: record.seq });
        }
        self.learn(&record.event)
    }

    /// The event that follows the last one.
    pub(super) fn learn(&mut self, event: &Event) -> Result<(), LogError> {
        self.seq += 1;
        match event {
            Event::RunCreated { .. } => {
                self.progress = Progress::Going;
                let plan = Arc::clone(&self.plan);
                let inputs = plan.inputs.clone();
                self.open(None, plan, inputs);
            }
            Event::RunHeld { .. } => self.word = Word::Asked,
            Event::RunApproved { .. } => self.word = Word::Given,
            Event::CancelRequested { job: None, reason } => self.cancel = Some(reason.clone()),
            Event::RunFinished { outcome, .. } => self.progress = Progress::Finished(*outcome),
            Event::JobAdded { job, .. }
            | Event::JobExpanded { job, .. }
            | Event::ScopeOpened { job, .. }
            | Event::JobHeld { job, .. }
            | Event::JobApproved { job, .. }
            | Event::JobQueued { job, .. }
            | Event::JobStarted { job, .. }
            | Event::StepStarted { job, .. }
            | Event::StepFinished { job, .. }
            | Event::Annotated { job, .. }
            | Event::JobFinished { job, .. }
            | Event::JobSkipped { job, .. }
            | Event::JobRetried { job, .. }
            | Event::JobLost { job, .. }
            | Event::CancelRequested { job: Some(job), .. } => {
                // Jobs that are in the log only to say why they are not in the run have no state.
                if let Some(at) = self.find(job) {
                    self.learn_of(at, event)?;
                }
            }
        }
        Ok(())
    }

    fn learn_of(&mut self, at: JobIx, event: &Event) -> Result<(), LogError> {
        let seq = self.seq;
        match event {
            Event::JobExpanded { legs, .. } => self.learn_copies(at, legs),
            Event::ScopeOpened { job, inputs, plan } => {
                let plan = match plan {
                    Some(json) => {
                        Plan::deserialize(json).map_err(|cause| LogError::Plan { job: job.clone(), cause })?
                    }
                    None => self.known_plan(at).cloned().ok_or_else(|| LogError::NoPlan(job.clone()))?,
                };
                let inputs = Self::inputs(&plan, &Value::from(inputs.clone()));
                let scope = self.open(Some(at), Arc::new(plan), inputs);
                self.change(at).state = State::Open { scope };
            }
            Event::JobHeld { hold, .. } => {
                self.change(at).state = State::Held { hold: hold.clone(), since: seq };
            }
            Event::JobApproved { .. } => self.change(at).approved = true,
            Event::JobQueued { attempt, .. } => self.learn_queued(at, *attempt),
            Event::JobStarted { runner, .. } => {
                self.change(at).state = State::Running { runner: runner.clone() };
            }
            Event::StepStarted { step, .. } => {
                self.change(at).told.steps.insert(*step, false);
            }
            Event::StepFinished { step, .. } => {
                self.change(at).told.steps.insert(*step, true);
            }
            Event::Annotated { annotation, .. } => {
                self.change(at).told.annotations.push(annotation.clone());
            }
            Event::JobFinished { outcome, tolerated, cause, outputs, variables, .. } => {
                let (cause, outputs, variables) = (cause.clone(), outputs.clone(), variables.clone());
                let (outcome, tolerated, skip) = (*outcome, *tolerated, None);
                let end = End { outcome, tolerated, cause, skip, outputs, variables, seq };
                self.change(at).state = State::Ended(end);
            }
            Event::JobSkipped { skip, .. } => {
                let (outputs, variables) = (IndexMap::new(), IndexMap::new());
                let (outcome, skip) = (Outcome::Skipped, Some(skip.clone()));
                let end = End { outcome, tolerated: false, cause: None, skip, outputs, variables, seq };
                self.change(at).state = State::Ended(end);
            }
            Event::JobRetried { .. } => {
                let job = self.change(at);
                (job.state, job.retries) = (State::Waiting, job.retries + 1);
            }
            Event::JobLost { .. } => {
                let job = self.change(at);
                (job.state, job.losses) = (State::Waiting, job.losses + 1);
            }
            Event::CancelRequested { reason, .. } => self.change(at).cancel = Some(reason.clone()),
            Event::JobAdded { .. }
            | Event::RunCreated { .. }
            | Event::RunHeld { .. }
            | Event::RunApproved { .. }
            | Event::RunFinished { .. } => {}
        }
        Ok(())
    }

    fn learn_queued(&mut self, at: JobIx, attempt: Attempt) {
        let job = self.change(at);
        (job.state, job.attempt, job.told) = (State::Queued, attempt, Told::default());
    }
}
