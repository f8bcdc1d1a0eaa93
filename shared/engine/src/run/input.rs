use events::{Attempt, Gate, JobId, Report};
use plan::Plan;

/// What comes in from the world.
#[derive(Clone, Debug)]
pub enum Input {
    /// The run shall begin.
    Submit,
    /// A runner says something of a job.
    Report(Report),
    /// The lease on a try has run out.
    RunnerLost {
        /// The job.
        job: JobId,
        /// The try.
        attempt: Attempt,
    },
    /// Somebody wants it to end.
    Cancel {
        /// One job, or the run.
        job: Option<JobId>,
        /// Why: "by the user".
        reason: String,
    },
    /// A person lets a held run begin.
    ApproveRun {
        /// What the word is about.
        gate: Gate,
        /// Who.
        by: String,
    },
    /// A person lets a held job go on.
    Approve {
        /// The job.
        job: JobId,
        /// Who.
        by: String,
    },
    /// Time has passed.
    Tick,
    /// The pipeline that [`crate::run::Effect::LoadPlan`] asked for.
    PlanLoaded {
        /// The job that spawns it.
        job: JobId,
        /// The try that asked.
        attempt: Attempt,
        /// Its plan.
        plan: Box<Plan>,
    },
    /// That pipeline cannot be had.
    PlanRefused {
        /// The job that spawns it.
        job: JobId,
        /// The try that asked.
        attempt: Attempt,
        /// Why, and what to do.
        message: String,
    },
}
