mod backup;
mod call;
mod catalog;
mod error;
mod logs;
mod queue;
mod readers;
mod runs;
mod schema;
#[cfg(test)]
mod tests;
mod writer;

use crate::watch::Bells;
use crate::{Labels, Store, StoreError, Submission, Ticket, TryId, Watch};
use async_trait::async_trait;
use events::{LogChunk, Record, RunId, RunnerId, Timestamp};
use readers::Readers;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

/// Keeps everything in one file, for one process; another one may back it up meanwhile.
///
/// A call that changes something returns when the disk has it. Calls at the same time share one wait for the disk.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    writer: Writer,
    readers: Arc<Readers>,
    bells: Arc<Bells>,
}

impl SqliteStore {
    /// Opens the file, makes it if there is none, and brings one of an earlier version up to date.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut db = Connection::open(path)?;
        db.busy_timeout(Duration::from_secs(5))?;
        db.set_prepared_statement_cache_capacity(128);
        db.pragma_update(None, "journal_mode", "wal")?;
        db.pragma_update(None, "synchronous", "full")?;
        db.pragma_update(None, "foreign_keys", true)?;
        // Copying the write-ahead log back holds up the writer: seldom, and not for long.
        db.pragma_update(None, "wal_autocheckpoint", 4000)?;
        db.pragma_update(None, "journal_size_limit", 64 << 20)?;
        schema::migrate(&mut db)?;
        Self::start(path, db)
    }

    fn start(path: &Path, db: Connection) -> Result<Self, StoreError> {
        let bells = Arc::new(Bells::default());
        let writer = Writer::start(db, Arc::clone(&bells))?;
        let readers = Arc::new(Readers::new(path.to_owned()));
        Ok(Self { path: path.to_owned(), writer, readers, bells })
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn create(&self, run: &RunId, submission: Submission) -> Result<(), StoreError> {
        let (run, kept) = (run.clone(), runs::Kept::new(&submission)?);
        self.writer.call(move |change| runs::create(change, &run, &submission, &kept)).await
    }

    async fn submission(&self, run: &RunId) -> Result<Submission, StoreError> {
        let run = run.clone();
        self.readers.read(move |db| runs::submission(db, &run)).await
    }

    async fn unfinished(&self) -> Result<Vec<RunId>, StoreError> {
        self.readers.read(runs::unfinished).await
    }

    async fn append(&self, run: &RunId, after: u64, records: &[Record]) -> Result<(), StoreError> {
        let (run, records) = (run.clone(), runs::write(records)?);
        self.writer.call(move |change| runs::append(change, &run, after, &records)).await
    }

    async fn records(&self, run: &RunId, after: u64) -> Result<Vec<Record>, StoreError> {
        let run = run.clone();
        self.readers.read(move |db| runs::records(db, &run, after)).await
    }

    async fn enqueue(&self, ticket: Ticket) -> Result<(), StoreError> {
        self.writer.call(move |change| queue::enqueue(change, &ticket)).await
    }

    async fn claim(
        &self,
        runner: &RunnerId,
        labels: &Labels,
        until: Timestamp,
    ) -> Result<Option<Ticket>, StoreError> {
        let (runner, labels) = (runner.clone(), labels.clone());
        self.writer.call(move |change| queue::claim(change, &runner, &labels, until)).await
    }

    async fn renew(&self, id: &TryId, runner: &RunnerId, until: Timestamp) -> Result<bool, StoreError> {
        let (id, runner) = (id.clone(), runner.clone());
        self.writer.call(move |change| queue::renew(change, &id, &runner, until)).await
    }

    async fn release(&self, id: &TryId) -> Result<(), StoreError> {
        let id = id.clone();
        self.writer.call(move |change| queue::release(change, &id)).await
    }

    async fn expired(&self, now: Timestamp) -> Result<Vec<TryId>, StoreError> {
        self.readers.read(move |db| queue::expired(db, now)).await
    }

    async fn append_log(&self, chunk: LogChunk) -> Result<(), StoreError> {
        let (number, step, packed) = (chunk.number, chunk.step, crate::pack::pack(&chunk.text)?);
        let id = TryId { run: chunk.run, job: chunk.job, attempt: chunk.attempt };
        self.writer.call(move |change| logs::append(change, id, number, step, &packed)).await
    }

    async fn log(&self, id: &TryId, from: u64) -> Result<Vec<LogChunk>, StoreError> {
        let id = id.clone();
        self.readers.read(move |db| logs::read(db, &id, from)).await
    }

    fn watch(&self, run: &RunId) -> Watch {
        self.bells.watch_run(run)
    }

    fn watch_queue(&self) -> Watch {
        self.bells.watch_queue()
    }
}
