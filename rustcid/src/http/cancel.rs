use super::given::Given;
use super::{Endpoint, Needs, Problem, runs};
use crate::app::App;
use crate::auth::{Action, Identity};
use axum::extract::{Path, State};
use axum::{Extension, Json};
use events::RunId;
use serde_json::json;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/runs/{id}/cancel", Needs::Right(Action::PipelinesRun), cancel)
            .says("Ends a run, or one of its jobs; one that has ended stays as it is")
            .takes::<api::Cancel>(&json!({"reason": "superseded"}))
            .gives::<api::Run>(200)
            .once()
            .does("runs.cancel"),
    ]
}

/// Ends a run, or one of its jobs. One that has ended stays as it is.
async fn cancel(
    State(app): State<App>,
    Path(id): Path<String>,
    Extension(identity): Extension<Identity>,
    Given(cancel): Given<api::Cancel>,
) -> Result<Json<api::Run>, Problem> {
    let run = app.catalog.run(&RunId::from(id)).await?.entry.run;
    let job = super::jobs::known(&app, &run, cancel.job).await?;
    let reason = match cancel.reason {
        Some(reason) => format!("by {}: {reason}", identity.user),
        None => format!("by {}", identity.user),
    };
    app.scheduler.cancel(&run, job, reason).await?;
    Ok(Json(runs::shown(app.catalog.run(&run).await?).with_jobs(&runs::view(&app, &run).await?)))
}
