use super::description::EXAMPLE;
use super::given::{Asked, Part, json, unread};
use super::{Endpoint, Needs, Problem, etag, runs};
use crate::app::App;
use crate::auth::Action;
use crate::begin::{self, BeginError, Key};
use crate::check::{self, Text};
use crate::git::RefName;
use crate::random;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use stores::{Pipeline, PipelineDraft, PipelineFilter, PipelineId, PipelineSource, RunFilter};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let (read, create) = (Needs::Right(Action::PipelinesRead), Needs::Right(Action::PipelinesCreate));
    let (update, delete) = (Needs::Right(Action::PipelinesUpdate), Needs::Right(Action::PipelinesDelete));
    vec![
        Endpoint::get("/api/v1/pipelines", read, list)
            .says("The pipelines there are")
            .asks::<Which>()
            .asks::<Part>()
            .lists::<api::Pipeline>(),
        Endpoint::post("/api/v1/pipelines", create, create_one)
            .says("Keeps a new pipeline: JSON, or its file as it is")
            .asks::<About>()
            .takes::<api::NewPipeline>(&json!({"name": "hello", "yaml": EXAMPLE}))
            .takes_a_file()
            .gives::<api::Pipeline>(201)
            .once()
            .does("pipelines.create"),
        Endpoint::get("/api/v1/pipelines/{id}", read, get)
            .says("A pipeline, and how its latest run stands")
            .gives::<api::Pipeline>(200)
            .tagged(),
        Endpoint::put("/api/v1/pipelines/{id}", update, replace)
            .says("Changes a pipeline; with `If-Match` only the one that was seen")
            .asks::<About>()
            .takes::<api::NewPipeline>(&json!({"name": "hello", "yaml": EXAMPLE}))
            .takes_a_file()
            .gives::<api::Pipeline>(200)
            .tagged()
            .once()
            .does("pipelines.replace"),
        Endpoint::delete("/api/v1/pipelines/{id}", delete, remove)
            .says("Forgets a pipeline; its runs stay")
            .gives_nothing()
            .tagged()
            .once()
            .does("pipelines.delete"),
        Endpoint::get("/api/v1/pipelines/{id}/runs", read, list_runs)
            .says("The runs of a pipeline, newest first")
            .asks::<Part>()
            .lists::<api::Run>(),
    ]
}

/// Which pipelines.
#[derive(Deserialize, utoipa::IntoParams)]
struct Which {
    /// Only those of this name.
    name: Option<String>,
    /// Only those of this repository.
    repository: Option<String>,
}

/// The pipelines there are.
async fn list(
    State(app): State<App>,
    Asked(which): Asked<Which>,
    Asked(part): Asked<Part>,
) -> Result<Json<api::Page<api::Pipeline>>, Problem> {
    let filter = PipelineFilter { name: which.name, url: which.repository };
    let page = app.catalog.pipelines(&filter, part.cursor().as_ref(), part.limit()?).await?;
    let items = page.items.into_iter().map(shown).collect();
    Ok(Json(api::Page { items, next: page.next.map(|next| next.0) }))
}

/// What a text says of itself that comes without JSON around it.
#[derive(Deserialize, utoipa::IntoParams)]
struct About {
    /// What people call it, where the body is its file.
    name: Option<String>,
    /// Its language, where the body is its file.
    format: Option<String>,
}

