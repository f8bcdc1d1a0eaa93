mod catalog;
mod logs;
mod queue;
mod runs;

use crate::watch::Bells;
use crate::{Labels, Store, StoreError, Submission, Ticket, TryId, Watch};
use async_trait::async_trait;
use catalog::Shelves;
use events::{LogChunk, Record, RunId, RunnerId, Timestamp};
use logs::Logs;
use queue::Queue;
use runs::Runs;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps everything in memory; it is gone with the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    runs: Mutex<Runs>,
    queue: Mutex<Queue>,
    logs: Mutex<Logs>,
    shelves: Shelves,
    bells: Bells,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// Every change is made by one call that cannot stop half way, so what a panicking thread leaves behind is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Store for MemoryStore {
    async fn create(&self, run: &RunId, submission: Submission) -> Result<(), StoreError> {
        lock(&self.runs).create(run, submission)
    }

    async fn submission(&self, run: &RunId) -> Result<Submission, StoreError> {
        lock(&self.runs).submission(run)
    }

    async fn unfinished(&self) -> Result<Vec<RunId>, StoreError> {
        Ok(lock(&self.runs).unfinished())
    }

    async fn append(&self, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError> {
        lock(&self.runs).append(run, after, records)?;
        self.bells.ring_run(run);
        Ok(())
    }

    async fn records(&self, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError> {
        lock(&self.runs).records(run, after)
    }

    async fn enqueue(&self, ticket: Ticket) -> Result<(), StoreError> {
        if lock(&self.queue).enqueue(ticket) {
            self.bells.ring_queue();
        }
        Ok(())
    }

    async fn claim(
        &self,
        runner: &RunnerId,
        labels: &Labels,
        until: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        Ok(lock(&self.queue).claim(runner, labels, until))
    }

    async fn renew(&self, id: &TryId, runner: &RunnerId, until: Timestamp) -> Result<bool, StoreError> {
        Ok(lock(&self.queue).renew(id, runner, until))
    }

    async fn release(&self, id: &TryId) -> Result<(), StoreError> {
        lock(&self.queue).release(id);
        Ok(())
    }

    async fn expired(&self, now: Timestamp) -> Result<Vec<TryId>, StoreError> {
        Ok(lock(&self.queue).expired(now))
    }

    async fn append_log(&self, chunk: LogChunk) -> Result<(), StoreError> {
        let run = chunk.run.clone();
        lock(&self.runs).records(&run, u64::MAX)?;
        if lock(&self.logs).append(chunk)? {
            self.bells.ring_run(&run);
        }
        Ok(())
    }

    async fn log(&self, id: &TryId, from: u64) -> Result<Vec<LogChunk>, StoreError> {
        Ok(lock(&self.logs).read(id, from))
    }

    fn watch(&self, run: &RunId) -> Watch {
        self.bells.watch_run(run)
    }

    fn watch_queue(&self) -> Watch {
        self.bells.watch_queue()
    }
}
