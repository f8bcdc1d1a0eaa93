use super::given::Given;
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use events::RunnerId;
use serde_json::json;
use stores::{RunnerEntry, RunnerState};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let (read, update) = (Needs::Right(Action::RunnersRead), Needs::Right(Action::RunnersUpdate));
    vec![
        Endpoint::get("/api/v1/runners", read, list).says("Who runs jobs").lists::<api::Runner>(),
        Endpoint::post("/api/v1/runners/scale", update, scale)
            .says("Says how many jobs run at once in this server")
            .takes::<api::Scale>(&json!({"type": "docker", "replicas": 10}))
            .gives::<api::Runner>(200)
            .once()
            .does("runners.scale"),
        Endpoint::get("/api/v1/runners/{id}", read, get).says("One runner").gives::<api::Runner>(200),
        Endpoint::post("/api/v1/runners/{id}/drain", update, drain)
            .says("Lets a runner end what it has, and take no more")
            .gives::<api::Runner>(200)
            .once()
            .does("runners.drain"),
        Endpoint::post("/api/v1/runners/{id}/resume", update, resume)
            .says("Lets it take jobs again")
            .gives::<api::Runner>(200)
            .once()
            .does("runners.resume"),
        Endpoint::delete("/api/v1/runners/{id}", update, remove)
            .says("Forgets a runner")
            .gives_nothing()
            .once()
            .does("runners.delete"),
    ]
}

/// Who runs jobs.
async fn list(State(app): State<App>) -> Result<Json<api::Page<api::Runner>>, Problem> {
    let items = app.catalog.runners().await?.into_iter().map(shown).collect();
    Ok(Json(api::Page { items, next: None }))
}

/// One runner.
async fn get(State(app): State<App>, Path(id): Path<String>) -> Result<Json<api::Runner>, Problem> {
    one(&app, &RunnerId::from(id)).await.map(Json)
}

/// Lets a runner end what it has, and take no more.
async fn drain(State(app): State<App>, Path(id): Path<String>) -> Result<Json<api::Runner>, Problem> {
    turn(&app, RunnerId::from(id), RunnerState::Draining).await
}

/// Lets it take jobs again.
async fn resume(State(app): State<App>, Path(id): Path<String>) -> Result<Json<api::Runner>, Problem> {
    turn(&app, RunnerId::from(id), RunnerState::Active).await
}

async fn turn(app: &App, id: RunnerId, state: RunnerState) -> Result<Json<api::Runner>, Problem> {
    if !app.catalog.set_runner_state(&id, state).await? {
        return Err(missing(&id));
    }
    if id == app.runner {
        app.capacity.send_modify(|capacity| capacity.drains = state == RunnerState::Draining);
    }
    one(app, &id).await.map(Json)
}

/// Forgets a runner. Those of this server stay as long as it does.
async fn remove(State(app): State<App>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id = RunnerId::from(id);
    if id == app.runner {
        return Err(Problem::Conflict("these are the runners of this server itself: drain them".to_owned()));
    }
    match app.catalog.remove_runner(&id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(missing(&id)),
    }
}

/// Says how many jobs run at once in this server. It holds until the server starts again.
async fn scale(
    State(app): State<App>,
    Given(scale): Given<api::Scale>,
) -> Result<Json<api::Runner>, Problem> {
    const MOST: u32 = 100_000;
    let executors = app.executors.get().cloned().unwrap_or_default();
    if !executors.contains(&scale.kind) {
        let has = if executors.is_empty() { "nothing".to_owned() } else { executors.join(" and ") };
        let message = format!("this server runs jobs in {has}, not in `{}`", scale.kind);
        return Err(Problem::invalid("no_such_executor", message));
    }
    if !(1..=MOST).contains(&scale.replicas) {
        return Err(Problem::Bad(format!("`replicas` is from 1 to {MOST}; to take no jobs, drain")));
    }
    app.capacity
        .send_modify(|capacity| capacity.slots = usize::try_from(scale.replicas).unwrap_or(usize::MAX));
    app.register(executors).await.map_err(|error| Problem::Unavailable(error.to_string()))?;
    one(&app, &app.runner).await.map(Json)
}

async fn one(app: &App, id: &RunnerId) -> Result<api::Runner, Problem> {
    let found = app.catalog.runners().await?.into_iter().find(|runner| runner.id == *id);
    found.map(shown).ok_or_else(|| missing(id))
}

fn missing(id: &RunnerId) -> Problem {
    Problem::not_found(format!("there is no runner `{id}`"))
}

fn shown(entry: RunnerEntry) -> api::Runner {
    let RunnerEntry { id, name, labels, slots, state, registered, seen } = entry;
    let state = match state {
        RunnerState::Active => api::RunnerState::Active,
        RunnerState::Draining => api::RunnerState::Draining,
    };
    let (registered, seen) = (api::Time(registered), api::Time(seen));
    api::Runner { id: id.to_string(), name, labels, slots, state, registered, seen }
}
