use async_trait::async_trait;
use events::{Attempt, JobId, LogChunk, Report, RunId, StepId};
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// Where what a runner has to say goes: a scheduler in this process, or one at the other end of a wire.
#[async_trait]
pub trait Upstream: Send + Sync {
    /// Takes a report; when this returns, it is kept.
    async fn report(&self, report: Report) -> Result<(), UpstreamError>;

    /// Takes a piece of log; pieces of one attempt come in the order of their numbers.
    async fn log(&self, chunk: LogChunk) -> Result<(), UpstreamError>;

    /// Takes a step's summary for people.
    async fn summary(&self, summary: Summary) -> Result<(), UpstreamError>;

    /// Keeps a file under a key; an older one of that key is replaced, at once or not at all. The file may be taken away.
    /// After the time it is to be kept it may be forgotten; none: whenever the room is needed.
    async fn put(&self, key: &BlobKey, file: &Path, keep: Option<Duration>) -> Result<(), UpstreamError>;

    /// The file under a key, if there is one.
    async fn get(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError>;

    /// The names on a shelf that begin so, the newest first.
    async fn list(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError>;

    /// Asks a person, and waits for the answer. Where no person can be asked, that is the answer.
    async fn approve(&self, _: &Question) -> Result<Answer, UpstreamError> {
        Ok(Answer::Nobody)
    }
}

/// The other side cannot be reached, or cannot keep what it was given. In words for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UpstreamError(pub String);

/// What a job asks a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The run.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// What, secrets masked.
    pub message: String,
}

/// What the person says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go on.
    Yes {
        /// Who says so.
        by: String,
    },
    /// Do not.
    No {
        /// Who says so.
        by: String,
    },
    /// No person can be asked.
    Nobody,
}

/// Files that are kept together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// Artifacts of a run.
    Artifacts(RunId),
    /// Caches, which outlive runs.
    Caches,
}

/// Names one file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BlobKey {
    /// What it belongs to.
    pub shelf: Shelf,
    /// Its name there: any text, never a path.
    pub name: String,
}

/// What a step wrote for people, in Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The run.
    pub run: RunId,
    /// The job.
    pub job: JobId,
    /// Which try.
    pub attempt: Attempt,
    /// The step.
    pub step: StepId,
    /// The Markdown, secrets masked.
    pub text: String,
}
