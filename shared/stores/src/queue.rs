use events::{Attempt, JobId, RunId};

/// One try of a job.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TryId {
    /// The run.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// The fencing token.
    pub attempt: Attempt,
}

impl std::fmt::Display for TryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "job `{}` of run {}, try {}", self.job, self.run, self.attempt.0)
    }
}

/// A try that waits for a runner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Which.
    pub id: TryId,
    /// What it asks of a runner.
    pub labels: Vec<String>,
    /// Higher ones go first, equal ones in the order they came.
    pub priority: i32,
}

/// What a runner offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Labels {
    /// It takes every job: a laptop.
    Any,
    /// It takes every job but those that ask for one of these.
    AnyBut(Vec<String>),
    /// These.
    These(Vec<String>),
}

impl Labels {
    /// Whether a job that asks for these may run here.
    #[must_use]
    pub fn fit(&self, wanted: &[String]) -> bool {
        let among =
            |labels: &[String], label: &String| labels.iter().any(|own| own.eq_ignore_ascii_case(label));
        match self {
            Self::Any => true,
            Self::AnyBut(not) => !wanted.iter().any(|label| among(not, label)),
            Self::These(have) => wanted.iter().all(|label| among(have, label)),
        }
    }
}
