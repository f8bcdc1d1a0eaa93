use crate::{Scheduler, SchedulerError};
use engine::run::{Input, Standing, Trial};
use events::{RunId, RunnerId, Timestamp};
use std::time::Duration;
use stores::TryId;

/// When a timer is tried again that could not do its work.
pub(crate) const RETRY: Duration = Duration::from_secs(1);

impl Scheduler {
    /// Wakes runs when their time comes and takes jobs from runners that fell silent. Never returns.
    pub async fn serve(&self) {
        loop {
            if let Err(error) = self.tick().await {
                self.report_trouble(&error);
            }
            let next = self.next_tick();
            tokio::select! {
                () = self.0.clock.sleep_until(next) => {}
                () = self.0.woken.notified() => {}
            }
        }
    }

    /// Does what the time asks for. A run that cannot go on keeps no other from it.
    pub async fn tick(&self) -> Result<(), SchedulerError> {
        let now = self.0.clock.now();
        let due = self.timers().due(now);
        for run in due {
            if let Err(error) = self.wake(&run).await {
                self.report_trouble(&error);
                self.go_on_later(&run, &error);
            }
        }
        for id in self.0.store.expired(now).await? {
            if let Err(error) = self.lose(&id).await {
                self.report_trouble(&error);
            }
        }
        Ok(())
    }

    /// Lets a run do what its time asks for, and begin if its beginning was cut off.
    async fn wake(&self, run: &RunId) -> Result<(), SchedulerError> {
        if self.state(run).await?.standing() == Standing::New {
            self.begin(run).await?;
        }
        self.drive(run, Input::Tick).await
    }

    /// Takes from a runner all jobs it has: it is gone, and nobody has to wait until its claims run out.
    pub async fn give_up(&self, runner: &RunnerId) -> Result<(), SchedulerError> {
        for id in self.0.store.expired(Timestamp(u64::MAX)).await? {
            // Whoever can renew a claim has it; a time that is past prolongs nothing.
            if self.0.store.renew(&id, runner, Timestamp::default()).await? {
                self.lose(&id).await?;
            }
        }
        Ok(())
    }

    async fn lose(&self, id: &TryId) -> Result<(), SchedulerError> {
        let lost = Input::RunnerLost { job: id.job.clone(), attempt: id.attempt };
        if self.drive_then(&id.run, lost, |run| run.trial(&id.job, id.attempt)).await? == Trial::Over {
            self.0.store.release(id).await?;
        }
        Ok(())
    }

    fn next_tick(&self) -> Timestamp {
        let leases = self.0.clock.now().after(self.0.lease / 3);
        self.timers().next().map_or(leases, |timer| timer.min(leases))
    }
}
