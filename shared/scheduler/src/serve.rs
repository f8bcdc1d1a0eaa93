use crate::{Scheduler, SchedulerError};
use engine::run::{Input, Trial};
use events::Timestamp;
use std::time::Duration;

/// When a timer is tried again that could not do its work.
const RETRY: Duration = Duration::from_secs(1);

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

    /// Does what the time asks for.
    pub async fn tick(&self) -> Result<(), SchedulerError> {
        let now = self.0.clock.now();
        let due = self.timers().due(now);
        for (done, run) in due.iter().enumerate() {
            if let Err(error) = self.drive(run, Input::Tick).await {
                let mut timers = self.timers();
                let later = now.after(RETRY);
                due[done..].iter().for_each(|run| timers.add(later, run.clone()));
                return Err(error);
            }
        }
        for id in self.0.store.expired(now).await? {
            let (job, attempt) = (id.job.clone(), id.attempt);
            let lost = Input::RunnerLost { job, attempt };
            if self.drive_then(&id.run, lost, |run| run.trial(&id.job, id.attempt)).await? == Trial::Over {
                self.0.store.release(&id).await?;
            }
        }
        Ok(())
    }

    fn next_tick(&self) -> Timestamp {
        let leases = self.0.clock.now().after(self.0.lease / 3);
        self.timers().next().map_or(leases, |timer| timer.min(leases))
    }
}
