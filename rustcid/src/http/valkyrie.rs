use super::{Endpoint, Needs};
use crate::app::App;
use crate::auth::Action;
use axum::Json;
use axum::extract::State;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/valkyrie/stats", Needs::Right(Action::MetricsRead), stats)
            .says("The protocol between the server and runners elsewhere, in figures")
            .gives::<api::ValkyrieStats>(200),
    ]
}

/// All runners are in this process: jobs go to them without a connection, and no message is sent.
async fn stats(State(app): State<App>) -> Json<api::ValkyrieStats> {
    Json(api::ValkyrieStats {
        enabled: app.config.valkyrie.enabled,
        transport: api::Transport::InProcess,
        connections: 0,
        messages: api::MessageStats::default(),
    })
}
