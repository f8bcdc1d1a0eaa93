use crate::claim::Stops;
use crate::pump::Slot;
use crate::timers::Timers;
use crate::{Clock, Follow, PlanLoader, SchedulerError};
use engine::run::{Input, Run, Trial};
use events::{Facts, JobId, Report, RunId};
use plan::Plan;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use stores::{Store, StoreError, Submission};
use tokio::sync::Notify;

/// What a scheduler asks of its house.
#[derive(Clone)]
pub struct Hooks {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Pipelines that become known only while a run goes on.
    pub plans: Arc<dyn PlanLoader>,
    /// How long a runner may be silent before its job is given to another.
    pub lease: Duration,
    /// Is told of errors that nobody waits for; what failed is tried again later.
    pub trouble: Arc<dyn Fn(&SchedulerError) + Send + Sync>,
}

/// Runs plans over a store. Clones are the same scheduler.
#[derive(Clone)]
pub struct Scheduler(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub plans: Arc<dyn PlanLoader>,
    pub lease: Duration,
    pub trouble: Arc<dyn Fn(&SchedulerError) + Send + Sync>,
    /// There is an earlier timer than before.
    pub woken: Notify,
    lives: Mutex<HashMap<RunId, Slot>>,
    timers: Mutex<Timers>,
    stops: Mutex<Stops>,
}

impl Scheduler {
    /// A scheduler over this store. Timers and leases need [`Scheduler::serve`] beside it.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, hooks: Hooks) -> Self {
        let Hooks { clock, plans, lease, trouble } = hooks;
        let (woken, lives, timers, stops) =
            (Notify::new(), Mutex::default(), Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { store, clock, plans, lease, trouble, woken, lives, timers, stops }))
    }

    /// Begins a run, or lets it wait for its turn in its concurrency group. Asked again with the same content, it goes
    /// on with what is missing.
    pub async fn submit(&self, plan: Arc<Plan>, facts: Arc<Facts>) -> Result<RunId, SchedulerError> {
        let run = facts.run.clone();
        let begun = self.create(&run, Submission { plan, facts }).await;
        if let Err(error) = &begun {
            // It may be there all the same.
            self.go_on_later(&run, error);
        }
        begun.map(|()| run)
    }

    async fn create(&self, run: &RunId, submission: Submission) -> Result<(), SchedulerError> {
        self.0.store.create(run, submission).await?;
        self.begin(run).await
    }

    /// Takes in what a runner says, and tells it how its try stands.
    pub async fn report(&self, report: Report) -> Result<Trial, SchedulerError> {
        let (run, job, attempt) = (report.run.clone(), report.job.clone(), report.attempt);
        self.drive_then(&run, Input::Report(report), |run| run.trial(&job, attempt)).await
    }

    /// Ends one job, or the run: what runs is told, what waits does not begin.
    pub async fn cancel(
        &self,
        run: &RunId,
        job: Option<JobId>,
        reason: impl Into<String>,
    ) -> Result<(), SchedulerError> {
        self.drive(run, Input::Cancel { job, reason: reason.into() }).await
    }

    /// Lets a held job go on.
    pub async fn approve(
        &self,
        run: &RunId,
        job: JobId,
        by: impl Into<String>,
    ) -> Result<(), SchedulerError> {
        self.drive(run, Input::Approve { job, by: by.into() }).await
    }

    /// The run as it is now: how it stands, on whom it waits.
    pub async fn state(&self, run: &RunId) -> Result<Run, SchedulerError> {
        let slot = self.slot(run);
        let mut place = slot.lock().await;
        let live = self.live(run, &mut place).await?;
        live.catch_up(&*self.0.store).await?;
        Ok(live.run.clone())
    }

    /// The run's records from the first on, and then each as it comes.
    #[must_use]
    pub fn follow(&self, run: &RunId) -> Follow {
        self.follow_after(run, 0)
    }

    /// The same, but for records up to this one.
    #[must_use]
    pub fn follow_after(&self, run: &RunId, seen: u64) -> Follow {
        Follow::new(Arc::clone(&self.0.store), run.clone(), seen)
    }

    /// Goes on with all runs that have not ended: after a start, and in place of a replica that died. A run that
    /// cannot go on keeps no other from it.
    pub async fn recover(&self) -> Result<(), SchedulerError> {
        for run in self.0.store.unfinished().await? {
            match self.resume(&run).await {
                Err(error @ SchedulerError::Store(StoreError::Unavailable(_))) => return Err(error),
                Err(error) => self.report_trouble(&error),
                Ok(()) => {}
            }
        }
        Ok(())
    }

    async fn resume(&self, run: &RunId) -> Result<(), SchedulerError> {
        self.begin(run).await?;
        let slot = self.slot(run);
        if let Some(live) = slot.lock().await.as_mut() {
            live.owes = true;
            self.pay(live).await?;
        }
        Ok(())
    }

    pub(crate) fn report_trouble(&self, error: &SchedulerError) {
        (self.0.trouble)(error);
    }

    pub(crate) fn lives(&self) -> MutexGuard<'_, HashMap<RunId, Slot>> {
        lock(&self.0.lives)
    }

    pub(crate) fn timers(&self) -> MutexGuard<'_, Timers> {
        lock(&self.0.timers)
    }

    pub(crate) fn stops(&self) -> MutexGuard<'_, Stops> {
        lock(&self.0.stops)
    }
}

/// Each change under these locks is one call, so what a panicking thread leaves behind is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
