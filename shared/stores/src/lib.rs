//! Where events, queue, logs and blobs live: one trait and its backends.
//!
//! A [`Store`] holds what a run is made of. It decides nothing, but it is the one who says whose append comes first and
//! who gets a job, so any number of schedulers may share one. [`Blobs`] hold files by key: artifacts and caches.
//!
//! | backend | of | for |
//! |---|---|---|
//! | [`MemoryStore`] | [`Store`] | one process: a laptop, tests |
//! | [`SqliteStore`] | [`Store`] | one server: all in one file |
//! | [`FolderBlobs`] | [`Blobs`] | any number of processes on one machine |

mod blob;
mod folder;
mod memory;
mod queue;
mod sqlite;
mod store;
mod watch;

#[cfg(test)]
mod contract;

pub use blob::{Blob, BlobError, BlobWriter, Blobs};
pub use folder::FolderBlobs;
pub use memory::MemoryStore;
pub use queue::{Labels, Ticket, TryId};
pub use sqlite::SqliteStore;
pub use store::{Store, StoreError, Submission};
pub use watch::Watch;
