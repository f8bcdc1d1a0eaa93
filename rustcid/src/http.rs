//! The API over HTTP: one file a resource. Handlers decide nothing; what may be done without signing in, and what with
//! which right, is said where a route is made, and a route without such a word cannot be made.

mod approve;
mod artifacts;
mod audit;
mod auth;
mod badge;
mod cancel;
mod convert;
mod description;
mod endpoint;
mod etag;
mod events;
mod github;
mod given;
mod guard;
mod health;
mod jobs;
mod logs;
mod me;
mod metrics;
mod once;
mod openapi;
mod outer;
mod pipelines;
mod problem;
mod rerun;
mod runners;
mod runs;
mod secrets;
mod stats;
mod stream;
mod tokens;
mod trigger;
mod users;
mod validate;
mod valkyrie;
mod vault;
mod webhooks;

pub use endpoint::{Endpoint, Needs};
pub use openapi::document;
pub use problem::Problem;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tower::ServiceBuilder;

/// Every route there is.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    [
        health::endpoints(),
        metrics::endpoints(),
        auth::endpoints(),
        github::endpoints(),
        me::endpoints(),
        pipelines::endpoints(),
        validate::endpoints(),
        convert::endpoints(),
        trigger::endpoints(),
        badge::endpoints(),
        runs::endpoints(),
        cancel::endpoints(),
        rerun::endpoints(),
        approve::endpoints(),
        jobs::endpoints(),
        logs::endpoints(),
        events::endpoints(),
        artifacts::endpoints(),
        tokens::endpoints(),
        users::endpoints(),
        audit::endpoints(),
        secrets::endpoints(),
        vault::endpoints(),
        runners::endpoints(),
        stats::endpoints(),
        webhooks::endpoints(),
        valkyrie::endpoints(),
        openapi::endpoints(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The API of a server.
pub fn router(app: &App) -> Router {
    let mut router = Router::new();
    let figures = app.config.observability.metrics.as_ref().map(|metrics| metrics.endpoint.as_str());
    for endpoint in endpoints() {
        let path = if endpoint.needs == Needs::Figures { figures } else { Some(endpoint.path) };
        if let Some(path) = path {
            router = router.route(path, endpoint.guarded(app));
        }
    }
    router
        .fallback(|| async { Problem::not_found("nothing is at this path") })
        .method_not_allowed_fallback(|| async { Problem::Method })
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), outer::outer))
                .layer(DefaultBodyLimit::max(app.body_limit())),
        )
        .with_state(app.clone())
}
