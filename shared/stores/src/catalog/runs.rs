use crate::{Cursor, Page, PipelineId, StoreError};
use async_trait::async_trait;
use events::{Event, Outcome, Record, RunId, Timestamp};
use serde::{Deserialize, Serialize};

/// What lists say of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEntry {
    /// Which.
    pub run: RunId,
    /// Of which pipeline.
    pub pipeline: PipelineId,
    /// Counts the pipeline's runs.
    pub number: u64,
    /// What people see.
    pub title: String,
    /// The whole ref: `refs/heads/main`.
    pub git_ref: String,
    /// The commit.
    pub sha: String,
    /// Who or what started it.
    pub actor: String,
    /// When it was made.
    pub created: Timestamp,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunStatus {
    /// None of its jobs has begun yet.
    Queued,
    /// It goes on.
    Running,
    /// It has ended.
    Finished(Outcome),
}

impl RunStatus {
    /// `queued`, `running`, or the outcome.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Finished(outcome) => outcome.as_str(),
        }
    }

    /// The status of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let outcomes = [Outcome::Success, Outcome::Failure, Outcome::Cancelled, Outcome::Skipped];
        let ends = outcomes.map(Self::Finished);
        [Self::Queued, Self::Running].into_iter().chain(ends).find(|status| status.as_str() == name)
    }
}

/// What new records say of how their run stands.
pub(crate) struct Turn {
    /// When the first of its jobs among them began.
    pub started: Option<Timestamp>,
    /// How and when it ended, if the last of them says so.
    pub ended: Option<(Outcome, Timestamp)>,
}

impl Turn {
    pub fn new<'a>(records: impl Iterator<Item = &'a Record> + Clone) -> Self {
        let mut starts = records.clone().filter(|record| matches!(record.event, Event::JobStarted { .. }));
        let ended = match records.last() {
            Some(Record { event: Event::RunFinished { outcome, .. }, at, .. }) => Some((*outcome, *at)),
            _ => None,
        };
        Self { started: starts.next().map(|record| record.at), ended }
    }
}

/// A run in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSummary {
    /// What was said of it.
    pub entry: RunEntry,
    /// How it stands, by its records.
    pub status: RunStatus,
    /// When its first job began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub finished: Option<Timestamp>,
}

/// Which runs; all that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Those of this pipeline.
    pub pipeline: Option<PipelineId>,
    /// Those that stand so.
    pub status: Option<RunStatus>,
    /// Those on this ref.
    pub git_ref: Option<String>,
}

impl RunFilter {
    pub(crate) fn fits(&self, run: &RunSummary) -> bool {
        self.pipeline.as_ref().is_none_or(|pipeline| *pipeline == run.entry.pipeline)
            && self.status.is_none_or(|status| status == run.status)
            && self.git_ref.as_ref().is_none_or(|git_ref| *git_ref == run.entry.git_ref)
    }
}

/// Which finished runs may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// Those that ended before.
    EndedBefore(Timestamp),
    /// All but the latest so many of each pipeline.
    KeepLatest(usize),
}

/// Runs in lists, and when they go. A run is listed once it is both in the index and in the [`crate::Store`].
#[async_trait]
pub trait RunIndex: Send + Sync {
    /// Says what lists say of a run, best before it is created. A second time changes nothing; other content is
    /// [`StoreError::Exists`].
    async fn index_run(&self, entry: RunEntry) -> Result<(), StoreError>;

    /// One run.
    async fn run(&self, run: &RunId) -> Result<RunSummary, StoreError>;

    /// At most `limit` that fit, newest first, after `from`.
    async fn runs(
        &self,
        filter: &RunFilter,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<RunSummary>, StoreError>;

    /// Notes that a blob is there for a run. It goes when the run goes. Say so before it is written.
    async fn own_blob(&self, run: &RunId, key: &str) -> Result<(), StoreError>;

    /// Forgets at most `limit` finished runs that may go, with records, logs and places in lists; says which.
    async fn sweep_runs(&self, retention: Retention, limit: usize) -> Result<Vec<RunId>, StoreError>;

    /// At most `limit` keys of blobs whose runs are gone. They are named until [`RunIndex::forget_blobs`].
    async fn orphan_blobs(&self, limit: usize) -> Result<Vec<String>, StoreError>;

    /// These orphans have been removed.
    async fn forget_blobs(&self, keys: &[String]) -> Result<(), StoreError>;
}
