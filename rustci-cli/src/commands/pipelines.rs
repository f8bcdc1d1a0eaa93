//! `rustci pipelines`: what the server keeps.

use crate::format::Named;
use crate::refusal::{Exit, Refusal};
use crate::selection::pipeline_file;
use crate::server::{self, Kept, Output, Which, keep, new_pipeline, shown, table, time};
use api::client::Client;
use api::{NewPipeline, Pipeline, PipelineSource};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `rustci pipelines`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// The pipelines there are
    List {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        output: Output,
    },
    /// Give a pipeline to the server, or a newer version of it
    Create(Box<New>),
    /// One pipeline, with its text
    Show {
        /// Its id, or its name if no other has it
        pipeline: String,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        output: Output,
    },
    /// Forget a pipeline; its runs stay
    Delete {
        /// Its id, or its name if no other has it
        pipeline: String,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Args)]
struct New {
    /// The pipeline's file; without one the repository's
    file: Option<PathBuf>,
    /// A repository that has it, by the address to clone from, instead of a file
    #[arg(long, value_name = "URL", conflicts_with_all = ["file", "language"])]
    repository: Option<String>,
    /// The file in that repository; without one its only CI file
    #[arg(long, value_name = "PATH", requires = "repository")]
    path: Option<String>,
    /// The branch to take where nothing else says one
    #[arg(long, value_name = "BRANCH", requires = "repository")]
    branch: Option<String>,
    /// What to call it; without one, by the repository and the file
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The language of the file, instead of what it looks like
    #[arg(long = "as", value_name = "FORMAT")]
    language: Option<Named>,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    output: Output,
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    match &arguments.deed {
        Deed::List { which, output } => which.ask(|client| list(client, *output)),
        Deed::Create(new) => new.which.ask(|client| create(client, new)),
        Deed::Show { pipeline, which, output } => which.ask(|client| show(client, pipeline, *output)),
        Deed::Delete { pipeline, which, output } => which.ask(|client| delete(client, pipeline, *output)),
    }
}

async fn list(client: Client, output: Output) -> Result<Exit, Refusal> {
    let all = client.pipelines(None).await?;
    shown(&all, output, |all| {
        let row = |pipeline: &Pipeline| {
            let source = match &pipeline.source {
                PipelineSource::Text { format, .. } => format.clone().unwrap_or_default(),
                PipelineSource::Repository { repository, .. } => repository.clone(),
            };
            [pipeline.id.clone(), pipeline.name.clone(), source, time(pipeline.updated)]
        };
        let none = "there are no pipelines yet; rustci trigger FILE makes one";
        table(["id", "name", "from", "changed"], all.iter().map(row).collect(), none)
    })?;
    Ok(Exit::Passed)
}

async fn create(client: Client, new: &New) -> Result<Exit, Refusal> {
    let wanted = match &new.repository {
        Some(repository) => NewPipeline {
            name: Some(new.name.clone().unwrap_or_else(|| repository.clone())),
            repository: Some(repository.clone()),
            path: new.path.clone(),
            branch: new.branch.clone(),
            ..NewPipeline::default()
        },
        None => new_pipeline(&pipeline_file(new.file.as_deref())?, new.name.as_deref(), new.language)?,
    };
    let (pipeline, kept) = keep(&client, &wanted).await?;
    shown(&pipeline, new.output, |pipeline| {
        let what = match kept {
            Kept::New => "made",
            Kept::Changed => "changed",
            Kept::Same => "as it was",
        };
        format!("pipeline {} ({}) is {what}\n", pipeline.name, pipeline.id)
    })?;
    Ok(Exit::Passed)
}

async fn show(client: Client, pipeline: &str, output: Output) -> Result<Exit, Refusal> {
    let pipeline = server::pipeline(&client, pipeline).await?;
    shown(&pipeline, output, |pipeline| {
        let last = pipeline.last_run.as_ref().map_or_else(
            || "none".to_owned(),
            |run| format!("{} (#{}), {}, {}", run.id, run.number, run.status.as_str(), time(run.created)),
        );
        let Pipeline { id, name, revision, created, updated, source, .. } = pipeline;
        let (from, text) = match source {
            PipelineSource::Text { yaml, format } => (format.clone().unwrap_or_default(), yaml.as_str()),
            PipelineSource::Repository { repository, .. } => (repository.clone(), ""),
        };
        format!(
            "id        {id}\nname      {name}\nfrom      {from}\nrevision  {revision}\nmade      {}\nchanged   {}\nlast run  {last}\n\n{text}",
            time(*created),
            time(*updated)
        )
    })?;
    Ok(Exit::Passed)
}

async fn delete(client: Client, pipeline: &str, output: Output) -> Result<Exit, Refusal> {
    let pipeline = server::pipeline(&client, pipeline).await?;
    client.delete_pipeline(&pipeline.id).await?;
    shown(&pipeline, output, |Pipeline { id, name, .. }| {
        format!("pipeline {name} ({id}) is forgotten; its runs stay\n")
    })?;
    Ok(Exit::Passed)
}
