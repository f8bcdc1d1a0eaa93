use super::given::Asked;
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use crate::check::aside;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use events::RunId;
use futures_util::stream;
use runner::Left;
use serde::Deserialize;
use std::io::Read;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let read = Needs::Right(Action::PipelinesRead);
    vec![
        Endpoint::get("/api/v1/runs/{id}/artifacts", read, list)
            .says("The files that a run left")
            .gives::<api::Artifacts>(200),
        Endpoint::get("/api/v1/runs/{id}/artifacts/{name}", read, get)
            .says("One of them, as a tar archive compressed with zstd")
            .asks::<Which>()
            .gives_text(&["application/zstd"]),
    ]
}

/// As much is read of a file at a time.
const PIECE: u64 = 256 << 10;

/// The files that a run left.
async fn list(State(app): State<App>, Path(id): Path<String>) -> Result<Json<api::Artifacts>, Problem> {
    let run = app.catalog.run(&RunId::from(id)).await?.entry.run;
    let found = aside(move || app.shelves.of_run(&run)).await?;
    let mut items: Vec<_> = found.iter().filter_map(|(key, bytes)| shown(key, *bytes)).collect();
    items.sort_by(|a, b| (&a.name, &a.job).cmp(&(&b.name, &b.job)));
    Ok(Json(api::Artifacts { items }))
}

fn shown(key: &str, bytes: u64) -> Option<api::Artifact> {
    let (name, job) = match Left::read(key)? {
        Left::Named(name) => (name, None),
        Left::OfJob { job, name } => (name, Some(job.to_owned())),
    };
    Some(api::Artifact { name: name.to_owned(), job, bytes })
}

/// Whose.
#[derive(Deserialize, utoipa::IntoParams)]
struct Which {
    /// The job that left it, where artifacts belong to jobs.
    job: Option<String>,
}

/// One of them, as the archive it is kept as.
async fn get(
    State(app): State<App>,
    Path((id, name)): Path<(String, String)>,
    Asked(which): Asked<Which>,
) -> Result<Response, Problem> {
    let run = app.catalog.run(&RunId::from(id)).await?.entry.run;
    let wanted = name.clone();
    let file = aside(move || app.shelves.artifact(&run, &wanted, which.job.as_deref())).await?;
    let file =
        file.ok_or_else(|| Problem::not_found(format!("this run has left nothing called `{name}`")))?;
    let pieces = stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let (read, file) = aside(move || {
            let mut piece = Vec::new();
            (file.by_ref().take(PIECE).read_to_end(&mut piece).map(|_| Bytes::from(piece)), file)
        })
        .await;
        match read {
            Ok(piece) if piece.is_empty() => None,
            Ok(piece) => Some((Ok(piece), Some(file))),
            Err(error) => Some((Err(error), None)),
        }
    });
    // It is downloaded, never shown: it may hold anything.
    let headers = [(header::CONTENT_TYPE, "application/zstd"), (header::CONTENT_DISPOSITION, "attachment")];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
