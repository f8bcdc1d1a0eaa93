use super::{Endpoint, Needs, Problem, runs};
use crate::app::App;
use crate::auth::Action;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use stores::{PipelineId, RunStatus};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/pipelines/{id}/badge.svg", Needs::Right(Action::PipelinesRead), badge)
            .says("How the latest run stands, as a picture")
            .gives_text(&["image/svg+xml"]),
    ]
}

/// How the latest run stands, as a picture.
async fn badge(State(app): State<App>, Path(id): Path<String>) -> Result<impl IntoResponse, Problem> {
    let pipeline = app.catalog.pipeline(&PipelineId(id)).await?;
    let last = runs::latest(&app, &pipeline.id).await?;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, picture(last.map(|run| run.status))))
}

/// Words of ours alone: nothing that anybody wrote comes into the picture.
fn picture(status: Option<RunStatus>) -> String {
    let word = status.map_or("no runs", RunStatus::as_str);
    let colour = match word {
        "success" => "#2e7d32",
        "failure" => "#c62828",
        "queued" | "running" => "#1565c0",
        _ => "#616161",
    };
    let width = 16 + 7 * word.len();
    let (all, middle) = (70 + width, 70 + width / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" aria-label=\"pipeline: {word}\">\
         <rect width=\"70\" height=\"20\" fill=\"#424242\"/><rect x=\"70\" width=\"{width}\" height=\"20\" fill=\"{colour}\"/>\
         <g fill=\"#fff\" font-family=\"Verdana,sans-serif\" font-size=\"11\" text-anchor=\"middle\">\
         <text x=\"35\" y=\"14\">pipeline</text><text x=\"{middle}\" y=\"14\">{word}</text></g></svg>\n"
    )
}
