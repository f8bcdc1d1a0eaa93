mod loose;
mod reader;
mod writer;

use super::db::{Db, all};
use super::schema::BLOBS;
use super::{MongoStore, transaction::transact};
use crate::pack::{int, uint};
use crate::{Blob, BlobError, BlobWriter, Blobs, StoreError};
use events::Timestamp;
use futures_util::TryStreamExt;
use loose::Dismiss;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, doc};
use mongodb::options::ReturnDocument;
use reader::Reader;
use serde::Deserialize;
use std::io::{self, Read};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tokio::runtime::Handle;
use writer::Writer;

/// Keeps blobs in the database, so that replicas need no disk in common.
///
/// A blob is a document that says which file it is, and the file's pieces. Files never change: a new blob of the same
/// key is another file, and who reads the old one reads it to its end. Its calls block, and must not be made by a
/// thread that drives the runtime.
#[derive(Clone, Debug)]
pub struct MongoBlobs {
    db: Db,
    runtime: Handle,
    shelf: String,
    cap: Option<u64>,
}

/// How large a piece is.
const PIECE: usize = 1 << 20;

/// A blob's document.
#[derive(Clone, Debug, Deserialize)]
struct Entry {
    #[serde(rename = "_id")]
    id: String,
    key: String,
    file: ObjectId,
    bytes: i64,
    used: i64,
}

impl Entry {
    fn blob(self) -> Blob {
        Blob { key: self.key, bytes: uint(self.bytes), used: Timestamp(uint(self.used)) }
    }
}

impl MongoStore {
    /// The blobs of one kind: `artifacts`, `caches`. Once they are more than `cap` bytes, those go that were not read for
    /// longest. To be called within the runtime.
    pub async fn blobs(&self, shelf: &str, cap: Option<u64>) -> Result<MongoBlobs, StoreError> {
        let runtime = Handle::current();
        let blobs = MongoBlobs { db: self.db.clone(), runtime, shelf: shelf.to_owned(), cap };
        blobs.db.within(loose::sweep(&blobs.db, now())).await?;
        Ok(blobs)
    }
}

impl MongoBlobs {
    fn id(&self, key: &str) -> String {
        // No shelf's name holds a slash.
        format!("{}/{key}", self.shelf)
    }

    fn wait<T>(
        &self,
        what: &'static str,
        key: &str,
        work: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, BlobError> {
        let path = PathBuf::from(self.id(key));
        let failed = |error: StoreError| BlobError { what, path, cause: io::Error::other(error) };
        self.runtime.block_on(self.db.within(work)).map_err(failed)
    }

    /// The blobs that fit, in the order asked for.
    async fn entries(&self, asked: Document, sort: Document) -> Result<Vec<Entry>, StoreError> {
        all(self.db.database.collection::<Entry>(BLOBS).find(asked).sort(sort).await?).await
    }

    /// The blobs whose time is over.
    async fn ended(&self, now: Timestamp) -> Result<Vec<Entry>, StoreError> {
        let over = doc! { "shelf": &self.shelf, "until": { "$exists": true, "$lte": int(now.0) } };
        self.entries(over, doc! { "used": 1 }).await
    }

    /// Forgets what was not used for longest until no more than the cap is left, but never the newest.
    async fn shrink(&self, cap: u64, newest: ObjectId, now: Timestamp) -> Result<(), StoreError> {
        let entries = self.entries(doc! { "shelf": &self.shelf }, doc! { "used": 1 }).await?;
        let mut total: u64 = entries.iter().map(|entry| uint(entry.bytes)).sum();
        for entry in entries.into_iter().filter(|entry| entry.file != newest) {
            if total <= cap {
                break;
            }
            total = total.saturating_sub(uint(entry.bytes));
            transact(&self.db, &Dismiss::new(entry, now)).await?;
        }
        Ok(())
    }
}

impl Blobs for MongoBlobs {
    fn create(&self, key: &str, keep: Option<Duration>) -> Result<Box<dyn BlobWriter>, BlobError> {
        let writer = self.wait("write", key, Writer::new(self.clone(), key.to_owned(), keep))?;
        Ok(Box::new(writer))
    }

    fn open(&self, key: &str) -> Result<Option<Box<dyn Read + Send>>, BlobError> {
        let found = self.wait("read", key, async {
            let used = doc! { "$max": { "used": int(now().0) } };
            let entries = self.db.database.collection::<Entry>(BLOBS);
            let found = entries.find_one_and_update(doc! { "_id": self.id(key) }, used);
            Ok(found.return_document(ReturnDocument::After).await?)
        })?;
        Ok(found.map(|entry| Box::new(Reader::new(self.clone(), entry)) as Box<dyn Read + Send>))
    }

    fn list(&self, prefix: &str) -> Result<Vec<Blob>, BlobError> {
        self.wait("list", prefix, async {
            let prefix = self.id(prefix);
            let entries = self.db.database.collection::<Entry>(BLOBS);
            let mut found = entries.find(doc! { "_id": { "$gte": &prefix } }).sort(doc! { "_id": 1 }).await?;
            let mut blobs = Vec::new();
            // Those that begin so stand together.
            while let Some(entry) = found.try_next().await?.filter(|entry| entry.id.starts_with(&prefix)) {
                blobs.push(entry.blob());
            }
            blobs.sort_by(|a, b| b.used.cmp(&a.used).then_with(|| a.key.cmp(&b.key)));
            Ok(blobs)
        })
    }

    fn over(&self, now: Timestamp) -> Result<Vec<String>, BlobError> {
        self.wait("list", "", async {
            Ok(self.ended(now).await?.into_iter().map(|entry| entry.key).collect())
        })
    }

    fn remove(&self, key: &str) -> Result<(), BlobError> {
        self.wait("remove", key, async {
            if let Some(entry) = self.entries(doc! { "_id": self.id(key) }, doc! { "_id": 1 }).await?.pop() {
                transact(&self.db, &Dismiss::new(entry, now())).await?;
            }
            Ok(())
        })
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().after(since)
}
