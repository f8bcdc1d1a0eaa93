//! Azure Pipelines: what its tasks take and mean, how its steps speak, and the variables they see.

pub mod environ;
pub mod signal;
pub mod tasks;
