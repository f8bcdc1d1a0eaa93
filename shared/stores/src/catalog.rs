//! What a server holds beside its runs. One trait an area; a backend has them all.

mod accounts;
mod audit;
mod claims;
mod page;
mod pipelines;
mod registry;
mod runs;
mod secrets;

pub use accounts::{Accounts, Token, User};
pub use audit::{Audit, AuditDraft, AuditEntry, AuditVerdict};
pub use claims::{Claims, Request};
pub use page::{Cursor, Page};
pub use pipelines::{
    Pipeline, PipelineDraft, PipelineFilter, PipelineId, PipelineSource, Pipelines, Revision,
};
pub use registry::{RunnerEntry, RunnerState, Runners};
pub(crate) use runs::Turn;
pub use runs::{Retention, RunEntry, RunFilter, RunIndex, RunStatus, RunSummary};
pub use secrets::{Sealed, Secret, SecretScope, Secrets};

/// Everything that a server holds beside its runs.
pub trait Catalog: Pipelines + RunIndex + Secrets + Accounts + Audit + Claims + Runners {}

impl<T: Pipelines + RunIndex + Secrets + Accounts + Audit + Claims + Runners> Catalog for T {}
