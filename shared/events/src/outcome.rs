use serde::{Deserialize, Serialize};

/// How a step, a job or a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Well.
    Success,
    /// Badly.
    Failure,
    /// Somebody ended it.
    Cancelled,
    /// It did not run.
    Skipped,
}

impl Outcome {
    /// `success`, `failure`, `cancelled` or `skipped`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }
}

/// Why something ended badly. "Failed" (the user's step) is never "broken" (our side).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// The user's command ended with this code.
    Exit {
        /// The exit code; 128 + n for signal n.
        code: i32,
    },
    /// The user's step says that it failed.
    Failed {
        /// Why.
        message: String,
    },
    /// All went well, but a step says that there are issues. Never a failure that counts.
    Unstable {
        /// Which.
        message: String,
    },
    /// It took longer than allowed.
    TimedOut {
        /// The limit in seconds.
        seconds: u64,
    },
    /// The pipeline asks for something that cannot be done: an expression that fails, an action that is not there.
    Invalid {
        /// What, and what to do.
        message: String,
    },
    /// Our side or the machine broke: no engine, disk full, runner lost.
    Broken {
        /// What, and what to do.
        message: String,
    },
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exit { code } => write!(f, "exit code {code}"),
            Self::TimedOut { seconds } => write!(f, "timed out after {seconds} s"),
            Self::Failed { message }
            | Self::Unstable { message }
            | Self::Invalid { message }
            | Self::Broken { message } => f.write_str(message),
        }
    }
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepEnd {
    /// What happened.
    pub outcome: Outcome,
    /// What it counts as, after `continue-on-error`.
    pub conclusion: Outcome,
    /// Why, if it did not go well.
    pub cause: Option<Cause>,
}
