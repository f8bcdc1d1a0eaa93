//! Takes a job and runs it: the job pump.
//!
//! [`Runner::run`] opens a sandbox, asks [`engine::job::JobMachine`] what to do, and does it: processes through an
//! executor, checkouts, caches, artifacts and tools by itself. What processes print is searched for commands, masked,
//! and passed on in pieces; no secret leaves the runner.

mod actions;
mod builtin;
mod containers;
mod coverage;
mod files;
mod handed;
mod hearing;
mod left;
mod listening;
mod mask;
mod output;
mod process;
mod pump;
mod runner;
mod shared;
mod upstream;

pub use actions::{ActionSource, History, NoActions};
pub use handed::handed;
pub use left::{Kept, Left, artifact_file};
pub use listening::Listening;
pub use mask::{Masks, Stream};
pub use output::Output;
pub use pump::Stop;
pub use runner::{Job, Leaving, Runner};
pub use shared::SharedFolders;
pub use upstream::{Answer, BlobKey, Question, Shelf, Summary, Upstream, UpstreamError};
