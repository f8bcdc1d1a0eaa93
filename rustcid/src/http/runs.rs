use super::given::{Asked, Part};
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use axum::Json;
use axum::extract::{Path, State};
use events::{RunId, RunView};
use serde::Deserialize;
use stores::{PipelineId, RunFilter, RunStatus, RunSummary};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let read = Needs::Right(Action::PipelinesRead);
    vec![
        Endpoint::get("/api/v1/runs", read, list)
            .says("The runs there are, newest first")
            .asks::<Which>()
            .asks::<Part>()
            .lists::<api::Run>(),
        Endpoint::get("/api/v1/runs/{id}", read, get).says("A run with its jobs").gives::<api::Run>(200),
    ]
}

/// Which runs.
#[derive(Deserialize, utoipa::IntoParams)]
struct Which {
    /// Only those of this pipeline.
    pipeline: Option<String>,
    /// Only those that stand so: `queued`, `running`, `success`, `failure`, `cancelled`, `skipped`.
    status: Option<String>,
    /// Only those of this branch, or of this whole ref.
    #[serde(rename = "ref")]
    git_ref: Option<String>,
}

/// The runs there are, newest first.
async fn list(
    State(app): State<App>,
    Asked(which): Asked<Which>,
    Asked(part): Asked<Part>,
) -> Result<Json<api::Page<api::Run>>, Problem> {
    let status = |name: String| {
        RunStatus::parse(&name).ok_or_else(|| {
            let known = "queued, running, success, failure, cancelled or skipped";
            Problem::Bad(format!("the query: `status` is {known}"))
        })
    };
    let filter = RunFilter {
        pipeline: which.pipeline.map(PipelineId),
        status: which.status.map(status).transpose()?,
        git_ref: which.git_ref.map(|name| crate::begin::named(&name).full()),
    };
    page(&app, &filter, &part).await
}

/// A run with its jobs.
async fn get(State(app): State<App>, Path(id): Path<String>) -> Result<Json<api::Run>, Problem> {
    let run = RunId::from(id);
    let (summary, view) = (app.catalog.run(&run).await?, view(&app, &run).await?);
    Ok(Json(shown(summary).with_jobs(&view)))
}

/// A part of a list of runs.
pub(super) async fn page(
    app: &App,
    filter: &RunFilter,
    part: &Part,
) -> Result<Json<api::Page<api::Run>>, Problem> {
    let page = app.catalog.runs(filter, part.cursor().as_ref(), part.limit()?).await?;
    let items = page.items.into_iter().map(shown).collect();
    Ok(Json(api::Page { items, next: page.next.map(|next| next.0) }))
}

/// The latest run of a pipeline.
pub(super) async fn latest(app: &App, pipeline: &PipelineId) -> Result<Option<RunSummary>, Problem> {
    let filter = RunFilter { pipeline: Some(pipeline.clone()), ..RunFilter::default() };
    Ok(app.catalog.runs(&filter, None, 1).await?.items.pop())
}

/// What a run's records come to.
pub(super) async fn view(app: &App, run: &RunId) -> Result<RunView, Problem> {
    Ok(events::fold(&app.store.records(run, 0).await?))
}

/// A run as it is told.
pub(super) fn shown(summary: RunSummary) -> api::Run {
    let status = match summary.status {
        RunStatus::Queued => api::RunStatus::Queued,
        RunStatus::Running => api::RunStatus::Running,
        RunStatus::Finished(outcome) => outcome.into(),
    };
    let entry = summary.entry;
    api::Run {
        id: entry.run.to_string(),
        pipeline: entry.pipeline.0,
        number: entry.number,
        title: entry.title,
        status,
        git_ref: entry.git_ref,
        sha: entry.sha,
        actor: entry.actor,
        created: api::Time(entry.created),
        started: summary.started.map(api::Time),
        finished: summary.finished.map(api::Time),
        cancel: None,
        awaits: None,
        jobs: None,
    }
}
