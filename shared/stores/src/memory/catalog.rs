mod accounts;
mod audit;
mod claims;
mod pipelines;
mod registry;
mod runs;
mod secrets;

pub(super) use accounts::People;
pub(super) use claims::Taken;
pub(super) use runs::Index;
pub(super) use secrets::Vault;

use crate::{AuditEntry, Pipeline, PipelineId, RunnerEntry};
use events::RunnerId;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

/// What is held beside runs.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    pub pipelines: Mutex<BTreeMap<PipelineId, Pipeline>>,
    pub numbers: Mutex<HashMap<PipelineId, u64>>,
    pub index: Mutex<Index>,
    pub secrets: Mutex<Vault>,
    pub people: Mutex<People>,
    pub audit: Mutex<Vec<AuditEntry>>,
    pub taken: Mutex<Taken>,
    pub runners: Mutex<BTreeMap<RunnerId, RunnerEntry>>,
}
