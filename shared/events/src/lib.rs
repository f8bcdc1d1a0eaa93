//! What happens to a run, in words that can be kept: ids, facts, events and signals.
//!
//! [`Event`]s are facts, durably appended before their effect is performed; a runner's report is only a claim until
//! it has become one. [`fold`] turns a log of events into what people see. Serialised forms are versioned by
//! [`VERSION`]; samples of every old version must go on reading.

mod event;
mod facts;
mod id;
mod outcome;
mod report;
mod signal;
mod view;

pub use event::{Event, Hold, Record, Skip};
pub use facts::{
    Commit, Done, Earlier, EnvironmentFacts, Facts, Gate, GitRef, JobFacts, PullRequest, Repository,
    RunnerFacts, Source,
};
pub use id::{ArtifactName, Attempt, JobId, RunId, RunnerId, StepId, Timestamp};
pub use outcome::{Cause, Outcome, StepEnd};
pub use report::{LogChunk, News, Report};
pub use signal::{Annotation, AnnotationLevel, Signal, Variable};
pub use view::{JobState, JobView, RunState, RunView, StepView, fold};

/// Version of the serialised forms in this crate.
pub const VERSION: u32 = 1;
