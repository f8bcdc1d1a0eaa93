use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::check::aside;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/metrics", Needs::Figures, metrics)
            .says("Figures in the text format of Prometheus")
            .gives_text(&[prometheus::TEXT_FORMAT]),
    ]
}

/// Figures in the [text format](https://prometheus.io/docs/instrumenting/exposition_formats/) of Prometheus.
async fn metrics(State(app): State<App>) -> Result<impl IntoResponse, Problem> {
    let figures = app.clone();
    let text = aside(move || figures.metrics.text(figures.machine.usage())).await;
    let text = text.map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text))
}
