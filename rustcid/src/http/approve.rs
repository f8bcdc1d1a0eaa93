use super::given::Given;
use super::{Endpoint, Needs, Problem, runs};
use crate::app::App;
use crate::auth::{Action, Identity};
use axum::extract::{Path, State};
use axum::{Extension, Json};
use events::{Hold, JobState, RunId};
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

/// Lets a job go on that waits for a person.
async fn approve(
    State(app): State<App>,
    Path(id): Path<String>,
    Extension(identity): Extension<Identity>,
    Given(approve): Given<api::Approve>,
) -> Result<Json<api::Run>, Problem> {
    let run = app.catalog.run(&RunId::from(id)).await?.entry.run;
    let view = runs::view(&app, &run).await?;
    let known = view.jobs.get_key_value(&events::JobId::from(approve.job.as_str()));
    let (job, state) =
        known.ok_or_else(|| Problem::not_found(format!("there is no job `{}` in this run", approve.job)))?;
    if !matches!(state.state, JobState::Held { hold: Hold::Manual }) {
        return Err(Problem::Conflict(format!("job `{job}` waits for nobody's word")));
    }
    app.scheduler.approve(&run, job.clone(), identity.user).await?;
    Ok(Json(runs::shown(app.catalog.run(&run).await?).with_jobs(&runs::view(&app, &run).await?)))
}
