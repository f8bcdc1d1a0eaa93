//! `rustci artifacts`: the files that a run left.

mod unpack;

use crate::output::print;
use crate::refusal::{Exit, Refusal};
use crate::server::{self, Output, Which, shown, table};
use api::Artifact;
use api::client::Client;
use clap::{Args, Subcommand};
use futures_util::TryStreamExt;
use serde_json::json;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};

/// `rustci artifacts`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// What there is
    List {
        /// The run by its id, or the latest of a pipeline by its id or name
        run: String,
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        which: Which,
    },
    /// Fetch the files, each artifact into a folder of its name
    Download {
        /// The run by its id, or the latest of a pipeline by its id or name
        run: String,
        /// Only the artifact of this name
        name: Option<String>,
        /// Only what this job left, where artifacts belong to jobs
        #[arg(long, short, value_name = "JOB")]
        job: Option<String>,
        /// Where the folders are made
        #[arg(long, short, value_name = "DIR", default_value = ".")]
        output: PathBuf,
        #[command(flatten)]
        format: Output,
        #[command(flatten)]
        which: Which,
    },
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    match &arguments.deed {
        Deed::List { run, output, which } => which.ask(|client| list(client, run, *output)),
        Deed::Download { run, name, job, output, format, which } => {
            which.ask(|client| download(client, run, (name.as_deref(), job.as_deref()), output, *format))
        }
    }
}

async fn list(client: Client, run: &str, output: Output) -> Result<Exit, Refusal> {
    let run = server::run(&client, Some(run)).await?;
    let artifacts = client.artifacts(&run.id).await?;
    shown(&artifacts, output, |artifacts| {
        let row = |artifact: &Artifact| {
            let Artifact { name, job, bytes } = artifact.clone();
            [name, job.unwrap_or_default(), bytes.to_string()]
        };
        let rows = artifacts.items.iter().map(row).collect();
        table(["name", "job", "bytes"], rows, "this run has left nothing")
    })?;
    Ok(Exit::Passed)
}

async fn download(
    client: Client,
    run: &str,
    (name, job): (Option<&str>, Option<&str>),
    into: &Path,
    format: Output,
) -> Result<Exit, Refusal> {
    let run = server::run(&client, Some(run)).await?;
    let mut items = client.artifacts(&run.id).await?.items;
    items.retain(|item| {
        name.is_none_or(|name| item.name == name) && job.is_none_or(|job| item.job.as_deref() == Some(job))
    });
    if items.is_empty() {
        let what = name.map_or_else(String::new, |name| format!(" called `{name}`"));
        return Err(Refusal::new(format!("this run has left nothing{what}"))
            .help(format!("rustci artifacts list {} shows what there is", run.id)));
    }
    let mut fetched = Vec::new();
    for item in items {
        let folder = unpack::folder(into, &item)?;
        let archive = fetch(&client, &run.id, &item).await?;
        let files = unpack::unpack(archive, &folder)?;
        let many = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
        if !format.is_json() {
            print(&format!("{}: {many}\n", folder.display()))?;
        }
        fetched.push(json!({"name": item.name, "job": item.job, "folder": folder, "files": files}));
    }
    if format.is_json() {
        shown(&fetched, format, |_| String::new())?;
    }
    Ok(Exit::Passed)
}

/// The archive in a file without a name.
async fn fetch(client: &Client, run: &str, item: &Artifact) -> Result<std::fs::File, Refusal> {
    let failed = |error: std::io::Error| {
        Refusal::new(format!("cannot fetch `{}`: {}", item.name, crate::files::reason(&error)))
    };
    let mut pieces = client.artifact(run, &item.name, item.job.as_deref()).await?;
    let mut file = tempfile::tempfile().map_err(failed)?;
    let mut length: u64 = 0;
    while let Some(piece) = pieces.try_next().await.map_err(failed)? {
        file.write_all(&piece).map_err(failed)?;
        length += piece.len() as u64;
    }
    if length != item.bytes {
        return Err(Refusal::new(format!(
            "`{}` came with {length} bytes instead of {}: it was cut off",
            item.name, item.bytes
        ))
        .help("try again"));
    }
    file.rewind().map_err(failed)?;
    Ok(file)
}
