//! `rustci trigger`: makes a run on the server.

use crate::format::Named;
use crate::output::tell;
use crate::refusal::{Exit, Refusal};
use crate::selection::{pair, pipeline_file};
use crate::server::{self, Follow, Output, Which, follow, keep, new_pipeline, shown};
use api::client::{Client, LogWish};
use api::{Pipeline, Trigger};
use clap::Args;
use std::path::Path;

/// `rustci trigger`
#[derive(Debug, Args)]
pub struct Arguments {
    /// A pipeline's file, which the server is given first if it has it not as it is; or the id or name of a pipeline that
    /// the server has; without either, the repository's CI file
    pipeline: Option<String>,
    /// What to call the file's pipeline; without one, by its repository and path
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The language of the file, instead of what it looks like
    #[arg(long = "as", value_name = "FORMAT")]
    language: Option<Named>,
    /// The branch, or the whole ref: refs/tags/v1
    #[arg(long = "ref", value_name = "REF")]
    git_ref: Option<String>,
    /// What happens: push, workflow_dispatch, ... in the words of the format
    #[arg(long, value_name = "NAME")]
    event: Option<String>,
    /// The file, where the pipeline's repository has several
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// A value for an input
    #[arg(long = "input", value_name = "NAME=VALUE", value_parser = pair)]
    inputs: Vec<(String, String)>,
    /// A variable
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair)]
    variables: Vec<(String, String)>,
    /// Only this job, and what it needs
    #[arg(long = "job", short = 'j', value_name = "JOB")]
    jobs: Vec<String>,
    /// Show the run until it has ended; the exit code is the run's
    #[arg(long, short)]
    follow: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Makes the run.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| trigger(client, arguments))
}

async fn trigger(client: Client, arguments: &Arguments) -> Result<Exit, Refusal> {
    let pipeline = pipeline(&client, arguments).await?;
    let wish = Trigger {
        git_ref: arguments.git_ref.clone(),
        event: arguments.event.clone(),
        path: arguments.path.clone(),
        inputs: arguments.inputs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect(),
        variables: arguments.variables.iter().cloned().collect(),
        jobs: arguments.jobs.clone(),
    };
    let triggered = client.trigger(&pipeline.id, &wish).await?;
    let run = &triggered.run;
    if arguments.follow {
        if !arguments.output.is_json() {
            tell(format_args!("run {} of {} (#{})", run.id, pipeline.name, run.number));
        }
        let wish = LogWish { follow: true, ..LogWish::default() };
        return follow(&client, run, &Follow { wish, since: None, output: arguments.output }).await;
    }
    shown(&triggered, arguments.output, |_| {
        format!(
            "run {} of {} (#{}) is {}; to see it: rustci logs -f {}\n",
            run.id,
            pipeline.name,
            run.number,
            run.status.as_str(),
            run.id
        )
    })?;
    Ok(Exit::Passed)
}

async fn pipeline(client: &Client, arguments: &Arguments) -> Result<Pipeline, Refusal> {
    let file = match &arguments.pipeline {
        Some(text) if Path::new(text).is_file() => Path::new(text).to_owned(),
        Some(text) => {
            let found = server::pipeline(client, text).await;
            let is_path = text.contains(['/', '.']);
            return found.map_err(|refusal| {
                match is_path && refusal.message.starts_with("there is no pipeline") {
                    true => Refusal {
                        message: format!("there is neither a file nor a pipeline `{text}`"),
                        ..refusal
                    },
                    false => refusal,
                }
            });
        }
        None => pipeline_file(None)?,
    };
    let new = new_pipeline(&file, arguments.name.as_deref(), arguments.language)?;
    keep(client, &new).await.map(|(pipeline, _)| pipeline)
}
