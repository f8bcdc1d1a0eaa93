use engine::run::LogError;
use events::RunId;
use stores::StoreError;

/// Why the scheduler did not do what it was asked. It may be asked again.
#[derive(Debug, thiserror::Error)]
pub enum SchedulerError {
    /// The store did not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The run's log cannot be read.
    #[error("run {run}: {cause}")]
    Log {
        /// The run.
        run: RunId,
        /// Why.
        cause: LogError,
    },
    /// The run's concurrency group cannot be evaluated, so it cannot begin.
    #[error("run {run}: its concurrency group: {cause}")]
    Group {
        /// The run.
        run: RunId,
        /// Why.
        cause: String,
    },
}
