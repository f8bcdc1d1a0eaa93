use crate::{Scheduler, SchedulerError};
use engine::run::Trial;
use events::{RunnerId, Timestamp};
use plan::Assignment;
use std::collections::HashMap;
use std::time::Duration;
use stores::{Labels, TryId};
use tokio::sync::watch;

/// How long news of a run wait until somebody looks: what comes together is looked at once.
const NEWS: Duration = Duration::from_millis(500);

/// A job that a runner has for as long as it renews.
#[derive(Debug)]
pub struct Claim {
    /// Which try.
    pub id: TryId,
    /// Who has it.
    pub runner: RunnerId,
    /// What to do.
    pub assignment: Assignment,
    stop: watch::Receiver<Option<Stop>>,
}

/// Why a runner shall stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The job shall end in order, and its end be reported.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// The try is over, or somebody else's: nothing that is reported counts any more.
    Over,
}

/// The claims of this replica, and how to reach who has them.
pub(crate) type Stops = HashMap<TryId, watch::Sender<Option<Stop>>>;

impl Claim {
    /// Waits until the runner shall stop.
    pub async fn stopped(&self) -> Stop {
        let mut stop = self.stop.clone();
        let told = stop.wait_for(Option::is_some).await.map(|stop| stop.clone());
        // A scheduler that forgot the claim has ended it.
        told.ok().flatten().unwrap_or(Stop::Over)
    }
}

impl Scheduler {
    /// Takes the next job that fits, waiting until there is one.
    pub async fn claim(&self, labels: &Labels, runner: &RunnerId) -> Result<Claim, SchedulerError> {
        let mut queue = self.0.store.watch_queue();
        loop {
            if let Some(claim) = self.try_claim(labels, runner).await? {
                return Ok(claim);
            }
            queue.changed().await;
        }
    }

    /// Takes the next job that fits, if there is one now.
    pub async fn try_claim(
        &self,
        labels: &Labels,
        runner: &RunnerId,
    ) -> Result<Option<Claim>, SchedulerError> {
        loop {
            let until = self.lease_end();
            let Some(ticket) = self.0.store.claim(runner, labels, until).await? else { return Ok(None) };
            match self.assign(&ticket.id, runner).await? {
                Some(claim) => return Ok(Some(claim)),
                // Its job was cancelled or came to a later try before the ticket was on the queue.
                None => self.0.store.release(&ticket.id).await?,
            }
        }
    }

    async fn assign(&self, id: &TryId, runner: &RunnerId) -> Result<Option<Claim>, SchedulerError> {
        let slot = self.slot(&id.run);
        let mut place = slot.lock().await;
        let live = self.live(&id.run, &mut place).await?;
        let mut assignment = live.run.assignment(&id.job, id.attempt);
        if assignment.is_none() && live.catch_up(&*self.0.store).await? {
            assignment = live.run.assignment(&id.job, id.attempt);
        }
        Ok(assignment.map(|assignment| {
            let (sender, stop) = watch::channel(None);
            self.stops().insert(id.clone(), sender);
            Claim { id: id.clone(), runner: runner.clone(), assignment, stop }
        }))
    }

    /// Says that the runner still has its job, and tells how the try stands.
    pub async fn renew(&self, claim: &Claim) -> Result<Trial, SchedulerError> {
        if !self.0.store.renew(&claim.id, &claim.runner, self.lease_end()).await? {
            self.stop(&claim.id, Stop::Over);
            return Ok(Trial::Over);
        }
        self.look(claim).await
    }

    /// Tells how a try stands, and whoever has it if it shall stop.
    async fn look(&self, claim: &Claim) -> Result<Trial, SchedulerError> {
        let TryId { run, job, attempt } = &claim.id;
        let slot = self.slot(run);
        let mut place = slot.lock().await;
        let live = self.live(run, &mut place).await?;
        live.catch_up(&*self.0.store).await?;
        let trial = live.run.trial(job, *attempt);
        match &trial {
            Trial::Current => {}
            Trial::Cancelled { reason } => {
                self.stop(&claim.id, Stop::Cancelled { reason: reason.clone() });
            }
            Trial::Over => self.stop(&claim.id, Stop::Over),
        }
        Ok(trial)
    }

    /// Renews a claim until the runner shall stop. To be awaited beside the job.
    pub async fn hold(&self, claim: &Claim) -> Stop {
        let clock = &self.0.clock;
        let mut news = self.0.store.watch(&claim.id.run);
        let (mut renewal, mut look) = (clock.now().after(self.0.lease / 3), None);
        loop {
            let next: Timestamp = look.map_or(renewal, |at: Timestamp| at.min(renewal));
            tokio::select! {
                stop = claim.stopped() => return stop,
                // Another replica may have been asked to cancel it; but most news are its own words.
                () = news.changed(), if look.is_none() => look = Some(clock.now().after(NEWS)),
                () = clock.sleep_until(next) => {
                    look = None;
                    let told = if clock.now() < renewal {
                        self.look(claim).await
                    } else {
                        renewal = clock.now().after(self.0.lease / 3);
                        self.renew(claim).await
                    };
                    if let Err(error) = told {
                        self.report_trouble(&error);
                    }
                }
            }
        }
    }

    pub(crate) fn stop(&self, id: &TryId, stop: Stop) {
        let mut stops = self.stops();
        if let Some(sender) = stops.get(id) {
            sender.send_modify(|told| *told = Some(stop.clone()));
        }
        if stop == Stop::Over {
            stops.remove(id);
        }
    }

    fn lease_end(&self) -> Timestamp {
        self.0.clock.now().after(self.0.lease)
    }
}
