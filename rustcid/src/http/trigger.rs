use super::given::Given;
use super::{Endpoint, Needs, Problem, runs};
use crate::app::App;
use crate::auth::{Action, Identity};
use crate::begin::{self, Wanted};
use crate::sinks::trace;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use serde_json::json;
use stores::PipelineId;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Right(Action::PipelinesRun);
    vec![
        Endpoint::post("/api/v1/pipelines/{id}/trigger", needs, trigger)
            .says("Makes a run of a pipeline")
            .takes::<api::Trigger>(&json!({"ref": "main", "inputs": {"who": "world"}}))
            .gives::<api::Triggered>(201)
            .once()
            .does("pipelines.trigger"),
    ]
}

/// Makes a run of a pipeline.
async fn trigger(
    State(app): State<App>,
    Path(id): Path<String>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    Given(trigger): Given<api::Trigger>,
) -> Result<impl IntoResponse, Problem> {
    let pipeline = app.catalog.pipeline(&PipelineId(id)).await?;
    let traceparent = headers.get("traceparent").and_then(|header| trace::checked(header.to_str().ok()?));
    let wanted = Wanted { traceparent, ..Wanted::asked(trigger, identity.user) };
    let begun = begin::begin(&app, &pipeline, wanted).await?;
    let place = format!("/api/v1/runs/{}", begun.run.entry.run);
    let absent = begun.absent.into_iter().collect();
    let told = api::Triggered { run: runs::shown(begun.run), absent };
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(told)))
}
