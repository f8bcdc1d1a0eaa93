use super::{Entry, MongoBlobs};
use crate::StoreError;
use crate::mongo::schema::PARTS;
use crate::pack::{int, uint};
use mongodb::bson::{Binary, doc};
use serde::Deserialize;
use std::io::{self, Read};

/// Reads a file piece by piece.
pub(super) struct Reader {
    blobs: MongoBlobs,
    entry: Entry,
    piece: Vec<u8>,
    /// How much of the piece has been read.
    read: usize,
    next: u64,
    left: u64,
}

#[derive(Deserialize)]
struct Piece {
    data: Binary,
}

impl Reader {
    pub fn new(blobs: MongoBlobs, entry: Entry) -> Self {
        let left = uint(entry.bytes);
        Self { blobs, entry, piece: Vec::new(), read: 0, next: 0, left }
    }

    fn fetch(&mut self) -> io::Result<()> {
        let place = doc! { "file": self.entry.file, "number": int(self.next) };
        let found = self.blobs.wait("read", &self.entry.key, async {
            let found = self.blobs.db.database.collection::<Piece>(PARTS).find_one(place).await?;
            found.ok_or_else(|| StoreError::Unavailable("it was removed while it was read".into()))
        });
        self.piece = found.map_err(|error| error.cause)?.data.bytes;
        (self.read, self.next) = (0, self.next + 1);
        Ok(())
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left > 0 && self.read == self.piece.len() {
            self.fetch()?;
        }
        let rest = &self.piece[self.read..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.read += count;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}
