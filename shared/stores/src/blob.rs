use events::Timestamp;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::Duration;

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Under which name.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// When it was written or last read.
    pub used: Timestamp,
}

/// Why a blob could not be written or read.
#[derive(Debug, thiserror::Error)]
#[error("cannot {what} {}: {cause}", path.display())]
pub struct BlobError {
    /// What was tried: `read`, `write`, ...
    pub what: &'static str,
    /// Where.
    pub path: PathBuf,
    /// What the system says.
    pub cause: std::io::Error,
}

/// Keeps files by key. They may be larger than the memory, so they come and go as streams.
///
/// Made for threads that may block: archives are packed and unpacked there anyway.
pub trait Blobs: Send + Sync {
    /// Begins to write a blob. Nobody sees it before [`BlobWriter::commit`]; then it replaces an older one at once. It
    /// may be forgotten after the time it is to be kept, and not before unless the room is needed; none: any time.
    fn create(&self, key: &str, keep: Option<Duration>) -> Result<Box<dyn BlobWriter>, BlobError>;

    /// Opens a blob. It can be read to its end even if it is replaced or removed meanwhile.
    fn open(&self, key: &str) -> Result<Option<Box<dyn Read + Send>>, BlobError>;

    /// The blobs whose keys begin so, latest first.
    fn list(&self, prefix: &str) -> Result<Vec<Blob>, BlobError>;

    /// The keys of blobs that need not be kept any longer at that time. They stay until they are removed.
    fn over(&self, now: Timestamp) -> Result<Vec<String>, BlobError>;

    /// Forgets a blob; one that is not there is forgotten already.
    fn remove(&self, key: &str) -> Result<(), BlobError>;
}

/// A blob that is being written. Dropped without a commit, it leaves nothing behind.
pub trait BlobWriter: Write + Send {
    /// All is written.
    fn commit(self: Box<Self>) -> Result<Blob, BlobError>;
}
