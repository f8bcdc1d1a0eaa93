use crate::{Annotation, Attempt, Cause, Gate, JobId, Outcome, RunId, RunnerId, StepEnd, StepId, Timestamp};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// An event with its place in the run's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Counts from 1 in each run.
    pub seq: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// Something that happened to a run. Past tense: it is so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A run was made of a plan.
    RunCreated {
        /// Its id.
        run: RunId,
        /// The pipeline's name.
        name: String,
        /// The format of its file.
        format: String,
    },
    /// The run waits for a person's word before anything of it begins.
    RunHeld {
        /// What the word must be about.
        gate: Gate,
    },
    /// A person let the run begin.
    RunApproved {
        /// What of.
        gate: Gate,
        /// Who.
        by: String,
    },
    /// The run has this job. All copies of a matrix, all jobs of a called pipeline come like this once they are known.
    JobAdded {
        /// Its id.
        job: JobId,
        /// What people see.
        name: String,
        /// Its stage.
        stage: Option<String>,
        /// The jobs it waits for.
        needs: Vec<JobId>,
    },
    /// A job whose copies are known only at run time was multiplied; its copies follow as `JobAdded`.
    JobExpanded {
        /// The job as planned.
        job: JobId,
        /// The values of each copy.
        legs: Vec<serde_json::Value>,
    },
    /// A called or spawned pipeline begins; its jobs follow as `JobAdded`.
    ScopeOpened {
        /// The job that calls.
        job: JobId,
        /// The values of its inputs.
        inputs: serde_json::Value,
        /// The plan, if it became known only now.
        plan: Option<serde_json::Value>,
    },
    /// The job waits for something other than its needs.
    JobHeld {
        /// The job.
        job: JobId,
        /// For what.
        hold: Hold,
    },
    /// A person let a held job go on.
    JobApproved {
        /// The job.
        job: JobId,
        /// Who.
        by: String,
    },
    /// The job may be claimed.
    JobQueued {
        /// The job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
    },
    /// A runner has begun it.
    JobStarted {
        /// The job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
        /// Who runs it.
        runner: RunnerId,
    },
    /// A step has begun.
    StepStarted {
        /// The job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
        /// The step.
        step: StepId,
        /// What people see.
        name: String,
    },
    /// A step has ended.
    StepFinished {
        /// The job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
        /// The step.
        step: StepId,
        /// How.
        end: StepEnd,
    },
    /// A step remarked something.
    Annotated {
        /// The job.
        job: JobId,
        /// Which try.
        attempt: Attempt,
        /// The remark.
        annotation: Annotation,
    },
    /// The job has ended and will not run again, unless `JobQueued` with a later attempt follows.
    JobFinished {
        /// The job.
        job: JobId,
        /// Which try; 0: an earlier run has done it.
        attempt: Attempt,
        /// How.
        outcome: Outcome,
        /// A failure that does not count.
        tolerated: bool,
        /// Why, if it did not go well.
        cause: Option<Cause>,
        /// Values for later jobs.
        outputs: IndexMap<String, String>,
        /// Variables that it reported for later jobs.
        variables: IndexMap<String, String>,
    },
    /// The job did not run.
    JobSkipped {
        /// The job.
        job: JobId,
        /// Why.
        skip: Skip,
    },
    /// It will run once more.
    JobRetried {
        /// The job.
        job: JobId,
        /// The try that failed.
        attempt: Attempt,
        /// Why.
        cause: Option<Cause>,
    },
    /// The runner was lost; the job goes back to the queue.
    JobLost {
        /// The job.
        job: JobId,
        /// The try that was lost.
        attempt: Attempt,
    },
    /// Somebody or something wants it to end.
    CancelRequested {
        /// One job, or the run.
        job: Option<JobId>,
        /// Why: "by the user", "fail-fast: test (18) failed".
        reason: String,
    },
    /// All jobs have ended.
    RunFinished {
        /// How.
        outcome: Outcome,
        /// Values for a calling pipeline.
        outputs: IndexMap<String, String>,
    },
}

/// What a job waits for beside its needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Hold {
    /// A person's word.
    Manual,
    /// A point in time.
    Until {
        /// When.
        at: Timestamp,
    },
    /// Other jobs of its concurrency group.
    Group {
        /// The group.
        group: String,
    },
    /// A free place among its copies.
    MaxParallel {
        /// How many at once.
        limit: u32,
    },
}

/// Why a job did not run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Skip {
    /// Its condition is false.
    Condition {
        /// The condition as written.
        text: String,
    },
    /// A job before it did not end as it must.
    Need {
        /// That job.
        job: JobId,
        /// How it ended.
        outcome: Outcome,
    },
    /// No person started it.
    Manual,
    /// It waits for failures, and there were none.
    NoFailure,
    /// The run was cancelled before.
    Cancelled,
    /// Its matrix has no combination.
    EmptyMatrix,
    /// It was not chosen (`--job`).
    NotChosen,
    /// The pipeline does not run on what happened.
    Event {
        /// What happened, and what it runs on: "push to dev; it runs on push to main".
        reason: String,
    },
    /// A rule keeps it out.
    Rule {
        /// The rule as written.
        text: String,
    },
    /// It has rules and none of them holds.
    NoRule,
    /// Its stage does not run.
    Stage {
        /// The stage.
        stage: String,
        /// Why.
        reason: Box<Skip>,
    },
}

impl std::fmt::Display for Skip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Condition { text } => write!(f, "condition is false: {text}"),
            Self::Need { job, outcome } => write!(f, "{job} ended in {}", outcome.as_str()),
            Self::Manual => f.write_str("manual: not started"),
            Self::NoFailure => f.write_str("runs only after a failure"),
            Self::Cancelled => f.write_str("the run was cancelled"),
            Self::EmptyMatrix => f.write_str("its matrix is empty"),
            Self::NotChosen => f.write_str("not chosen"),
            Self::Event { reason } => write!(f, "not started by this event: {reason}"),
            Self::Rule { text } => write!(f, "a rule keeps it out: {text}"),
            Self::NoRule => f.write_str("none of its rules holds"),
            Self::Stage { stage, reason } => write!(f, "stage `{stage}` is skipped: {reason}"),
        }
    }
}
