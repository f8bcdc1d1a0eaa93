use crate::{Concurrency, Customs, Job, Stage};
use events::{JobId, Skip};
use expr::{Dialect, Template, Value};
use indexmap::IndexMap;
use ir::{EnvEntry, Notification};
use serde::{Deserialize, Serialize};

/// Version of the serialised form.
pub const VERSION: u32 = 1;

/// One run, ready to be scheduled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`VERSION`] of the writer.
    pub version: u32,
    /// The format of its file: `github-actions`, ...
    pub format: String,
    /// The language of its expressions.
    pub dialect: Dialect,
    /// The pipeline's name.
    pub name: String,
    /// What expressions and processes see in every job.
    pub environ: Environ,
    /// The pipeline's own variables, on top of `environ`.
    pub env: Vec<EnvEntry>,
    /// Values of the pipeline's inputs (the `inputs` context).
    pub inputs: Value,
    /// Where its jobs find secrets.
    pub secrets: SecretUse,
    /// The variable that tells a job's last steps how it stands.
    pub status_variable: Option<StatusVariable>,
    /// Which other runs it may not overlap with.
    pub concurrency: Option<Concurrency>,
    /// Stages in order; empty where the dialect has none.
    pub stages: Vec<Stage>,
    /// What the language takes for granted.
    #[serde(default)]
    pub customs: Customs,
    /// Jobs, in the author's order, copies side by side.
    pub jobs: Vec<Job>,
    /// Jobs of the pipeline that are not in this run, and why.
    pub absent: Vec<Absent>,
    /// Values for a calling pipeline.
    pub outputs: Vec<(String, Template)>,
    /// Whom to tell when it ends.
    pub notifications: Vec<Notification>,
    /// One job's failure ends all others.
    #[serde(default)]
    pub cancel_on_failure: bool,
}

impl Plan {
    /// A plan with these jobs, and nothing else is said of it.
    #[must_use]
    pub fn new(format: &str, dialect: Dialect, jobs: Vec<Job>) -> Self {
        Self {
            version: VERSION,
            format: format.to_owned(),
            dialect,
            name: format.to_owned(),
            environ: Environ::default(),
            env: Vec::new(),
            inputs: Value::Null,
            secrets: SecretUse::Environment,
            status_variable: None,
            concurrency: None,
            stages: Vec::new(),
            customs: Customs::default(),
            jobs,
            absent: Vec::new(),
            outputs: Vec::new(),
            notifications: Vec::new(),
            cancel_on_failure: false,
        }
    }
}

/// What expressions and processes see.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Environ {
    /// Contexts by name.
    pub contexts: IndexMap<String, Value>,
    /// Variables of processes, in order; the pipeline's own come after these.
    pub env: Vec<(String, String)>,
    /// Variables that nothing in the pipeline may replace.
    pub overrides: Vec<(String, String)>,
}

/// Where jobs find secrets. Values come only with a claim, never in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "context", rename_all = "snake_case")]
pub enum SecretUse {
    /// In the expressions' context of that name.
    Context(String),
    /// In the environment, each under its name.
    Environment,
    /// Among the variables that expressions see, each under its name, but not in the environment.
    Hidden,
}

/// A variable that says how the job stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusVariable {
    /// Its name.
    pub name: String,
    /// Its value while all went well.
    pub success: String,
    /// Its value while all went well, but with issues; none: as if there were none.
    #[serde(default)]
    pub issues: Option<String>,
    /// Its value after a failure.
    pub failure: String,
    /// Its value after a cancel.
    pub cancelled: String,
}

/// A job that is not in the run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Absent {
    /// Its id.
    pub job: JobId,
    /// Why.
    pub skip: Skip,
}
