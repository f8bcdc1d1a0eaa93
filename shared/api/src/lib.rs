//! What the daemon says over HTTP, and what it is told: the types of both ends, in JSON.
//!
//! A field may be added, never renamed. Fields that a reader does not know are left aside, so that an older client
//! understands a newer server; a server refuses fields it does not know, so that nothing asked of it is dropped.

mod account;
mod audit;
#[cfg(feature = "client")]
pub mod client;
mod convert;
mod finding;
mod health;
mod logs;
mod page;
mod pipeline;
mod problem;
mod run;
mod runner;
mod secret;
mod stats;
mod time;
mod trigger;
mod validate;
mod webhook;

pub use account::{Login, MadeToken, Me, NewToken, PutUser, Refresh, Session, Token, User};
pub use audit::{AuditEntry, AuditVerdict};
pub use convert::{Convert, Converted};
pub use finding::{Finding, Level, Related};
pub use health::{Health, Ready};
pub use logs::{LogEnd, LogLine};
pub use page::Page;
pub use pipeline::{NewPipeline, Pipeline, PipelineSource};
pub use problem::{Problem, ProblemBody};
pub use run::{Approve, Artifact, Artifacts, Awaited, Cancel, Job, Run, RunStatus, Step};
pub use runner::{Runner, RunnerState, Scale};
pub use secret::{PutSecret, Rotated, Secret, SecretScope};
pub use stats::{MemoryStats, MessageStats, NetworkStats, RunStats, Stats, Transport, ValkyrieStats};
pub use time::Time;
pub use trigger::{Only, Rerun, Trigger, Triggered};
pub use validate::{Validate, Validated};
pub use webhook::{Heard, HeardFile};
