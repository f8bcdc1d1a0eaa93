use super::shelves::JobShelves;
use async_trait::async_trait;
use events::{LogChunk, Report};
use runner::{BlobKey, Shelf, Summary, Upstream, UpstreamError};
use scheduler::{Clock, Scheduler, SchedulerError};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use stores::{Store, StoreError};
use tokio_util::sync::CancellationToken;

/// How long a job waits before it tells once more what the store could not take.
const AGAIN: Duration = Duration::from_secs(1);

/// Where a job of this process says what it has to say. While the store does not answer, the job waits.
pub struct Desk {
    /// Takes reports.
    pub scheduler: Scheduler,
    /// Takes logs.
    pub store: Arc<dyn Store>,
    /// Takes files.
    pub shelves: JobShelves,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Nothing is taken any more: the job goes back to the queue.
    pub closed: CancellationToken,
}

impl Desk {
    /// Asks until the store answers, or the desk is closed.
    async fn insist<E, F>(&self, mut ask: impl FnMut() -> F) -> Result<(), UpstreamError>
    where
        E: std::fmt::Display + Passing,
        F: Future<Output = Result<(), E>>,
    {
        loop {
            if self.closed.is_cancelled() {
                return Err(UpstreamError("the server stops: the job is handed back".to_owned()));
            }
            match ask().await {
                Ok(()) => return Ok(()),
                Err(error) if error.passes() => {
                    tracing::warn!("a job waits for the store: {error}");
                    let next = self.clock.now().after(AGAIN);
                    tokio::select! {
                        () = self.clock.sleep_until(next) => {}
                        () = self.closed.cancelled() => {}
                    }
                }
                Err(error) => return Err(UpstreamError(error.to_string())),
            }
        }
    }
}

/// Whether it may go well later.
trait Passing {
    fn passes(&self) -> bool;
}

impl Passing for StoreError {
    fn passes(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl Passing for SchedulerError {
    fn passes(&self) -> bool {
        matches!(self, Self::Store(error) if error.passes())
    }
}

#[async_trait]
impl Upstream for Desk {
    async fn report(&self, report: Report) -> Result<(), UpstreamError> {
        // How the try stands reaches the runner through its claim.
        self.insist(|| async { self.scheduler.report(report.clone()).await.map(|_| ()) }).await
    }

    async fn log(&self, chunk: LogChunk) -> Result<(), UpstreamError> {
        self.insist(|| self.store.append_log(chunk.clone())).await
    }

    async fn summary(&self, summary: Summary) -> Result<(), UpstreamError> {
        self.shelves.summary(&summary).await
    }

    async fn put(&self, key: &BlobKey, file: &Path, keep: Option<Duration>) -> Result<(), UpstreamError> {
        self.shelves.put(key, file, keep).await
    }

    async fn get(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError> {
        self.shelves.open(key).await
    }

    async fn list(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError> {
        self.shelves.names(shelf, prefix).await
    }
}
