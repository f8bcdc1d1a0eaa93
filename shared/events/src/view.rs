use crate::{
    Attempt, Cause, Event, Gate, Hold, JobId, Outcome, Record, RunId, RunnerId, Skip, StepEnd, StepId,
    Timestamp,
};
use indexmap::IndexMap;
use serde::Serialize;

/// A run as people see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RunView {
    /// Its id; none before the first event.
    pub run: Option<RunId>,
    /// The pipeline's name.
    pub name: String,
    /// The format of its file.
    pub format: String,
    /// How it stands.
    pub state: RunState,
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Its jobs, in the order they became known.
    pub jobs: IndexMap<JobId, JobView>,
    /// Why somebody wants it to end.
    pub cancel: Option<String>,
    /// What somebody must approve before it begins.
    pub gate: Option<Gate>,
    /// The last record seen.
    pub seq: u64,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "outcome", rename_all = "snake_case")]
pub enum RunState {
    /// It goes on.
    #[default]
    Running,
    /// It has ended.
    Finished(Outcome),
}

/// A job as people see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JobView {
    /// What people see.
    pub name: String,
    /// Its stage.
    pub stage: Option<String>,
    /// The jobs it waits for.
    pub needs: Vec<JobId>,
    /// How it stands.
    pub state: JobState,
    /// The latest try.
    pub attempt: Attempt,
    /// When the latest try began.
    pub began: Option<Timestamp>,
    /// When the latest try ended.
    pub ended: Option<Timestamp>,
    /// Steps of the latest try.
    pub steps: IndexMap<StepId, StepView>,
    /// Values for later jobs.
    pub outputs: IndexMap<String, String>,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JobState {
    /// Jobs before it go on.
    Waiting,
    /// Something else holds it.
    Held {
        /// What.
        hold: Hold,
    },
    /// A runner may take it.
    Queued,
    /// A runner has it.
    Running {
        /// Who.
        runner: RunnerId,
    },
    /// It has ended.
    Finished {
        /// How.
        outcome: Outcome,
        /// Its failure does not count.
        tolerated: bool,
        /// Why, if it did not go well.
        cause: Option<Cause>,
    },
    /// It did not run.
    Skipped {
        /// Why.
        skip: Skip,
    },
}

/// A step as people see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepView {
    /// What people see.
    pub name: String,
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How, once it has.
    pub end: Option<StepEnd>,
}

/// What a log of events comes to.
#[must_use]
pub fn fold<'a>(records: impl IntoIterator<Item = &'a Record>) -> RunView {
    let mut view = RunView::default();
    records.into_iter().for_each(|record| view.apply(record));
    view
}

impl RunView {
    /// Takes in one more record; an old one changes nothing.
    pub fn apply(&mut self, record: &Record) {
        if record.seq <= self.seq {
            return;
        }
        self.seq = record.seq;
        let at = record.at;
        match &record.event {
            Event::RunCreated { run, name, format } => {
                self.run = Some(run.clone());
                (self.name, self.format, self.began) = (name.clone(), format.clone(), at);
            }
            Event::RunHeld { gate } => self.gate = Some(gate.clone()),
            Event::RunApproved { .. } => self.gate = None,
            Event::JobAdded { job, name, stage, needs } => {
                self.jobs.insert(job.clone(), JobView::new(name.clone(), stage.clone(), needs.clone()));
            }
            Event::JobExpanded { job, .. } => {
                self.jobs.shift_remove(job);
            }
            Event::ScopeOpened { .. } | Event::Annotated { .. } => {}
            Event::CancelRequested { job: None, reason } => {
                (self.cancel, self.gate) = (Some(reason.clone()), None);
            }
            Event::CancelRequested { job: Some(_), .. } | Event::JobApproved { .. } => {}
            Event::RunFinished { outcome, .. } => {
                (self.state, self.ended) = (RunState::Finished(*outcome), Some(at));
            }
            Event::JobHeld { job, .. }
            | Event::JobQueued { job, .. }
            | Event::JobStarted { job, .. }
            | Event::StepStarted { job, .. }
            | Event::StepFinished { job, .. }
            | Event::JobFinished { job, .. }
            | Event::JobSkipped { job, .. }
            | Event::JobRetried { job, .. }
            | Event::JobLost { job, .. } => {
                if let Some(view) = self.jobs.get_mut(job) {
                    view.apply(at, &record.event);
                }
            }
        }
    }
}

impl JobView {
    fn new(name: String, stage: Option<String>, needs: Vec<JobId>) -> Self {
        Self {
            name,
            stage,
            needs,
            state: JobState::Waiting,
            attempt: Attempt(0),
            began: None,
            ended: None,
            steps: IndexMap::new(),
            outputs: IndexMap::new(),
        }
    }

    fn apply(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::JobHeld { hold, .. } => self.state = JobState::Held { hold: hold.clone() },
            Event::JobQueued { attempt, .. } => {
                (self.state, self.attempt) = (JobState::Queued, *attempt);
                (self.began, self.ended) = (None, None);
                self.steps.clear();
            }
            Event::JobStarted { runner, .. } => {
                (self.state, self.began) = (JobState::Running { runner: runner.clone() }, Some(at));
            }
            Event::StepStarted { step, name, .. } => {
                self.steps.insert(*step, StepView { name: name.clone(), began: at, ended: None, end: None });
            }
            Event::StepFinished { step, end, .. } => {
                if let Some(view) = self.steps.get_mut(step) {
                    (view.ended, view.end) = (Some(at), Some(end.clone()));
                }
            }
            Event::JobFinished { outcome, tolerated, cause, outputs, .. } => {
                self.state =
                    JobState::Finished { outcome: *outcome, tolerated: *tolerated, cause: cause.clone() };
                (self.ended, self.outputs) = (Some(at), outputs.clone());
            }
            Event::JobSkipped { skip, .. } => self.state = JobState::Skipped { skip: skip.clone() },
            Event::JobRetried { .. } | Event::JobLost { .. } => self.state = JobState::Waiting,
            _ => {}
        }
    }
}
