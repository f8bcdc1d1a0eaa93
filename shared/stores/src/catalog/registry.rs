use crate::StoreError;
use async_trait::async_trait;
use events::{RunnerId, Timestamp};
use serde::{Deserialize, Serialize};

/// Whether a runner takes jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunnerState {
    /// It does.
    Active,
    /// It ends what it has, and takes no more.
    Draining,
}

impl RunnerState {
    /// The state as a word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Draining => "draining",
        }
    }

    /// The state of such a word.
    pub(crate) fn read(word: &str) -> Self {
        if word == Self::Draining.as_str() { Self::Draining } else { Self::Active }
    }
}

/// A runner that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerEntry {
    /// Which.
    pub id: RunnerId,
    /// What people see.
    pub name: String,
    /// What it offers.
    pub labels: Vec<String>,
    /// How many jobs it takes at once.
    pub slots: u32,
    /// Whether it takes any.
    pub state: RunnerState,
    /// Since when it is known.
    pub registered: Timestamp,
    /// When it was heard of last.
    pub seen: Timestamp,
}

/// Runners by id.
#[async_trait]
pub trait Runners: Send + Sync {
    /// Keeps a runner. One that comes again gets its new name, labels and slots; it stays drained, and its age counts
    /// from the first time.
    async fn register_runner(&self, entry: RunnerEntry) -> Result<(), StoreError>;

    /// It was heard of; whether it is known. Older news changes nothing.
    async fn saw_runner(&self, id: &RunnerId, at: Timestamp) -> Result<bool, StoreError>;

    /// Drains it, or takes that back; whether it is known.
    async fn set_runner_state(&self, id: &RunnerId, state: RunnerState) -> Result<bool, StoreError>;

    /// All, by id.
    async fn runners(&self) -> Result<Vec<RunnerEntry>, StoreError>;

    /// Forgets one; whether it was known.
    async fn remove_runner(&self, id: &RunnerId) -> Result<bool, StoreError>;
}
