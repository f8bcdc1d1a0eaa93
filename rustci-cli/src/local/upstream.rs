use super::Shelves;
use super::asking::Asking;
use async_trait::async_trait;
use events::{LogChunk, Report};
use runner::{Answer, BlobKey, Kept, Question, Shelf, Summary, Upstream, UpstreamError};
use scheduler::Scheduler;
use std::io::Read;
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc;

/// What the runners of this process say goes to its scheduler, and what jobs print to its screen.
pub struct Local {
    scheduler: Scheduler,
    logs: mpsc::Sender<LogChunk>,
    shelves: Shelves,
    asking: Asking,
}

impl Local {
    /// One for this scheduler; pieces of log go to `logs`.
    pub fn new(scheduler: Scheduler, logs: mpsc::Sender<LogChunk>, shelves: Shelves) -> Self {
        Self { scheduler, logs, shelves, asking: Asking::default() }
    }
}

#[async_trait]
impl Upstream for Local {
    async fn report(&self, report: Report) -> Result<(), UpstreamError> {
        // How the try stands reaches the runner through its claim.
        self.scheduler.report(report).await.map(|_| ()).map_err(|error| UpstreamError(error.to_string()))
    }

    async fn log(&self, chunk: LogChunk) -> Result<(), UpstreamError> {
        self.logs.send(chunk).await.map_err(|_| UpstreamError("nobody shows the log any more".to_owned()))
    }

    async fn approve(&self, question: &Question) -> Result<Answer, UpstreamError> {
        self.asking.ask(question).await
    }

    async fn summary(&self, summary: Summary) -> Result<(), UpstreamError> {
        self.shelves.summary(&summary)
    }

    async fn put(&self, key: &BlobKey, file: &Path, keep: Option<Duration>) -> Result<(), UpstreamError> {
        self.shelves.put(key, file, keep)
    }

    async fn get(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError> {
        self.shelves.get(key)
    }

    async fn list(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError> {
        self.shelves.list(shelf, prefix)
    }
}
