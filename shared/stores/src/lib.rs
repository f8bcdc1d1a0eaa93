//! Where events, queue, logs and blobs live: one trait and its backends.
//!
//! A [`Store`] holds what a run is made of. It decides nothing, but it is the one who says whose append comes first and
//! who gets a job, so any number of schedulers may share one. A [`Catalog`] is what a server holds beside: pipelines,
//! lists of runs, secrets, accounts, the audit log. [`Blobs`] hold files by key: artifacts and caches.
//!
//! | backend | of | for |
//! |---|---|---|
//! | [`MemoryStore`] | [`Store`], [`Catalog`] | one process: a laptop, tests |
//! | [`SqliteStore`] | [`Store`], [`Catalog`] | one server: all in one file |
//! | `MongoStore` | [`Store`], [`Catalog`] | any number of servers; with the feature `mongodb` |
//! | `MongoBlobs` | [`Blobs`] | any number of machines; with the feature `mongodb` |
//! | [`FolderBlobs`] | [`Blobs`] | any number of processes on one machine |

mod blob;
mod catalog;
mod folder;
mod memory;
#[cfg(feature = "mongodb")]
mod mongo;
mod pack;
mod queue;
mod sqlite;
mod store;
mod wanted;
mod watch;

#[cfg(test)]
mod contract;

pub use blob::{Blob, BlobError, BlobWriter, Blobs};
pub use catalog::{
    Accounts, Audit, AuditDraft, AuditEntry, AuditVerdict, Catalog, Claims, Cursor, Page, Pipeline,
    PipelineDraft, PipelineFilter, PipelineId, PipelineSource, Pipelines, Request, Retention, Revision,
    RunEntry, RunFilter, RunIndex, RunStatus, RunSummary, RunnerEntry, RunnerState, Runners, Sealed, Secret,
    SecretScope, Secrets, Token, User,
};
pub use folder::FolderBlobs;
pub use memory::MemoryStore;
#[cfg(feature = "mongodb")]
pub use mongo::{MongoBlobs, MongoLimits, MongoStore};
pub use queue::{Labels, Ticket, TryId};
pub use sqlite::SqliteStore;
pub use store::{Store, StoreError, Submission};
pub use watch::Watch;
