use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use crate::check::aside;
use crate::sinks::Usage;
use axum::Json;
use axum::extract::State;
use std::time::{Duration, Instant};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Right(Action::MetricsRead);
    vec![
        Endpoint::get("/api/v1/stats", needs, stats)
            .says("Figures about the server")
            .gives::<api::Stats>(200),
        Endpoint::get("/api/v1/stats/memory", needs, memory)
            .says("The server's memory")
            .gives::<api::MemoryStats>(200),
        Endpoint::get("/api/v1/stats/network", needs, network)
            .says("How long the way to the store takes, tried just now")
            .gives::<api::NetworkStats>(200),
    ]
}

async fn usage(app: &App) -> Usage {
    let app = app.clone();
    aside(move || app.machine.usage()).await
}

/// Figures about the server.
async fn stats(State(app): State<App>) -> Json<api::Stats> {
    let usage = usage(&app).await;
    let figures = app.metrics.figures();
    Json(api::Stats {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started: api::Time(app.started),
        runs: figures.runs,
        queue: figures.queue,
        slots: u32::try_from(app.capacity.borrow().slots).unwrap_or(u32::MAX),
        cpu_percent: usage.cpu,
        cpu_seconds: usage.cpu_time.as_secs_f64(),
        disk_bytes: usage.disk,
        memory: of(usage),
    })
}

/// The server's memory.
async fn memory(State(app): State<App>) -> Json<api::MemoryStats> {
    Json(of(usage(&app).await))
}

fn of(usage: Usage) -> api::MemoryStats {
    api::MemoryStats { used_bytes: usage.memory, total_bytes: usage.memory_total }
}

/// How long the way to the store takes, tried just now.
async fn network(State(app): State<App>) -> Result<Json<api::NetworkStats>, Problem> {
    let millis = |took: Duration| took.as_secs_f64() * 1000.0;
    let began = Instant::now();
    app.catalog.runners().await?;
    let read = began.elapsed();
    app.catalog.saw_runner(&app.runner, app.clock.now()).await?;
    let write = began.elapsed().saturating_sub(read);
    let address = app.config.server.address().to_string();
    Ok(Json(api::NetworkStats { address, store_read_ms: millis(read), store_write_ms: millis(write) }))
}
