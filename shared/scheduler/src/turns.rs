use crate::{Scheduler, SchedulerError};
use engine::run::{Input, RunGroup, Standing};
use events::{Gate, RunId};

impl Scheduler {
    /// Lets a run begin once no earlier run of its group goes on. The store's order of runs says which is earlier, so
    /// schedulers that are asked at once come to the same answer.
    pub(crate) async fn begin(&self, run: &RunId) -> Result<(), SchedulerError> {
        // Nobody has let it begin: until then it is in nobody's way, and ends nobody.
        if self.state(run).await?.is_gated() {
            return self.drive(run, Input::Submit).await;
        }
        let Some(group) = self.group(run).await? else { return self.drive(run, Input::Submit).await };
        let mut free = true;
        for other in self.0.store.unfinished().await? {
            if other == *run {
                break;
            }
            if !self.group(&other).await?.is_some_and(|theirs| theirs.is_same(&group)) {
                continue;
            }
            let theirs = self.state(&other).await?;
            if theirs.is_gated() {
                continue;
            }
            let waits = theirs.standing() == Standing::New;
            let gives_way = if waits { !group.queue_all } else { group.cancel_running };
            if gives_way {
                let reason = format!("run {run} came after it in group `{}`", group.name);
                self.drive(&other, Input::Cancel { job: None, reason }).await?;
            }
            free &= matches!(self.state(&other).await?.standing(), Standing::Finished(_));
        }
        if free { self.drive(run, Input::Submit).await } else { Ok(()) }
    }

    /// A person lets a run begin; whether it waited for just that word.
    pub async fn approve_run(
        &self,
        run: &RunId,
        gate: Gate,
        by: impl Into<String>,
    ) -> Result<bool, SchedulerError> {
        let input = Input::ApproveRun { gate, by: by.into() };
        if self.drive_then(run, input, engine::run::Run::is_gated).await? {
            return Ok(false);
        }
        self.begin(run).await?;
        Ok(true)
    }

    /// A run of this group has ended: the next may begin.
    pub(crate) async fn pass_turn(&self, group: &RunGroup) -> Result<(), SchedulerError> {
        for run in self.0.store.unfinished().await? {
            let same = self.group(&run).await?.is_some_and(|theirs| theirs.is_same(group));
            let state = self.state(&run).await?;
            if same && state.standing() == Standing::New && !state.is_gated() {
                self.begin(&run).await?;
            }
        }
        Ok(())
    }

    async fn group(&self, run: &RunId) -> Result<Option<RunGroup>, SchedulerError> {
        let group = self.state(run).await?.group_of_runs();
        group.map_err(|cause| SchedulerError::Group { run: run.clone(), cause: cause.to_string() })
    }
}
