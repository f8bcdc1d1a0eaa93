use crate::{ExecutorError, Open, Progress, Sandbox};
use async_trait::async_trait;

/// Something that can give a job a place to run in.
///
/// An executor has no state of its jobs: any number of sandboxes may be open at once, opened from any task, and two
/// processes may use the same executor side by side without meeting.
#[async_trait]
pub trait Executor: Send + Sync {
    /// What people call it: `native`, `docker`.
    fn name(&self) -> &'static str;

    /// Makes a place for one job: its files, its container, its services (healthy when this returns).
    ///
    /// A failure leaves nothing behind. When the future is dropped, as a cancel does, what was made already is removed
    /// in the background.
    async fn open(&self, open: Open, progress: &dyn Progress) -> Result<Box<dyn Sandbox>, ExecutorError>;

    /// Waits until what is being removed in the background is gone: to be called before the process ends. What it cannot
    /// remove, [`Executor::sweep`] of a later process does.
    async fn settle(&self);

    /// Removes what processes that are dead by now (`kill -9`, a crash, a power cut) left behind. What belongs to a
    /// living process is never touched. Cheap enough to be called at every start.
    async fn sweep(&self) -> Result<Swept, ExecutorError>;
}

/// What a sweep removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Workspaces and other folders.
    pub folders: usize,
    /// Containers.
    pub containers: usize,
    /// Networks.
    pub networks: usize,
    /// Volumes.
    pub volumes: usize,
    /// Processes that outlived their run.
    pub processes: usize,
}
