use crate::Gate;
use expr::Template;
use ir::{Builtin, EnvEntry, Mark, Reference, Retry, Script, Text, With};
use serde::{Deserialize, Serialize};

/// One step of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its key in the job.
    pub id: Option<String>,
    /// What people see; none: made from what it does.
    pub name: Option<Template>,
    /// When it runs.
    pub gate: Gate,
    /// Which part of the job it belongs to.
    pub phase: Phase,
    /// What it does.
    pub work: StepWork,
    /// Its variables.
    pub env: Vec<EnvEntry>,
    /// An expression that yields more variables.
    pub computed_env: Option<Template>,
    /// Whether its failure is tolerated.
    pub continue_on_error: Option<Template>,
    /// What such a failure leaves on the job.
    #[serde(default)]
    pub mark: Mark,
    /// How long it may take: a number is minutes, text a duration.
    pub timeout: Option<Template>,
    /// When to try again.
    pub retry: Option<Retry>,
    /// Goes on beside the steps after it.
    pub background: bool,
}

impl Step {
    /// A step that does this, and nothing else is said of it.
    #[must_use]
    pub fn new(phase: Phase, gate: Gate, work: StepWork) -> Self {
        Self {
            id: None,
            name: None,
            gate,
            phase,
            work,
            env: Vec::new(),
            computed_env: None,
            continue_on_error: None,
            mark: Mark::default(),
            timeout: None,
            retry: None,
            background: false,
        }
    }
}

/// The parts of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Made by us from the job's needs: sources, caches, artifacts of other jobs.
    Prepare,
    /// The author's steps.
    Main,
    /// Made by us from what the job leaves: artifacts, caches; and scripts for the end.
    Finish,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum StepWork {
    /// A script.
    Script {
        /// It.
        script: Script,
    },
    /// Somebody's action, resolved when the job runs.
    Action {
        /// Which.
        reference: Reference,
        /// Its inputs.
        with: With,
    },
    /// One that we know to do. A cache restores only in [`Phase::Prepare`] and saves only in [`Phase::Finish`], as far as
    /// its policy lets it; in [`Phase::Main`] it restores, and saves what it may when the job ends.
    Builtin {
        /// What.
        builtin: Builtin,
        /// The author's own inputs, for those that the builtin does not name.
        with: With,
    },
    /// Reads variables for later jobs from `NAME=value` files.
    ReadVariables {
        /// Globs of the files.
        paths: Vec<Template>,
    },
    /// Reads test results in JUnit's XML, for the summary.
    ReadTests {
        /// Globs of the files.
        paths: Vec<Template>,
    },
    /// Brings the artifacts of these jobs (by key; with matrix values, if only some copies are meant).
    BringArtifacts {
        /// From whom.
        from: Vec<crate::Need>,
    },
    /// Waits for background steps; none named: all.
    Wait {
        /// Their ids.
        steps: Vec<String>,
    },
    /// Ends a background step.
    Cancel {
        /// Its id.
        step: String,
    },
    /// Steps side by side.
    Parallel {
        /// They.
        steps: Vec<Step>,
    },
    /// Steps one after the other, as one step.
    Group {
        /// They.
        steps: Vec<Step>,
    },
    /// A program in the format's own language.
    Program {
        /// It.
        text: Text,
    },
}
