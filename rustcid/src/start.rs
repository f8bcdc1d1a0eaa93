use std::net::SocketAddr;
use std::path::PathBuf;
use stores::{BlobError, StoreError};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its folder cannot be used.
    #[error("cannot {what} {}: {cause}", path.display())]
    Folder {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Another process uses it.
    #[error("another rustcid uses {}: stop it, or name another folder with --state-dir", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Replicas would not understand each other.
    #[error(
        "replicas over MongoDB need one key in common: set {variable} to the same secret for all of them (openssl rand -hex 32)"
    )]
    OwnKey {
        /// What is not set.
        variable: &'static str,
    },
    /// The store has tools of its own for it.
    #[error("{0}")]
    NotHere(&'static str),
    /// The scheduler cannot go on with the runs there are.
    #[error("cannot go on with earlier runs: {0}")]
    Recover(#[from] scheduler::SchedulerError),
    /// Artifacts and caches cannot be kept.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// Secrets cannot be sealed and opened.
    #[error(transparent)]
    Keys(#[from] crate::vault::KeysError),
    /// Their keys cannot be changed.
    #[error("the rotation has not come to its end: {0}")]
    Rotation(#[from] crate::vault::RotationError),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {cause}")]
    Random {
        /// What it says.
        cause: String,
    },
    /// What jobs must run in does not answer.
    #[error("jobs cannot run: {0}")]
    Executor(#[from] executors::ExecutorError),
    /// There is no certificate to show.
    #[error(transparent)]
    Tls(#[from] crate::tls::TlsError),
    /// Nobody can be listened to there.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        cause: std::io::Error,
    },
    /// Metrics cannot be registered.
    #[error("metrics: {0}")]
    Metrics(#[from] prometheus::Error),
    /// Requests to others cannot be made: there are no certificates to trust, perhaps.
    #[error("cannot speak to other servers: {0}")]
    Outgoing(#[from] reqwest::Error),
    /// Spans cannot be sent.
    #[error("no spans can be sent: {0}")]
    Tracer(#[from] crate::sinks::trace::TracerError),
    /// The runtime does not start.
    #[error("cannot start: {0}")]
    Runtime(std::io::Error),
}

impl StartError {
    /// Whether it may go well later: the store did not answer.
    #[must_use]
    pub fn passes(&self) -> bool {
        let (Self::Store(error) | Self::Recover(scheduler::SchedulerError::Store(error))) = self else {
            return false;
        };
        matches!(error, StoreError::Unavailable(_))
    }
}
