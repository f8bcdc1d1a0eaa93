use super::{Endpoint, Needs, Problem, runs};
use crate::app::App;
use crate::auth::Action;
use axum::Json;
use axum::extract::{Path, State};
use events::{JobId, RunId};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/runs/{id}/jobs/{job}", Needs::Right(Action::PipelinesRead), get)
            .says("A job of a run with its steps")
            .gives::<api::Job>(200),
    ]
}

/// A job of a run with its steps.
async fn get(
    State(app): State<App>,
    Path((id, job)): Path<(String, String)>,
) -> Result<Json<api::Job>, Problem> {
    let view = runs::view(&app, &RunId::from(id)).await?;
    let found = view.jobs.get(&JobId::from(job.as_str()));
    let found = found.ok_or_else(|| missing(&job))?;
    Ok(Json(api::Job::new(&job, found)))
}

/// A job that somebody named, if the run has it.
pub(super) async fn known(app: &App, run: &RunId, job: Option<String>) -> Result<Option<JobId>, Problem> {
    let Some(job) = job else { return Ok(None) };
    let id = JobId::from(job.as_str());
    match runs::view(app, run).await?.jobs.contains_key(&id) {
        true => Ok(Some(id)),
        false => Err(missing(&job)),
    }
}

fn missing(job: &str) -> Problem {
    Problem::not_found(format!("there is no job `{job}` in this run"))
}
