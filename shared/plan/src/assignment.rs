use crate::{Customs, Environ, Job, SecretUse, StageResult, StatusVariable, VERSION};
use events::{Attempt, Facts, JobId, Outcome, RunId};
use expr::{Dialect, Template, Value};
use indexmap::IndexMap;
use ir::EnvEntry;
use serde::{Deserialize, Serialize};

/// All that a runner needs to run one job, but the secrets' values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// [`crate::VERSION`] of the writer.
    pub version: u32,
    /// The run.
    pub run: RunId,
    /// The job's id in the run: [`Job::id`] behind those of the jobs that called it.
    pub id: JobId,
    /// Which try.
    pub attempt: Attempt,
    /// A number unique in the run.
    pub number: u64,
    /// The job.
    pub job: Job,
    /// The format of its file.
    pub format: String,
    /// The language of its expressions.
    pub dialect: Dialect,
    /// What is known of the run.
    pub facts: Facts,
    /// What expressions and processes see.
    pub environ: Environ,
    /// The pipeline's own variables.
    pub env: Vec<EnvEntry>,
    /// Values of the pipeline's inputs.
    pub inputs: Value,
    /// Where the job finds secrets.
    pub secrets: SecretUse,
    /// What calling jobs handed on of their secrets, the outermost first; each takes the place of all there were.
    #[serde(default)]
    pub handed: Vec<HandedSecrets>,
    /// The variable that says how the job stands.
    pub status_variable: Option<StatusVariable>,
    /// What its needs came to, by key.
    pub needs: IndexMap<String, NeedResult>,
    /// What the stages before its own came to, by name, where stages are a graph.
    #[serde(default)]
    pub stages: IndexMap<String, StageResult>,
    /// What the language takes for granted.
    #[serde(default)]
    pub customs: Customs,
}

impl Assignment {
    /// The first try of a job on its own, with nothing around it.
    #[must_use]
    pub fn new(format: &str, dialect: Dialect, job: Job, facts: Facts) -> Self {
        Self {
            version: VERSION,
            run: facts.run.clone(),
            id: job.id.clone(),
            attempt: Attempt(1),
            number: 1,
            job,
            format: format.to_owned(),
            dialect,
            facts,
            environ: Environ::default(),
            env: Vec::new(),
            inputs: Value::Null,
            secrets: SecretUse::Environment,
            handed: Vec::new(),
            status_variable: None,
            needs: IndexMap::new(),
            stages: IndexMap::new(),
            customs: Customs::default(),
        }
    }
}

/// Secrets that a calling job hands on, by the names they have in the pipeline it calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HandedSecrets {
    /// Names and values; these see the secrets of the calling job.
    pub values: Vec<(String, Template)>,
    /// The other contexts that they see.
    pub contexts: IndexMap<String, Value>,
}

/// What a job that was waited for came to. Copies of one job count as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeedResult {
    /// How it ended, tolerated failures counting as success.
    pub outcome: Outcome,
    /// It went well only with issues: a failure that does not count.
    #[serde(default)]
    pub issues: bool,
    /// Its outputs; those of copies joined, later ones winning.
    pub outputs: IndexMap<String, String>,
    /// Variables that it reported for later jobs.
    pub variables: IndexMap<String, String>,
    /// The copies, by their ids in the run.
    pub jobs: Vec<JobId>,
    /// Whether its artifacts and variables are brought along.
    pub artifacts: bool,
    /// Waited for only because of its stage.
    pub by_stage: bool,
}
