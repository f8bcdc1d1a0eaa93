//! `rustci runs`: what ran on the server.

use crate::refusal::{Exit, Refusal};
use crate::server::{self, Output, Which, shown, table, time};
use api::Run;
use api::client::{Client, RunWish};
use clap::Args;

/// `rustci runs`
#[derive(Debug, Args)]
pub struct Arguments {
    /// Only those of this pipeline, by its id or name
    pipeline: Option<String>,
    /// Only those that stand so: queued, running, success, failure, cancelled
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// Only those of this branch, or of this whole ref
    #[arg(long = "ref", value_name = "REF")]
    git_ref: Option<String>,
    /// How many, the newest first
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Lists them.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| list(client, arguments))
}

async fn list(client: Client, arguments: &Arguments) -> Result<Exit, Refusal> {
    let pipeline = match &arguments.pipeline {
        Some(text) => Some(server::pipeline(&client, text).await?.id),
        None => None,
    };
    let (status, git_ref) = (arguments.status.clone(), arguments.git_ref.clone());
    let runs = client.runs(&RunWish { pipeline, status, git_ref, limit: arguments.limit }).await?;
    shown(&runs, arguments.output, |runs| {
        let head = ["id", "#", "pipeline", "result", "ref", "by", "made", "time"];
        table(head, runs.iter().map(row).collect(), "there are no such runs")
    })?;
    Ok(Exit::Passed)
}

fn row(run: &Run) -> [String; 8] {
    let took = match (run.started, run.finished) {
        (Some(began), Some(ended)) => crate::ui::spell(ended.0.since(began.0)),
        _ => String::new(),
    };
    let git_ref = run.git_ref.strip_prefix("refs/heads/").unwrap_or(&run.git_ref);
    [
        run.id.clone(),
        run.number.to_string(),
        run.title.clone(),
        run.status.as_str().to_owned(),
        git_ref.to_owned(),
        run.actor.clone(),
        time(run.created),
        took,
    ]
}
