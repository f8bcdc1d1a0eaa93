//! What will run: matrices expanded, triggers selected, a graph of jobs.
//!
//! `lower` (pure) turns a pipeline and facts into a [`Plan`]. A plan holds everything a scheduler and a runner need and
//! nothing of any dialect but its expressions, which `engine` evaluates as their moment comes. It is serialised: a
//! store keeps it, a remote runner gets its [`Job`]s.

mod assignment;
mod copies;
mod customs;
mod glob;
mod graph;
mod job;
mod lower;
mod matrix;
mod past;
mod plan;
pub mod rules;
mod scope;
mod setting;
mod stage;
mod step;

pub use assignment::{Assignment, HandedSecrets, NeedResult};
pub use copies::CopyStyle;
pub use customs::Customs;
pub use job::{
    CONTAINERS, Call, Concurrency, Expansion, Gate, Hold, Job, Leg, Need, Spawn, SpawnSource, Strategy, Work,
};
pub use lower::{Lowered, asks_for_changes, check_copies, compared_with, lower, lower_steps, usual_source};
pub use matrix::{MatrixError, expand};
pub use past::{StageResult, past, short_key};
pub use plan::{Absent, Environ, Plan, SecretUse, StatusVariable, VERSION};
pub use rules::RULES;
pub use setting::{Choice, Setting, Spawned};
pub use stage::Stage;
pub use step::{Phase, Step, StepWork};

/// The words that plans are made of, for those who read plans but no pipelines.
pub use ir;
