use crate::live::Live;
use crate::serve::RETRY;
use crate::{Scheduler, SchedulerError};
use engine::run::{Input, Run, Standing};
use events::{Record, RunId};
use std::sync::Arc;
use stores::StoreError;
use tokio::sync::{Mutex, MutexGuard};

/// A place for a run that may still have to be read.
pub(crate) type Slot = Arc<Mutex<Option<Live>>>;

impl Scheduler {
    pub(crate) fn slot(&self, run: &RunId) -> Slot {
        Arc::clone(self.lives().entry(run.clone()).or_default())
    }

    /// The run, read from the store if this replica does not know it yet.
    pub(crate) async fn live<'a>(
        &self,
        run: &RunId,
        place: &'a mut MutexGuard<'_, Option<Live>>,
    ) -> Result<&'a mut Live, SchedulerError> {
        let known = match place.take() {
            Some(live) => live,
            None => Live::load(&*self.0.store, run).await?,
        };
        Ok(place.insert(known))
    }

    /// Lets a run take in an input: decide, append, apply, perform. Done when all of it is.
    pub(crate) async fn drive(&self, run: &RunId, input: Input) -> Result<(), SchedulerError> {
        self.drive_then(run, input, |_| ()).await
    }

    /// The same, and then a look at the run. If the store fails half way, the run is gone on with once it answers.
    pub(crate) async fn drive_then<T>(
        &self,
        run: &RunId,
        input: Input,
        look: impl FnOnce(&Run) -> T,
    ) -> Result<T, SchedulerError> {
        let driven = self.turn(run, input, look).await;
        if let Err(error) = &driven {
            self.go_on_later(run, error);
        }
        driven
    }

    /// Looks at a run again that the store's failure left half way.
    pub(crate) fn go_on_later(&self, run: &RunId, error: &SchedulerError) {
        if matches!(error, SchedulerError::Store(StoreError::Unavailable(_))) {
            self.timers().add(self.0.clock.now().after(RETRY), run.clone());
            self.0.woken.notify_one();
        }
    }

    async fn turn<T>(
        &self,
        run: &RunId,
        input: Input,
        look: impl FnOnce(&Run) -> T,
    ) -> Result<T, SchedulerError> {
        let slot = self.slot(run);
        let mut place = slot.lock().await;
        let live = self.live(run, &mut place).await?;
        self.pay(live).await?;
        while !self.round(live, input.clone()).await? {}
        let seen = look(&live.run);
        if matches!(live.run.standing(), Standing::Finished(_)) {
            self.lives().remove(run);
            let group = live.run.group_of_runs().ok().flatten();
            drop(place);
            if let Some(group) = group {
                Box::pin(self.pass_turn(&group)).await?;
            }
        }
        Ok(seen)
    }

    /// One try; false if others changed the run meanwhile.
    async fn round(&self, live: &mut Live, input: Input) -> Result<bool, SchedulerError> {
        let now = self.0.clock.now();
        let events = live.run.decide(input, now).map_err(|cause| live.broken(cause))?;
        if events.is_empty() {
            // Perhaps it only looks so to a replica that others have overtaken.
            return Ok(!live.catch_up(&*self.0.store).await?);
        }
        let next = live.run.seq() + 1;
        let records: Vec<Record> =
            (next..).zip(events).map(|(seq, event)| Record { seq, at: now, event }).collect();
        live.owes = true;
        if !live.append(&*self.0.store, &records).await? {
            live.catch_up(&*self.0.store).await?;
            return Ok(false);
        }
        let mut effects = Vec::new();
        for record in &records {
            live.apply(record)?;
            effects.extend(live.run.effects(&record.event));
        }
        self.perform(live, effects).await?;
        live.owes = false;
        Ok(true)
    }

    /// Performs what was left undone when an earlier input was given up half way.
    pub(crate) async fn pay(&self, live: &mut Live) -> Result<(), SchedulerError> {
        if live.owes {
            live.catch_up(&*self.0.store).await?;
            self.perform(live, live.run.outstanding()).await?;
            live.owes = false;
        }
        Ok(())
    }
}
