use super::given::Asked;
use super::stream::{self, Source};
use super::{Endpoint, Needs, Problem, jobs, runs};
use crate::app::App;
use crate::auth::Action;
use crate::logs::{Follow, Item, Position, Wanted, text};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use events::{LogChunk, RunId, StepId};
use serde::Deserialize;
use stores::PipelineId;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let read = Needs::Right(Action::PipelinesRead);
    vec![
        Endpoint::get("/api/v1/runs/{id}/logs", read, of_run)
            .says("What the jobs of a run print: as text what there is, as events also what comes")
            .asks::<Which>()
            .gives_text(&["text/plain; charset=utf-8", "text/event-stream"]),
        Endpoint::get("/api/v1/pipelines/{id}/logs", read, of_pipeline)
            .says("The same, of a pipeline's latest run")
            .asks::<Which>()
            .gives_text(&["text/plain; charset=utf-8", "text/event-stream"]),
    ]
}

/// Which part of a run's logs.
#[derive(Deserialize, utoipa::IntoParams)]
struct Which {
    /// Only this job.
    job: Option<String>,
    /// Only this step, by its number in its job; in a stream of events.
    step: Option<u32>,
    /// In a stream, also what happens to the run, as events `record` in their place.
    #[serde(default)]
    #[param(required = false)]
    records: bool,
    /// `false`: a stream ends with what there is, and does not wait for the run's end.
    follow: Option<bool>,
}

/// What the jobs of a run print: as text what there is, as events also what comes.
async fn of_run(
    State(app): State<App>,
    Path(id): Path<String>,
    Asked(which): Asked<Which>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let run = app.catalog.run(&RunId::from(id)).await?.entry.run;
    told(&app, run, which, &headers).await
}

/// The same, of a pipeline's latest run.
async fn of_pipeline(
    State(app): State<App>,
    Path(id): Path<String>,
    Asked(which): Asked<Which>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let pipeline = app.catalog.pipeline(&PipelineId(id)).await?;
    let last = runs::latest(&app, &pipeline.id).await?;
    let last = last.ok_or_else(|| Problem::not_found("this pipeline has no runs yet"))?;
    told(&app, last.entry.run, which, &headers).await
}

async fn told(app: &App, run: RunId, which: Which, headers: &HeaderMap) -> Result<Response, Problem> {
    if stream::is_wanted(headers) {
        let wanted = Wanted {
            job: which.job.map(Into::into),
            step: which.step.map(StepId),
            records: which.records,
            now: which.follow == Some(false),
        };
        let position: Position = stream::place(headers)?.unwrap_or_default();
        let follow = Follow::new(app.store.clone(), run, wanted, position).await?;
        return Ok(stream::answer(app, follow));
    }
    if which.step.is_some() || which.records || which.follow.is_some() {
        let message = "the query: `step`, `records` and `follow` are for a stream of events";
        return Err(Problem::Bad(message.to_owned()));
    }
    let job = jobs::known(app, &run, which.job).await?;
    let text = text(&app.store, &run, &runs::view(app, &run).await?, job.as_ref()).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

impl Source for Follow {
    async fn next(&mut self) -> Option<Event> {
        match Self::next(self).await {
            Ok(Some(Item::Chunk(chunk, position))) => Some(stream::event("log", &position, &line(&chunk))),
            Ok(Some(Item::Record(record, position))) => Some(stream::event("record", &position, &record)),
            Ok(Some(Item::End(outcome, position))) => {
                Some(stream::event("end", &position, &api::LogEnd { status: outcome.into() }))
            }
            Ok(None) => None,
            Err(error) => {
                tracing::warn!("a log ends early: {error}");
                None
            }
        }
    }
}

fn line(chunk: &LogChunk) -> api::LogLine {
    api::LogLine {
        job: chunk.job.to_string(),
        attempt: chunk.attempt.0,
        step: chunk.step.0,
        number: chunk.number,
        text: String::from_utf8_lossy(&chunk.text).into_owned(),
    }
}
