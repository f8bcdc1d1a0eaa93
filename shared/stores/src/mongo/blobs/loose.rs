//! Files that no blob is, or not yet: half written ones, and old ones that somebody may still read. A document says
//! from when on nobody will ask for a file; then its pieces go.

use super::Entry;
use crate::StoreError;
use crate::mongo::db::{Db, all};
use crate::mongo::schema::{BLOBS, LOOSE, PARTS};
use crate::mongo::transaction::{Stop, Transaction};
use crate::pack::int;
use async_trait::async_trait;
use events::Timestamp;
use mongodb::ClientSession;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, doc};
use serde::Deserialize;
use std::time::Duration;

/// A file that is being written is given up after this time.
pub(super) const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// Who reads a blob that is replaced or removed has this time to read to its end.
const GRACE: Duration = Duration::from_secs(2 * 60 * 60);

/// So many files go in one sweep: it must not hold up whoever comes upon it.
const SWEEP: i64 = 100;

#[derive(Deserialize)]
struct Loose {
    #[serde(rename = "_id")]
    file: ObjectId,
}

/// From `due` on nobody asks for the file.
pub(super) fn note(file: ObjectId, due: Timestamp) -> Document {
    doc! { "_id": file, "due": int(due.0) }
}

/// Removes the files that nobody asks for any more.
pub(super) async fn sweep(db: &Db, now: Timestamp) -> Result<(), StoreError> {
    let notes = db.database.collection::<Loose>(LOOSE);
    let due = notes.find(doc! { "due": { "$lte": int(now.0) } }).sort(doc! { "due": 1 }).limit(SWEEP);
    for Loose { file } in all(due.await?).await? {
        db.collection(PARTS).delete_many(doc! { "file": file }).await?;
        notes.delete_one(doc! { "_id": file }).await?;
    }
    Ok(())
}

/// A blob is forgotten; its file stays a while.
pub(super) struct Dismiss {
    entry: Entry,
    due: Timestamp,
}

impl Dismiss {
    pub fn new(entry: Entry, now: Timestamp) -> Self {
        Self { entry, due: now.after(GRACE) }
    }
}

#[async_trait]
impl Transaction for Dismiss {
    type Made = ();

    async fn make(&self, db: &Db, session: &mut ClientSession) -> Result<(), Stop> {
        // Another file may have taken the key meanwhile.
        let same = doc! { "_id": &self.entry.id, "file": self.entry.file };
        let removed = db.collection(BLOBS).delete_one(same).session(&mut *session).await?;
        if removed.deleted_count > 0 {
            db.collection(LOOSE).insert_one(note(self.entry.file, self.due)).session(session).await?;
        }
        Ok(())
    }
}

/// A file that is whole becomes the blob.
pub(super) struct Publish {
    pub entry: Entry,
    pub shelf: String,
    pub until: Option<Timestamp>,
    pub now: Timestamp,
}

#[async_trait]
impl Transaction for Publish {
    type Made = ();

    async fn make(&self, db: &Db, session: &mut ClientSession) -> Result<(), Stop> {
        let Entry { id, key, file, bytes, used } = &self.entry;
        // If its note is gone, so are its pieces: it took more than its time.
        let noted = db.collection(LOOSE).delete_one(doc! { "_id": file }).session(&mut *session).await?;
        if noted.deleted_count == 0 {
            let late = "it was not finished within a day: write it again";
            return Err(StoreError::Unavailable(late.into()).into());
        }
        let mut new = doc! { "shelf": &self.shelf, "key": key, "file": file, "bytes": bytes, "used": used };
        if let Some(until) = self.until {
            new.insert("until", int(until.0));
        }
        let blobs = db.database.collection::<Entry>(BLOBS);
        let old = blobs.find_one(doc! { "_id": id }).session(&mut *session).await?;
        let documents = db.collection(BLOBS);
        documents.replace_one(doc! { "_id": id }, new).upsert(true).session(&mut *session).await?;
        if let Some(old) = old {
            let note = note(old.file, self.now.after(GRACE));
            db.collection(LOOSE).insert_one(note).session(session).await?;
        }
        Ok(())
    }
}
