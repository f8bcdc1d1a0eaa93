use super::given::Given;
use super::{Endpoint, Needs, Problem, runs};
use crate::app::App;
use crate::auth::{Action, Identity};
use crate::begin;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use events::RunId;
use serde_json::json;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/runs/{id}/rerun", Needs::Right(Action::PipelinesRun), rerun)
            .says("Makes a new run of what an earlier one was made of, or of what did not go well in it")
            .takes::<api::Rerun>(&json!({"only": "failed"}))
            .gives::<api::Run>(201)
            .once()
            .does("runs.rerun"),
    ]
}

/// Makes a new run of what an earlier one was made of.
async fn rerun(
    State(app): State<App>,
    Path(id): Path<String>,
    Extension(identity): Extension<Identity>,
    Given(what): Given<api::Rerun>,
) -> Result<impl IntoResponse, Problem> {
    let run = begin::again(&app, &RunId::from(id), &what, &identity.user).await?;
    let place = format!("/api/v1/runs/{}", run.entry.run);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(runs::shown(run))))
}
