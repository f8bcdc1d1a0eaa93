use crate::{Labels, Revision, Ticket, TryId, Watch};
use async_trait::async_trait;
use events::{Facts, LogChunk, Record, RunId, RunnerId, Timestamp};
use plan::Plan;
use std::sync::Arc;

/// What a run is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// What runs.
    pub plan: Arc<Plan>,
    /// What is known of the world.
    pub facts: Arc<Facts>,
}

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else appended first: read what came and decide again.
    #[error("run {run} has come to record {last}, not {expected}")]
    Conflict {
        /// The run.
        run: RunId,
        /// The last record it was thought to have.
        expected: u64,
        /// The last record it has.
        last: u64,
    },
    /// A run of that id is there.
    #[error("there is a run {0} already")]
    RunExists(RunId),
    /// No run of that id is there.
    #[error("there is no run {0}")]
    NoRun(RunId),
    /// A piece of a log is missing before this one: send it first.
    #[error("the log of {id} goes on with chunk {expected}, not {found}")]
    LogGap {
        /// The try whose log it is.
        id: TryId,
        /// The number that must come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// What is to be new is there already, and is another one.
    #[error("there is {0} already")]
    Exists(String),
    /// What is asked for is not there.
    #[error("there is no {0}")]
    Missing(String),
    /// Somebody else changed it first: read it and decide again.
    #[error("{what} has been changed: it is revision {} now", revision.0)]
    Changed {
        /// What.
        what: String,
        /// Its revision.
        revision: Revision,
    },
    /// No list of this store goes on there.
    #[error("`{0}` is no place in this list")]
    BadCursor(String),
    /// It cannot be reached, or is broken.
    #[error("the store does not answer: {0}")]
    Unavailable(String),
}

/// Whether records are the ones that follow `after`, without a gap.
pub(crate) fn follow<'a>(after: u64, records: impl IntoIterator<Item = &'a Record>) -> bool {
    (after + 1..).zip(records).all(|(seq, record)| record.seq == seq)
}

/// Holds runs: their plans, events and logs, and the queue of jobs.
///
/// Every call is atomic and, once it has returned, durable as far as the backend goes. Calls may be repeated: a second
/// one of the same content changes nothing. A store has no clock; points in time come from the caller.
#[async_trait]
pub trait Store: Send + Sync {
    /// Keeps a new run; it has no records yet.
    async fn create(&self, run: &RunId, submission: Submission) -> Result<(), StoreError>;

    /// What a run was made of.
    async fn submission(&self, run: &RunId) -> Result<Submission, StoreError>;

    /// Runs without a [`events::Event::RunFinished`], oldest first.
    async fn unfinished(&self) -> Result<Vec<RunId>, StoreError>;

    /// Appends records that follow record `after`: all of them, or none and [`StoreError::Conflict`].
    async fn append(&self, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError>;

    /// The records that follow `after`.
    async fn records(&self, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError>;

    /// Puts a try on the queue, unless it is there, is claimed, or was overtaken by a later one.
    async fn enqueue(&self, ticket: Ticket) -> Result<(), StoreError>;

    /// Hands out the first ticket that fits, and to nobody else until `until`.
    async fn claim(
        &self,
        runner: &RunnerId,
        labels: &Labels,
        until: Timestamp,
    ) -> Result<Option<Ticket>, StoreError>;

    /// Prolongs a claim; false if the runner does not have it any more.
    async fn renew(&self, id: &TryId, runner: &RunnerId, until: Timestamp) -> Result<bool, StoreError>;

    /// Takes a try off the queue and ends its claim.
    async fn release(&self, id: &TryId) -> Result<(), StoreError>;

    /// Claims that were not prolonged in time. They stay until they are released or overtaken.
    async fn expired(&self, now: Timestamp) -> Result<Vec<TryId>, StoreError>;

    /// Appends to a log. A chunk that is there changes nothing; one too early is [`StoreError::LogGap`].
    async fn append_log(&self, chunk: LogChunk) -> Result<(), StoreError>;

    /// The chunks of a try's log from number `from` on.
    async fn log(&self, id: &TryId, from: u64) -> Result<Vec<LogChunk>, StoreError>;

    /// Wakes when the run has new records or its jobs new chunks.
    fn watch(&self, run: &RunId) -> Watch;

    /// Wakes when there is something new on the queue.
    fn watch_queue(&self) -> Watch;
}
