use super::{Endpoint, Needs, Problem};
use crate::app::App;
use axum::Json;
use axum::extract::State;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/health", Needs::Nothing, health)
            .says("The process lives")
            .gives::<api::Health>(200)
            .free(),
        Endpoint::get("/ready", Needs::Nothing, ready)
            .says("Work can be given to this server")
            .gives::<api::Ready>(200)
            .free(),
    ]
}

/// The process lives.
async fn health() -> Json<api::Health> {
    Json(api::Health { status: "ok".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() })
}

/// Whether work can be given to this server: its store takes something in, and it is not about to stop.
async fn ready(State(app): State<App>) -> Result<Json<api::Ready>, Problem> {
    if app.stopping.is_cancelled() {
        return Err(Problem::Unavailable("the server is stopping".to_owned()));
    }
    app.catalog.saw_runner(&app.runner, app.clock.now()).await?;
    let executors = app.executors.get().cloned().unwrap_or_default();
    Ok(Json(api::Ready { status: "ready".to_owned(), executors }))
}
