mod blobs;
mod catalog;
mod db;
mod error;
mod feed;
mod gone;
mod logs;
mod numbers;
mod queue;
mod runs;
mod schema;
#[cfg(test)]
pub(crate) mod tests;
mod transaction;

use crate::watch::Bells;
use crate::{Labels, Store, StoreError, Submission, Ticket, TryId, Watch};
use async_trait::async_trait;
pub use blobs::MongoBlobs;
use catalog::Head;
use db::Db;
pub use db::MongoLimits;
use events::{LogChunk, Record, RunId, RunnerId, Timestamp};
use feed::Feed;
use logs::Ends;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Keeps everything in a MongoDB, for any number of processes at once.
///
/// The server must be a replica set, of one member at least, for documents that change together and for news of what
/// others wrote. A call that changes something returns when most members have it on their disks.
#[derive(Debug)]
pub struct MongoStore {
    db: Db,
    bells: Arc<Bells>,
    ends: Arc<Ends>,
    head: Mutex<Head>,
    /// Who makes a run: one at a time here, so that only replicas get into each other's way.
    making: Mutex<()>,
    _feed: Feed,
}

impl MongoStore {
    /// Connects to `mongodb://...`, makes what is missing in the database, and brings one of an earlier version up to
    /// date. Without a name for the database the address's counts, and without that, `rustci`.
    pub async fn open(uri: &str, database: Option<&str>) -> Result<Self, StoreError> {
        Self::open_within(uri, database, MongoLimits::default()).await
    }

    /// The same, using no more than it may.
    pub async fn open_within(
        uri: &str,
        database: Option<&str>,
        limits: MongoLimits,
    ) -> Result<Self, StoreError> {
        let db = Db::new(uri, database, limits).await?;
        schema::migrate(&db).await?;
        let (bells, ends) = (Arc::new(Bells::default()), Arc::new(Ends::default()));
        let feed = Feed::start(&db, &bells, &ends).await?;
        let (head, making) = (Mutex::default(), Mutex::default());
        Ok(Self { db, bells, ends, head, making, _feed: feed })
    }
}

#[async_trait]
impl Store for MongoStore {
    async fn create(&self, run: &RunId, submission: Submission) -> Result<(), StoreError> {
        self.db
            .within(async {
                let _turn = self.making.lock().await;
                runs::create(&self.db, run, &submission).await
            })
            .await
    }

    async fn submission(&self, run: &RunId) -> Result<Submission, StoreError> {
        self.db.within(runs::submission(&self.db, run)).await
    }

    async fn unfinished(&self) -> Result<Vec<RunId>, StoreError> {
        self.db.within(runs::unfinished(&self.db)).await
    }

    async fn append(&self, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError> {
        let appended = self.db.within(runs::append(&self.db, run, after, records)).await;
        // Also if it failed: an answer that was lost says nothing of the write.
        self.bells.ring_run(run);
        appended
    }

    async fn records(&self, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError> {
        self.db.within(runs::records(&self.db, run, after)).await
    }

    async fn enqueue(&self, ticket: Ticket) -> Result<(), StoreError> {
        let is_new = self.db.within(queue::enqueue(&self.db, &ticket)).await;
        if !matches!(is_new, Ok(false)) {
            self.bells.ring_queue();
        }
        is_new.map(drop)
    }

    async fn claim(
        &self,
        runner: &RunnerId,
        labels: &Labels,
        until: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        self.db.within(queue::claim(&self.db, runner, labels, until)).await
    }

    async fn renew(&self, id: &TryId, runner: &RunnerId, until: Timestamp) -> Result<bool, StoreError> {
        self.db.within(queue::renew(&self.db, id, runner, until)).await
    }

    async fn release(&self, id: &TryId) -> Result<(), StoreError> {
        self.db.within(queue::release(&self.db, id)).await
    }

    async fn expired(&self, now: Timestamp) -> Result<Vec<TryId>, StoreError> {
        self.db.within(queue::expired(&self.db, now)).await
    }

    async fn append_log(&self, chunk: LogChunk) -> Result<(), StoreError> {
        let is_new = self.db.within(logs::append(&self.db, &self.ends, &chunk)).await;
        if !matches!(is_new, Ok(false)) {
            self.bells.ring_run(&chunk.run);
        }
        is_new.map(drop)
    }

    async fn log(&self, id: &TryId, from: u64) -> Result<Vec<LogChunk>, StoreError> {
        self.db.within(logs::read(&self.db, id, from)).await
    }

    fn watch(&self, run: &RunId) -> Watch {
        self.bells.watch_run(run)
    }

    fn watch_queue(&self) -> Watch {
        self.bells.watch_queue()
    }
}
