use super::given::Given;
use super::{Endpoint, Needs, Problem, runs};
use crate::app::App;
use crate::auth::{Action, Identity};
use axum::extract::{Path, State};
use axum::{Extension, Json};
use events::{Gate, Hold, JobState, RunId};
use serde_json::json;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/runs/{id}/approve", Needs::Right(Action::PipelinesApprove), approve)
            .says("Lets a job go on that waits for a person")
            .takes::<api::Approve>(&json!({"job": "deploy"}))
            .gives::<api::Run>(200)
            .once()
            .does("runs.approve"),
    ]
}

/// Lets a job or a run go on that waits for a person.
async fn approve(
    State(app): State<App>,
    Path(id): Path<String>,
    Extension(identity): Extension<Identity>,
    Given(approve): Given<api::Approve>,
) -> Result<Json<api::Run>, Problem> {
    let run = app.catalog.run(&RunId::from(id)).await?.entry.run;
    match (approve.job, approve.commit, approve.digest) {
        (Some(job), None, None) => approve_job(&app, &run, &job, identity.user).await?,
        (None, Some(sha), Some(digest)) => {
            approve_run(&app, &run, Gate { sha, digest }, identity.user).await?;
        }
        _ => {
            let help = "name a `job` that waits, or the run's `commit` and `digest` together";
            return Err(Problem::Bad(format!("the body: {help}")));
        }
    }
    Ok(Json(runs::shown(app.catalog.run(&run).await?).with_jobs(&runs::view(&app, &run).await?)))
}

async fn approve_job(app: &App, run: &RunId, job: &str, by: String) -> Result<(), Problem> {
    let view = runs::view(app, run).await?;
    let known = view.jobs.get_key_value(&events::JobId::from(job));
    let (job, state) =
        known.ok_or_else(|| Problem::not_found(format!("there is no job `{job}` in this run")))?;
    if !matches!(state.state, JobState::Held { hold: Hold::Manual }) {
        return Err(Problem::Conflict(format!("job `{job}` waits for nobody's word")));
    }
    Ok(app.scheduler.approve(run, job.clone(), by).await?)
}

/// Only as long as it waits, and only for the commit and the files that were looked at.
async fn approve_run(app: &App, run: &RunId, gate: Gate, by: String) -> Result<(), Problem> {
    let state = app.scheduler.state(run).await?;
    match state.awaited_word() {
        None => Err(Problem::Conflict("the run waits for nobody's word".to_owned())),
        Some(awaited) if *awaited != gate => Err(Problem::Conflict(
            "the run is of another commit or configuration: look at it again".to_owned(),
        )),
        Some(_) => {
            app.scheduler.approve_run(run, gate, by).await?;
            Ok(())
        }
    }
}
