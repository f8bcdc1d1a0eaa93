use crate::{ContainerSpec, ServiceSpec, Snapshot};
use events::{Attempt, JobId, RunId};
use std::path::PathBuf;

/// What a job wants of its sandbox.
#[derive(Clone, Debug)]
pub struct Open {
    /// The run.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// Which try.
    pub attempt: Attempt,
    /// The files it starts with.
    pub workspace: Workspace,
    /// The container its steps run in. None: what the executor has by itself.
    pub container: Option<ContainerSpec>,
    /// Containers beside it.
    pub services: Vec<ServiceSpec>,
    /// What it may use.
    pub limits: Limits,
}

/// The files a job starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Workspace {
    /// A copy of a folder: what git tracks and what it does not ignore. The folder itself is only read.
    Copy(Snapshot),
    /// The folder itself: whatever the job does to it stays.
    InPlace {
        /// The folder.
        root: PathBuf,
    },
    /// None.
    Empty,
}

/// What a job may use. None: whatever there is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Processors.
    pub cpus: Option<f64>,
    /// Memory in bytes.
    pub memory: Option<u64>,
}
