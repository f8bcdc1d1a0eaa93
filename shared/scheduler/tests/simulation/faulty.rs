use async_trait::async_trait;
use events::{LogChunk, Record, RunId, RunnerId, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use stores::{Labels, MemoryStore, Store, StoreError, Submission, Ticket, TryId, Watch};

/// A bug put in on purpose, to see that it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    Nothing,
    /// The store ignores the expected number of an append.
    AppendsWhateverCameBefore,
    /// The queue gives a ticket to two runners.
    HandsOutTwice,
    /// Nobody notices that a runner is silent.
    ForgetsClaims,
    /// Some tickets never get onto the queue.
    LosesTickets,
    /// A report of an old try counts for the current one; see `World::deliver`.
    ForgetsAttempts,
}

/// The way of one scheduler to the common store, which breaks at a call of the seed's choice.
pub struct Faulty {
    pub store: Arc<MemoryStore>,
    /// Calls until it breaks; negative: it holds. Odd numbers break after the call was carried out.
    pub fuse: Arc<AtomicI64>,
    pub planted: Planted,
}

impl Faulty {
    async fn call<T>(&self, call: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let broken = || Err(StoreError::Unavailable("the line broke".into()));
        let left = self.fuse.fetch_sub(2, Ordering::Relaxed);
        match left {
            0 => broken(),
            1 => call.await.and_then(|_| broken()),
            _ => call.await,
        }
    }
}

#[async_trait]
impl Store for Faulty {
    async fn create(&self, run: &RunId, submission: Submission) -> Result<(), StoreError> {
        self.call(self.store.create(run, submission)).await
    }

    async fn submission(&self, run: &RunId) -> Result<Submission, StoreError> {
        self.call(self.store.submission(run)).await
    }

    async fn unfinished(&self) -> Result<Vec<RunId>, StoreError> {
        self.call(self.store.unfinished()).await
    }

    async fn append(&self, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError> {
        if self.planted != Planted::AppendsWhateverCameBefore {
            return self.call(self.store.append(run, after, records)).await;
        }
        let last = self.store.records(run, 0).await?.len() as u64;
        let shifted = (last + 1..).zip(records).map(|(seq, record)| Record { seq, ..record.clone() });
        let shifted: Vec<Record> = shifted.collect();
        self.call(self.store.append(run, last, &shifted)).await
    }

    async fn records(&self, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError> {
        self.call(self.store.records(run, after)).await
    }

    async fn enqueue(&self, ticket: Ticket) -> Result<(), StoreError> {
        if self.planted == Planted::LosesTickets && ticket.id.attempt.0 > 1 {
            return Ok(());
        }
        self.call(self.store.enqueue(ticket)).await
    }

    async fn claim(
        &self,
        runner: &RunnerId,
        labels: &Labels,
        until: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        let ticket = self.call(self.store.claim(runner, labels, until)).await?;
        if self.planted == Planted::HandsOutTwice
            && let Some(ticket) = &ticket
        {
            self.store.release(&ticket.id).await?;
            self.store.enqueue(ticket.clone()).await?;
        }
        Ok(ticket)
    }

    async fn renew(&self, id: &TryId, runner: &RunnerId, until: Timestamp) -> Result<bool, StoreError> {
        self.call(self.store.renew(id, runner, until)).await
    }

    async fn release(&self, id: &TryId) -> Result<(), StoreError> {
        self.call(self.store.release(id)).await
    }

    async fn expired(&self, now: Timestamp) -> Result<Vec<TryId>, StoreError> {
        if self.planted == Planted::ForgetsClaims {
            return Ok(Vec::new());
        }
        self.call(self.store.expired(now)).await
    }

    async fn append_log(&self, chunk: LogChunk) -> Result<(), StoreError> {
        self.call(self.store.append_log(chunk)).await
    }

    async fn log(&self, id: &TryId, from: u64) -> Result<Vec<LogChunk>, StoreError> {
        self.call(self.store.log(id, from)).await
    }

    fn watch(&self, run: &RunId) -> Watch {
        self.store.watch(run)
    }

    fn watch_queue(&self) -> Watch {
        self.store.watch_queue()
    }
}
