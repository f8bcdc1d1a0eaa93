//! `rustci benchmark`: how fast the server is, by making runs on it.

mod drive;
mod floors;
mod report;

use crate::refusal::{Exit, Refusal};
use crate::server::{self, Output, Which, keep, shown};
use api::client::Client;
use api::{NewPipeline, Pipeline};
use clap::Args;
use drive::{Drive, Pace};
use report::{Report, Server};

/// The pipeline that is run when none is named, and what it is called on the server.
const NAME: &str = "rustci-benchmark";
const IDLE: &str = "jobs:\n  work:\n    steps:\n      - run: 'true'\n";

/// `rustci benchmark`
#[derive(Debug, Args)]
pub struct Arguments {
    /// A pipeline that the server has; without one, a job that does nothing, kept as `rustci-benchmark`
    pipeline: Option<String>,
    /// How many runs
    #[arg(long, short = 'n', value_name = "RUNS", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: u32,
    /// How many runs begin in a second, whether or not those before have ended
    #[arg(long, value_name = "PER_SECOND", value_parser = rate)]
    rate: Option<f64>,
    /// Without --rate: how many are under way at once
    #[arg(long, value_name = "RUNS", default_value_t = 10, conflicts_with = "rate", value_parser = clap::value_parser!(u32).range(1..=1000))]
    at_once: u32,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "write a number, such as 20 or 0.5".to_owned())?;
    (rate.is_finite() && (0.001..=100_000.0).contains(&rate))
        .then_some(rate)
        .ok_or_else(|| "between 0.001 and 100000".to_owned())
}

/// Makes runs, and says how long everything took.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| benchmark(client, arguments))
}

async fn benchmark(client: Client, arguments: &Arguments) -> Result<Exit, Refusal> {
    let pipeline = pipeline(&client, arguments.pipeline.as_deref()).await?;
    let pace = match arguments.rate {
        Some(rate) => Pace::Rate(rate),
        None => Pace::AtOnce(arguments.at_once),
    };
    let floors = floors::measure(&client).await?;
    let before = client.stats().await?;
    let drive = Drive { pipeline: &pipeline.id, count: arguments.count, pace };
    let driven = drive.go(&client).await;
    let after = client.stats().await?;
    let server = Server {
        cpu_seconds: (after.cpu_seconds - before.cpu_seconds).max(0.0),
        machine_cpu_percent: after.cpu_percent,
        memory_bytes: after.memory.used_bytes,
    };
    let report = Report::new(&pipeline.name, pace, &driven, floors, server);
    shown(&report, arguments.output, Report::words)?;
    Ok(match (driven.was_interrupted, driven.failed()) {
        (true, _) => Exit::Cancelled,
        (false, 0) => Exit::Passed,
        (false, _) => Exit::Failed,
    })
}

async fn pipeline(client: &Client, named: Option<&str>) -> Result<Pipeline, Refusal> {
    if let Some(named) = named {
        return server::pipeline(client, named).await;
    }
    let new = NewPipeline {
        name: Some(NAME.to_owned()),
        yaml: Some(IDLE.to_owned()),
        format: Some("rustci".to_owned()),
        ..NewPipeline::default()
    };
    keep(client, &new).await.map(|(pipeline, _)| pipeline)
}
