use async_trait::async_trait;
use events::{LogChunk, Record, RunId, RunnerId, Timestamp};
use std::sync::Arc;
use stores::{Labels, Store, StoreError, Submission, Ticket, TryId, Watch};

/// Hears of events.
pub trait Sink: Send + Sync {
    /// These have been appended to a run, and are durable. Must not block.
    fn happened(&self, run: &RunId, records: &[Record]);
}

/// A store that tells sinks of what it has taken in. Each event is told by the process that appended it, once.
pub struct Tap {
    store: Arc<dyn Store>,
    sinks: Vec<Arc<dyn Sink>>,
}

impl Tap {
    /// The same store, telling these.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, sinks: Vec<Arc<dyn Sink>>) -> Self {
        Self { store, sinks }
    }
}

#[async_trait]
impl Store for Tap {
    async fn create(&self, run: &RunId, submission: Submission) -> Result<(), StoreError> {
        self.store.create(run, submission).await
    }

    async fn submission(&self, run: &RunId) -> Result<Submission, StoreError> {
        self.store.submission(run).await
    }

    async fn unfinished(&self) -> Result<Vec<RunId>, StoreError> {
        self.store.unfinished().await
    }

    async fn append(&self, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError> {
        self.store.append(run, after, records).await?;
        self.sinks.iter().for_each(|sink| sink.happened(run, records));
        Ok(())
    }

    async fn records(&self, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError> {
        self.store.records(run, after).await
    }

    async fn enqueue(&self, ticket: Ticket) -> Result<(), StoreError> {
        self.store.enqueue(ticket).await
    }

    async fn claim(
        &self,
        runner: &RunnerId,
        labels: &Labels,
        until: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        self.store.claim(runner, labels, until).await
    }

    async fn renew(&self, id: &TryId, runner: &RunnerId, until: Timestamp) -> Result<bool, StoreError> {
        self.store.renew(id, runner, until).await
    }

    async fn release(&self, id: &TryId) -> Result<(), StoreError> {
        self.store.release(id).await
    }

    async fn expired(&self, now: Timestamp) -> Result<Vec<TryId>, StoreError> {
        self.store.expired(now).await
    }

    async fn append_log(&self, chunk: LogChunk) -> Result<(), StoreError> {
        self.store.append_log(chunk).await
    }

    async fn log(&self, id: &TryId, from: u64) -> Result<Vec<LogChunk>, StoreError> {
        self.store.log(id, from).await
    }

    fn watch(&self, run: &RunId) -> Watch {
        self.store.watch(run)
    }

    fn watch_queue(&self) -> Watch {
        self.store.watch_queue()
    }
}
