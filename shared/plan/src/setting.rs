use crate::{Environ, SecretUse, StatusVariable};
use events::Facts;
use ir::Conventions;

/// What a pipeline is lowered for.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    /// What is known of the world.
    pub facts: &'a Facts,
    /// The format of the pipeline's file.
    pub format: &'a str,
    /// What that format takes for granted.
    pub conventions: Conventions,
    /// What expressions and processes see in every job.
    pub environ: Environ,
    /// The same for pipelines that a job of this one spawns.
    pub spawned: Option<Spawned>,
    /// Where jobs find secrets.
    pub secrets: SecretUse,
    /// The variable that tells a job's last steps how it stands.
    pub status_variable: Option<StatusVariable>,
    /// What of the pipeline is wanted.
    pub choice: Choice,
}

/// The world as a spawned pipeline sees it.
#[derive(Clone, Debug)]
pub struct Spawned {
    /// What is known: its source is a job of another pipeline.
    pub facts: Facts,
    /// What expressions and processes see.
    pub environ: Environ,
}

/// What a person wants of a pipeline. Nothing chosen: all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Jobs, by key or by the full name of a copy.
    pub jobs: Vec<String>,
    /// Chosen jobs come without those that they need.
    pub alone: bool,
    /// Copies that have these values, by axis.
    pub matrix: Vec<(String, String)>,
    /// Jobs that wait for a person and are started at once.
    pub manual: Vec<String>,
}
