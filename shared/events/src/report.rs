use crate::{Annotation, Attempt, Cause, JobId, Outcome, RunId, RunnerId, StepEnd, StepId};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What a runner says of a job it runs. A claim: it becomes an [`crate::Event`] when the engine takes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The run.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// Which try: an older one than the current changes nothing.
    pub attempt: Attempt,
    /// What it says.
    pub news: News,
}

/// What a [`Report`] says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// The job has begun.
    Started {
        /// Who runs it.
        runner: RunnerId,
    },
    /// A step has begun.
    StepStarted {
        /// The step.
        step: StepId,
        /// What people see.
        name: String,
    },
    /// A step has ended.
    StepFinished {
        /// The step.
        step: StepId,
        /// How.
        end: StepEnd,
    },
    /// A step remarked something.
    Annotated {
        /// The remark.
        annotation: Annotation,
    },
    /// The job has ended.
    Finished {
        /// How.
        outcome: Outcome,
        /// Why, if it did not go well.
        cause: Option<Cause>,
        /// The failure does not count.
        tolerated: bool,
        /// Its outputs.
        outputs: IndexMap<String, String>,
        /// Variables that it reported for later jobs.
        variables: IndexMap<String, String>,
    },
}

/// A piece of a job's log: whole lines, secrets masked. Chunks count from 0 in each attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogChunk {
    /// The run.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// Which try.
    pub attempt: Attempt,
    /// The chunk's number.
    pub number: u64,
    /// The step that printed it.
    pub step: StepId,
    /// Lines, each with its line break.
    pub text: bytes::Bytes,
}
