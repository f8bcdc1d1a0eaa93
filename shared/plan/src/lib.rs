//! What will run: matrices expanded, triggers selected, a graph of jobs.
//!
//! `lower` (pure) turns a pipeline and facts into a [`Plan`]. A plan holds everything a scheduler and a runner need and
//! nothing of any dialect but its expressions, which `engine` evaluates as their moment comes. It is serialised: a
//! store keeps it, a remote runner gets its [`Job`]s.

mod assignment;
mod job;
mod plan;
mod step;

pub use assignment::{Assignment, NeedResult};
pub use job::{Call, Concurrency, Expansion, Gate, Hold, Job, Leg, Need, Spawn, SpawnSource, Strategy, Work};
pub use plan::{Absent, Environ, Plan, SecretUse, StatusVariable, VERSION};
pub use step::{Phase, Step, StepWork};

/// The words that plans are made of, for those who read plans but no pipelines.
pub use ir;
