use crate::{CopyStyle, Plan, Step};
use events::JobId;
use expr::{Expr, Template, Value};
use ir::{Beginning, Container, EnvEntry, Environment, Matrix, Retry, RunsOn, Service, Tolerance, Workspace};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One job, ready to be handed to a runner once its needs have ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Unique in its plan: the key, with matrix values in brackets.
    pub id: JobId,
    /// Its key in the pipeline; copies share it.
    pub key: String,
    /// What people see; may hold expressions. None: the id.
    pub name: Option<Template>,
    /// Its stage.
    pub stage: Option<String>,
    /// What must end before it.
    pub needs: Vec<Need>,
    /// What must be so when they have.
    pub gate: Gate,
    /// What it waits for beside them.
    pub hold: Option<Hold>,
    /// Which copy it is.
    pub leg: Leg,
    /// Set while its copies are not known yet.
    pub expansion: Option<Expansion>,
    /// How its copies hang together.
    pub strategy: Strategy,
    /// The machine it asks for.
    pub runs_on: RunsOn,
    /// The container its steps run in.
    pub container: Option<Container>,
    /// Containers beside it.
    pub services: Vec<Service>,
    /// Its variables, on top of the plan's.
    pub env: Vec<EnvEntry>,
    /// An expression that yields more variables.
    pub computed_env: Option<Template>,
    /// What it does.
    pub work: Work,
    /// Values for later jobs.
    pub outputs: Vec<(String, Template)>,
    /// How long it may take: a number is minutes, text a duration.
    pub timeout: Option<Template>,
    /// Which failures do not count.
    pub tolerance: Tolerance,
    /// When to try again.
    pub retry: Option<Retry>,
    /// What it may not overlap with.
    pub concurrency: Option<Concurrency>,
    /// Where it deploys to.
    pub environment: Option<Environment>,
    /// A newer run may end it.
    pub interruptible: bool,
    /// A regular expression whose last match in the log is the coverage.
    pub coverage: Option<String>,
    /// The folder it works in.
    #[serde(default)]
    pub workspace: Workspace,
    /// What is in that folder when its first step begins.
    #[serde(default)]
    pub begins_with: Beginning,
}

/// What a job that needs containers asks of its runner beside the labels it names: see [`Job::needs_containers`].
pub const CONTAINERS: &str = "containers";

impl Job {
    /// Whether it names containers: an image that its steps run in, or services.
    #[must_use]
    pub fn needs_containers(&self) -> bool {
        self.container.is_some() || !self.services.is_empty()
    }

    /// A job of this key that does this, and nothing else is said of it.
    #[must_use]
    pub fn new(key: &str, work: Work) -> Self {
        Self {
            id: JobId::from(key),
            key: key.to_owned(),
            name: None,
            stage: None,
            needs: Vec::new(),
            gate: Gate::OnSuccess,
            hold: None,
            leg: Leg { matrix: Value::Null, index: 0, total: 1 },
            expansion: None,
            strategy: Strategy::default(),
            runs_on: RunsOn::default(),
            container: None,
            services: Vec::new(),
            env: Vec::new(),
            computed_env: None,
            work,
            outputs: Vec::new(),
            timeout: None,
            tolerance: Tolerance::None,
            retry: None,
            concurrency: None,
            environment: None,
            interruptible: false,
            coverage: None,
            workspace: Workspace::Own,
            begins_with: Beginning::Sources,
        }
    }
}

/// Something a job waits for: all copies of another, or some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Need {
    /// The other's key.
    pub key: String,
    /// Only copies with these matrix values (each an object); empty: all.
    pub legs: Vec<Value>,
    /// Its artifacts and reported variables are brought along.
    pub artifacts: bool,
    /// It is waited for only because of its stage: not in the `needs` context.
    pub by_stage: bool,
}

/// When a job or step runs, seen from what came before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "gate", rename_all = "snake_case")]
pub enum Gate {
    /// While all went well.
    OnSuccess,
    /// After a failure.
    OnFailure,
    /// However.
    Always,
    /// When an expression holds; `implied`: and all went well, because it asks for no status itself.
    If {
        /// The expression.
        condition: Expr,
        /// Only while all went well.
        implied: bool,
    },
}

/// What a job waits for beside its needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "hold", rename_all = "snake_case")]
pub enum Hold {
    /// A person; `blocking`: the run waits too, otherwise it ends without.
    Manual {
        /// The run waits.
        blocking: bool,
    },
    /// Time, counted from when it could have begun.
    Delayed {
        /// How long.
        wait: Duration,
    },
}

/// Which copy of a job this is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Its values: an object (the `matrix` context), or null.
    pub matrix: Value,
    /// From 0.
    pub index: u32,
    /// How many copies there are.
    pub total: u32,
}

/// Copies that are known only at run time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expansion {
    /// The matrix, to be evaluated when the needs have ended.
    pub matrix: Matrix,
    /// Only copies that have these values (`--matrix`).
    pub only: Vec<(String, String)>,
    /// How the copies differ from the job.
    pub style: CopyStyle,
    /// How many there may be.
    pub limit: usize,
}

/// How the copies of a job hang together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Strategy {
    /// The first failing copy ends the others. Evaluates to a boolean; none: no.
    pub fail_fast: Option<Template>,
    /// How many at once. Evaluates to a number; none: all.
    pub max_parallel: Option<Template>,
    /// What the author calls them, in their order: their outputs bear these names. Empty: nothing.
    #[serde(default)]
    pub names: Vec<String>,
}

/// Jobs of one group do not overlap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Concurrency {
    /// The group.
    pub group: Template,
    /// A newer one ends the one that runs. Evaluates to a boolean.
    pub cancel_running: Option<Template>,
    /// All that wait keep their place.
    pub queue_all: bool,
}

/// What a job does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// Steps, one after the other.
    Steps {
        /// The steps.
        steps: Vec<Step>,
    },
    /// Another pipeline's jobs in its place.
    Call(Call),
    /// A run of its own.
    Spawn(Spawn),
}

/// A called pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Its plan; what depends on its inputs is evaluated when it begins.
    pub plan: Box<Plan>,
    /// Values for its inputs.
    pub inputs: Vec<(String, Template)>,
    /// Values for its secrets. None: all of ours.
    pub secrets: Option<Vec<(String, Template)>>,
}

/// A spawned pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spawn {
    /// Where it comes from.
    pub source: SpawnSource,
    /// The job ends as the run ends.
    pub wait: bool,
    /// Values for its inputs.
    pub inputs: Vec<(String, Template)>,
    /// Variables handed on: the pipeline's own.
    pub forward_pipeline_variables: bool,
    /// Variables handed on: the job's.
    pub forward_job_variables: bool,
}

/// Where a spawned pipeline comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum SpawnSource {
    /// Known.
    Planned {
        /// Its plan.
        plan: Box<Plan>,
    },
    /// A file that a job makes, to be read when that job has ended.
    Artifact {
        /// Its path.
        path: String,
        /// The job's key.
        job: String,
    },
    /// Cannot be had here; the job fails with this sentence when its turn comes.
    Unavailable {
        /// Why, and what to do.
        message: String,
    },
}
