use super::BeginError;
use crate::app::App;
use crate::check::aside;
use engine::run::Standing;
use events::{Earlier, Facts, JobId, RunId};
use plan::Plan;
use std::sync::Arc;
use stores::Submission;

/// What need not be done again of a run that has ended.
pub async fn earlier(app: &App, run: &RunId) -> Result<Earlier, BeginError> {
    let state = app.scheduler.state(run).await?;
    if !matches!(state.standing(), Standing::Finished(_)) {
        return Err(BeginError::Repeat("the run has not ended yet: wait for it, or cancel it"));
    }
    if !state.has_undone() {
        return Err(BeginError::Repeat("nothing in the run went wrong: repeat the whole run"));
    }
    Ok(Earlier { run: run.clone(), done: state.done() })
}

/// Brings along what an earlier run left: what is not done again is there for those who look for it. It is there before
/// the run is, which may go on by itself from its first record on; only then can it be said whose it is.
pub async fn bring(app: &App, plan: &Arc<Plan>, facts: &Arc<Facts>) -> Result<(), BeginError> {
    let Some(Earlier { run, done }) = &facts.earlier else { return Ok(()) };
    let is_done = |job: &str| done.contains_key(&JobId::from(job));
    let (shelves, from) = (app.shelves.clone(), run.clone());
    let mut kept =
        aside(move || shelves.of_run(&from)).await.map_err(|error| BeginError::Broken(error.to_string()))?;
    kept.retain(|(name, _)| match runner::Left::read(name) {
        Some(runner::Left::Named(_)) => true,
        Some(runner::Left::OfJob { job, .. }) => is_done(job),
        None => false,
    });
    for (name, _) in &kept {
        let (shelves, name, keep) = (app.shelves.clone(), name.clone(), app.config.retention.artifacts);
        let (from, to) = (run.clone(), facts.run.clone());
        aside(move || shelves.copy(&name, &from, &to, keep))
            .await
            .map_err(|error| BeginError::Broken(error.to_string()))?;
    }
    let submission = Submission { plan: Arc::clone(plan), facts: Arc::clone(facts) };
    app.store.create(&facts.run, submission).await?;
    for (name, _) in &kept {
        app.catalog.own_blob(&facts.run, &format!("{}\n{name}", facts.run)).await?;
    }
    Ok(())
}
