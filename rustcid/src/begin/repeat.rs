use super::BeginError;
use crate::app::App;
use crate::check::aside;
use engine::run::Standing;
use events::{Earlier, Facts, JobId, RunId};

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

/// Brings along what an earlier run left: what is not done again is there for those who look for it.
pub async fn bring(app: &App, facts: &Facts) -> Result<(), BeginError> {
    let Some(Earlier { run, done }) = &facts.earlier else { return Ok(()) };
    let (shelves, from) = (app.shelves.clone(), run.clone());
    let is_done = |job: &str| done.contains_key(&JobId::from(job));
    let left =
        aside(move || shelves.of_run(&from)).await.map_err(|error| BeginError::Broken(error.to_string()))?;
    for (name, _) in left {
        let kept = match runner::Left::read(&name) {
            Some(runner::Left::Named(_)) => true,
            Some(runner::Left::OfJob { job, .. }) => is_done(job),
            None => false,
        };
        if !kept {
            continue;
        }
        app.catalog.own_blob(&facts.run, &format!("{}\n{name}", facts.run)).await?;
        let (shelves, from, to) = (app.shelves.clone(), run.clone(), facts.run.clone());
        let copied = aside(move || shelves.copy(&name, &from, &to)).await;
        copied.map_err(|error| BeginError::Broken(error.to_string()))?;
    }
    Ok(())
}
