use crate::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// As many read at the same time.
const READERS: usize = 8;

/// Connections that read. They see what was durable when they began, and hold up nobody.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    places: Semaphore,
}

impl Readers {
    pub fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::default(), places: Semaphore::new(READERS) }
    }

    /// Reads on a thread that may block.
    pub async fn read<T, W>(self: &Arc<Self>, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let gone = |cause: &dyn std::fmt::Display| StoreError::Unavailable(format!("a read ended: {cause}"));
        let _place = self.places.acquire().await.map_err(|cause| gone(&cause))?;
        let readers = Arc::clone(self);
        let read = move || {
            let db = readers.take()?;
            let result = snapshot(&db, work);
            if result.is_ok() && db.is_autocommit() {
                readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(db);
            }
            result
        };
        tokio::task::spawn_blocking(read).await.map_err(|cause| gone(&cause))?
    }

    fn take(&self) -> Result<Connection, StoreError> {
        if let Some(db) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(db);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(&self.path, flags)?;
        db.busy_timeout(Duration::from_secs(5))?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(db)
    }
}

/// All that `work` reads is of one moment.
fn snapshot<T>(
    db: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let reading = db.unchecked_transaction()?;
    let result = work(db)?;
    reading.commit()?;
    Ok(result)
}
