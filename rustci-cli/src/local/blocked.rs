use crate::output::tell;
use events::{Event, Outcome, RunId, RunView};
use scheduler::{Scheduler, Standing};

/// Why a run is ended that waits for a person: on a laptop nobody comes by later.
const REASON: &str = "the rest waits for a person; start it with --manual JOB";

/// Ends a run that can only go on when a person approves a job.
pub async fn watch(scheduler: Scheduler, run: RunId) {
    let mut follow = scheduler.follow(&run);
    while let Ok(Some(record)) = follow.next().await {
        let may_block = matches!(
            record.event,
            Event::JobHeld { .. } | Event::JobFinished { .. } | Event::JobSkipped { .. }
        );
        if !may_block {
            continue;
        }
        let Ok(state) = scheduler.state(&run).await else { return };
        if let Standing::AwaitsApproval(_) = state.standing() {
            if let Err(error) = scheduler.cancel(&run, None, REASON).await {
                tell(format_args!("rustci: {error}"));
            }
            return;
        }
    }
}

/// Whether a run was ended only because the rest waited for a person: nothing in it failed.
pub fn waited(view: &RunView) -> bool {
    let failed = |job: &events::JobView| {
        matches!(job.state, events::JobState::Finished { outcome: Outcome::Failure, tolerated: false, .. })
    };
    view.cancel.as_deref() == Some(REASON) && !view.jobs.values().any(failed)
}