/// Keeps a new pipeline: JSON, or its text as it is.
async fn create_one(
    State(app): State<App>,
    Asked(about): Asked<About>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let (draft, keys) = draft(&app, about, &headers, &body.map_err(unread)?).await?;
    let id = random::hex::<6>().map_err(|error| Problem::Broken(error.to_string()))?;
    let kept = app.catalog.create_pipeline(&PipelineId(id), draft, app.clock.now()).await?;
    keys.keep(&app, &kept).await?;
    let mut response = (StatusCode::CREATED, tagged(&kept)).into_response();
    if let Ok(place) = HeaderValue::try_from(format!("/api/v1/pipelines/{}", kept.id.0)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// A pipeline, and how its latest run stands.
async fn get(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let kept = app.catalog.pipeline(&PipelineId(id)).await?;
    let last = runs::latest(&app, &kept.id).await?;
    // How its run stands is part of what is told, but no change of the pipeline.
    let tag = etag::tag(kept.revision.0);
    if last.is_none() && etag::is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let told = api::Pipeline { last_run: last.map(runs::shown), ..shown(kept) };
    Ok(([(header::ETAG, tag)], Json(told)).into_response())
}

/// Changes a pipeline; with `If-Match` only the one that was seen.
async fn replace(
    State(app): State<App>,
    Path(id): Path<String>,
    Asked(about): Asked<About>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let expected = etag::expected(&headers)?;
    let (draft, keys) = draft(&app, about, &headers, &body.map_err(unread)?).await?;
    let kept = app.catalog.replace_pipeline(&PipelineId(id), expected, draft, app.clock.now()).await?;
    keys.keep(&app, &kept).await?;
    Ok(tagged(&kept))
}

/// Forgets a pipeline. Its runs stay.
async fn remove(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let id = PipelineId(id);
    app.catalog.delete_pipeline(&id, etag::expected(&headers)?).await?;
    begin::forget_keys(&app, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The runs of a pipeline.
async fn list_runs(
    State(app): State<App>,
    Path(id): Path<String>,
    Asked(part): Asked<Part>,
) -> Result<Json<api::Page<api::Run>>, Problem> {
    let pipeline = app.catalog.pipeline(&PipelineId(id)).await?.id;
    let filter = RunFilter { pipeline: Some(pipeline), ..RunFilter::default() };
    runs::page(&app, &filter, &part).await
}

/// What only the server itself may know of a pipeline. What is not given stays as it was.
struct Keys {
    token: Option<String>,
    webhook_secret: Option<String>,
}

impl Keys {
    async fn keep(&self, app: &App, pipeline: &Pipeline) -> Result<(), Problem> {
        if let (Some(token), Some(url)) = (&self.token, pipeline.source.url()) {
            let address = app.sources.mirrors().address(url).map_err(BeginError::from)?;
            begin::keep_key(app, &pipeline.id, Key::Repository(&address), token).await?;
        }
        if let Some(secret) = &self.webhook_secret {
            begin::keep_key(app, &pipeline.id, Key::Webhook, secret).await?;
        }
        Ok(())
    }
}

/// What is to be kept, if it can run.
async fn draft(
    app: &App,
    about: About,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(PipelineDraft, Keys), Problem> {
    let new = given(about, headers, body)?;
    let name = new.name.clone();
    let keys = Keys { token: new.token.clone(), webhook_secret: new.webhook_secret.clone() };
    match new.source().map_err(|message| Problem::Bad(format!("the body: {message}")))? {
        api::PipelineSource::Text { yaml, format } => {
            let format = format.as_deref().map(check::format).transpose()?;
            let looked = check::look(Text { text: yaml.clone(), path: None, format }).await;
            let (Some(format), true) = (looked.format, looked.passes) else {
                let errors = looked.findings.iter().filter(|found| found.severity == api::Level::Error);
                let first =
                    errors.map(|found| found.message.as_str()).next().unwrap_or("it holds no pipeline");
                let message = format!("the pipeline cannot run: {first}");
                let findings = looked.findings;
                return Err(Problem::Invalid { code: "invalid_pipeline", message, help: None, findings });
            };
            let name = name.or(looked.name).unwrap_or_else(|| check::UNNAMED.to_owned());
            let source = PipelineSource::Text { format: format.id.to_owned(), text: yaml };
            Ok((PipelineDraft { name: plain(name)?, source }, keys))
        }
        api::PipelineSource::Repository { repository, path, branch } => {
            let address = app.sources.mirrors().address(&repository).map_err(BeginError::from)?;
            let name = name.unwrap_or_else(|| address.repository().1);
            let url = address.as_str().to_owned();
            if let Some(branch) = &branch {
                RefName::new(&begin::named(branch).full()).map_err(BeginError::from)?;
            }
            let source = PipelineSource::Repository { url, path, branch };
            Ok((PipelineDraft { name: plain(name)?, source }, keys))
        }
    }
}

/// JSON where it says so, or says nothing and looks like it; else the text itself.
fn given(about: About, headers: &HeaderMap, body: &[u8]) -> Result<api::NewPipeline, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (is_json, is_yaml) = (kind.contains("json"), kind.contains("yaml"));
    if is_json || (!is_yaml && body.trim_ascii_start().starts_with(b"{")) {
        return json(body);
    }
    let yaml = std::str::from_utf8(body).map_err(|_| Problem::Bad("the body is not UTF-8".to_owned()))?;
    let yaml = Some(yaml.to_owned());
    Ok(api::NewPipeline { name: about.name, format: about.format, yaml, ..api::NewPipeline::default() })
}

/// A name that people can read.
fn plain(name: String) -> Result<String, Problem> {
    const LONGEST: usize = 200;
    let name = name.trim().to_owned();
    match name.chars().count() {
        0 => Err(Problem::Bad("a pipeline's name must not be empty".to_owned())),
        count if count > LONGEST || name.chars().any(char::is_control) => {
            Err(Problem::Bad(format!("a pipeline's name is one line of at most {LONGEST} characters")))
        }
        _ => Ok(name),
    }
}

fn tagged(kept: &Pipeline) -> Response {
    ([(header::ETAG, etag::tag(kept.revision.0))], Json(shown(kept.clone()))).into_response()
}

fn shown(kept: Pipeline) -> api::Pipeline {
    let source = match kept.source {
        PipelineSource::Text { format, text } => {
            api::PipelineSource::Text { yaml: text, format: Some(format) }
        }
        PipelineSource::Repository { url, path, branch } => {
            api::PipelineSource::Repository { repository: url, path, branch }
        }
    };
    api::Pipeline {
        id: kept.id.0,
        name: kept.name,
        source,
        revision: kept.revision.0,
        created: api::Time(kept.created),
        updated: api::Time(kept.updated),
        last_run: None,
    }
}
