use events::RunId;
use executors::Workspace;
use runner::SharedFolders;
use scheduler::Scheduler;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The folders that jobs of a run share, for as long as the run goes on.
#[derive(Clone, Default)]
pub struct RunFolders(Arc<Mutex<HashMap<RunId, Arc<SharedFolders>>>>);

impl RunFolders {
    /// Where a job works: with these files in a folder of its own, or in one that it shares.
    pub async fn of(
        &self,
        scheduler: &Scheduler,
        run: &RunId,
        job: &plan::Job,
        files: Workspace,
    ) -> Result<Workspace, String> {
        if job.workspace == plan::ir::Workspace::Own {
            return Ok(files);
        }
        self.get(scheduler, run).of(job, files).await
    }

    fn get(&self, scheduler: &Scheduler, run: &RunId) -> Arc<SharedFolders> {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folders) = runs.get(run) {
            return Arc::clone(folders);
        }
        let folders = Arc::new(SharedFolders::default());
        runs.insert(run.clone(), Arc::clone(&folders));
        tokio::spawn(self.clone().remove_after(scheduler.clone(), run.clone()));
        folders
    }

    async fn remove_after(self, scheduler: Scheduler, run: RunId) {
        let mut follow = scheduler.follow(&run);
        while let Ok(Some(_)) = follow.next().await {}
        let folders = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&run);
        if let Some(folders) = folders
            && let Err(error) = folders.remove().await
        {
            tracing::warn!("run {run}: {error}");
        }
    }
}
