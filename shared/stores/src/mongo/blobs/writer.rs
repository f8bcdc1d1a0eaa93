use super::loose::{ABANDONED, Publish, note, sweep};
use super::{Entry, MongoBlobs, PIECE, now};
use crate::mongo::db::binary;
use crate::mongo::schema::{LOOSE, PARTS};
use crate::mongo::transaction::transact;
use crate::pack::int;
use crate::{Blob, BlobError, BlobWriter, StoreError};
use mongodb::bson::doc;
use mongodb::bson::oid::ObjectId;
use std::io::{self, Write};
use std::time::Duration;

/// Writes the pieces of a new file, and makes it the blob once all are there.
pub(super) struct Writer {
    blobs: MongoBlobs,
    key: String,
    keep: Option<Duration>,
    file: ObjectId,
    /// What is not a whole piece yet.
    rest: Vec<u8>,
    pieces: u64,
    bytes: u64,
    committed: bool,
}

impl Writer {
    pub async fn new(blobs: MongoBlobs, key: String, keep: Option<Duration>) -> Result<Self, StoreError> {
        let file = ObjectId::new();
        blobs.db.collection(LOOSE).insert_one(note(file, now().after(ABANDONED))).await?;
        Ok(Self { blobs, key, keep, file, rest: Vec::new(), pieces: 0, bytes: 0, committed: false })
    }

    fn send(&mut self) -> Result<(), BlobError> {
        let piece = binary(std::mem::take(&mut self.rest));
        let row = doc! { "file": self.file, "number": int(self.pieces), "data": piece };
        self.blobs.wait("write", &self.key, async {
            self.blobs.db.collection(PARTS).insert_one(row).await?;
            Ok(())
        })?;
        self.pieces += 1;
        Ok(())
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.rest.len() == PIECE {
            self.send().map_err(|error| error.cause)?;
        }
        let taken = bytes.len().min(PIECE - self.rest.len());
        self.rest.extend_from_slice(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    /// Only whole pieces are sent; the rest goes with the commit.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl BlobWriter for Writer {
    fn commit(mut self: Box<Self>) -> Result<Blob, BlobError> {
        if !self.rest.is_empty() {
            self.send()?;
        }
        let (now, blobs) = (now(), self.blobs.clone());
        let (id, key) = (blobs.id(&self.key), self.key.clone());
        let entry = Entry { id, key, file: self.file, bytes: int(self.bytes), used: int(now.0) };
        let until = self.keep.map(|keep| now.after(keep));
        let publish = Publish { entry: entry.clone(), shelf: blobs.shelf.clone(), until, now };
        blobs.wait("write", &self.key, async { Ok(transact(&blobs.db, &publish).await?) })?;
        self.committed = true;
        blobs.wait("tidy up after", &self.key, async {
            if let Some(cap) = blobs.cap {
                blobs.shrink(cap, self.file, now).await?;
            }
            sweep(&blobs.db, now).await
        })?;
        Ok(entry.blob())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.committed {
            let due = doc! { "$set": { "due": int(now().0) } };
            let file = doc! { "_id": self.file };
            // If this fails the file goes a day later.
            let _noted = self.blobs.wait("give up", &self.key, async {
                self.blobs.db.collection(LOOSE).update_one(file, due).await?;
                sweep(&self.blobs.db, now()).await
            });
        }
    }
}
