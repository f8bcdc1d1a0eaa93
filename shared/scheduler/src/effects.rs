use crate::live::Live;
use crate::{Scheduler, SchedulerError, Stop};
use async_trait::async_trait;
use engine::run::{Effect, Input};
use events::{Attempt, JobId, RunId};
use plan::Plan;
use stores::{Ticket, TryId};

/// A pipeline that a job spawns, in a file that another job left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanWanted {
    /// The run.
    pub run: RunId,
    /// The job that spawns it.
    pub job: JobId,
    /// The file.
    pub path: String,
    /// The jobs that may have left it among their artifacts.
    pub from: Vec<JobId>,
}

/// Reads pipelines that become known only while a run goes on.
#[async_trait]
pub trait PlanLoader: Send + Sync {
    /// The plan; or one sentence that says why there is none, and what to do.
    async fn load(&self, wanted: PlanWanted) -> Result<Plan, String>;
}

impl Scheduler {
    /// Does what events ask for. What was done before is done again without harm.
    pub(crate) async fn perform(&self, live: &Live, effects: Vec<Effect>) -> Result<(), SchedulerError> {
        let id = |job, attempt| TryId { run: live.id.clone(), job, attempt };
        for effect in effects {
            match effect {
                Effect::Enqueue { job, attempt, labels } => {
                    self.0.store.enqueue(Ticket { id: id(job, attempt), labels, priority: 0 }).await?;
                }
                Effect::Release { job, attempt } => {
                    let id = id(job, attempt);
                    self.stop(&id, Stop::Over);
                    self.0.store.release(&id).await?;
                }
                Effect::CancelJob { job, attempt, reason } => {
                    self.stop(&id(job, attempt), Stop::Cancelled { reason });
                }
                Effect::LoadPlan { job, attempt, path, from } => {
                    let wanted = PlanWanted { run: live.id.clone(), job, path, from };
                    self.load(wanted, attempt);
                }
                Effect::WakeAt(at) => {
                    self.timers().add(at, live.id.clone());
                    self.0.woken.notify_one();
                }
                // The store knows it from the record; whoever follows the run reads it there.
                Effect::Finished(_) => {}
            }
        }
        Ok(())
    }

    /// Reading takes its time; the run goes on meanwhile.
    fn load(&self, wanted: PlanWanted, attempt: Attempt) {
        let scheduler = self.clone();
        tokio::spawn(async move {
            let (run, job) = (wanted.run.clone(), wanted.job.clone());
            let input = match scheduler.0.plans.load(wanted).await {
                Ok(plan) => Input::PlanLoaded { job, attempt, plan: Box::new(plan) },
                Err(message) => Input::PlanRefused { job, attempt, message },
            };
            if let Err(error) = scheduler.drive(&run, input).await {
                scheduler.report_trouble(&error);
            }
        });
    }
}
