use super::description::EXAMPLE;
use super::given::{json, unread};
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use crate::check::{self, Text};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use serde_json::json;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/pipelines/validate", Needs::Right(Action::PipelinesRead), validate)
            .says("Says what is wrong with a pipeline: its file as it is, or JSON with more about it")
            .takes::<api::Validate>(&json!({"yaml": EXAMPLE}))
            .takes_a_file()
            .gives::<api::Validated>(200),
    ]
}

/// Says what is wrong with a pipeline: its text as it is, or JSON with more about it.
async fn validate(
    State(_): State<App>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<api::Validated>, Problem> {
    let body = body.map_err(unread)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let text = if kind.contains("json") {
        let api::Validate { yaml, format, path } = json(&body)?;
        let format = format.as_deref().map(check::format).transpose()?;
        Text { text: yaml, path, format }
    } else {
        if body.is_empty() {
            return Err(Problem::Bad("the body is empty: send the pipeline's text".to_owned()));
        }
        // What is no UTF-8 is found out, and told, by the one who reads it.
        Text { text: String::from_utf8_lossy(&body).into_owned(), path: None, format: None }
    };
    let looked = check::look(text).await;
    Ok(Json(api::Validated {
        valid: looked.passes,
        format: looked.format.map(|format| format.id.to_owned()),
        findings: looked.findings,
    }))
}
