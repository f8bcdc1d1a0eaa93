use super::description::EXAMPLE;
use super::given::Given;
use super::{Endpoint, Needs, Problem};
use crate::auth::Action;
use crate::check::{self, Text};
use axum::Json;
use serde_json::json;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/pipelines/convert", Needs::Right(Action::PipelinesRead), convert)
            .says("Says a pipeline in another language, and what is lost")
            .takes::<api::Convert>(&json!({"to": "gitlab-ci", "yaml": EXAMPLE}))
            .gives::<api::Converted>(200),
    ]
}

/// Says a pipeline in another language, and what is lost.
async fn convert(Given(wanted): Given<api::Convert>) -> Result<Json<api::Converted>, Problem> {
    let to = check::format(&wanted.to)?;
    let format = wanted.from.as_deref().map(check::format).transpose()?;
    let converted = check::convert(Text { text: wanted.yaml, path: None, format }, to).await;
    converted.map(Json).map_err(|findings| {
        let message = findings.first().map_or("it holds no pipeline", |found| &found.message);
        let message = format!("the pipeline cannot be converted: {message}");
        Problem::Invalid { code: "invalid_pipeline", message, help: None, findings }
    })
}
