use crate::{Scheduler, SchedulerError};
use engine::run::{Input, RunGroup, Standing};
use events::RunId;

impl Scheduler {
    /// Lets a run begin once no earlier run of its group goes on. The store's order of runs says which is earlier, so
    /// schedulers that are asked at once come to the same answer.
    pub(crate) async fn begin(&self, run: &RunId) -> Result<(), SchedulerError> {
        let Some(group) = self.group(run).await? else { return self.drive(run, Input::Submit).await };
        let mut free = true;
        for other in self.0.store.unfinished().await? {
            if other == *run {
                break;
            }
            if !self.group(&other).await?.is_some_and(|theirs| is_same(&theirs, &group)) {
                continue;
            }
            let waits = self.state(&other).await?.standing() == Standing::New;
            let gives_way = if waits { !group.queue_all } else { group.cancel_running };
            if gives_way {
                let reason = format!("run {run} came after it in group `{}`", group.name);
                self.drive(&other, Input::Cancel { job: None, reason }).await?;
            }
            free &= matches!(self.state(&other).await?.standing(), Standing::Finished(_));
        }
        if free { self.drive(run, Input::Submit).await } else { Ok(()) }
    }

    /// A run of this group has ended: the next may begin.
    pub(crate) async fn pass_turn(&self, group: &RunGroup) -> Result<(), SchedulerError> {
        for run in self.0.store.unfinished().await? {
            let same = self.group(&run).await?.is_some_and(|theirs| is_same(&theirs, group));
            if same && self.state(&run).await?.standing() == Standing::New {
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

fn is_same(a: &RunGroup, b: &RunGroup) -> bool {
    a.name.eq_ignore_ascii_case(&b.name)
}
