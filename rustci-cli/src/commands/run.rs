//! `rustci run`: runs a pipeline on this machine.

mod house;
mod preview;
mod secrets;
mod showing;

use crate::local;
use crate::output::print;
use crate::refusal::{Exit, Refusal};
use crate::selection::{Selected, Selection};
use clap::{Args, ValueEnum};
use events::{Outcome, RunId};
use ir::{EnvEntry, EnvKind, Spanned, Template, Text};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// `rustci run`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// Where steps run
    #[arg(long, value_enum, default_value_t = Place::Native)]
    executor: Place,
    /// The image of jobs that name none, in Docker
    #[arg(long, value_name = "IMAGE")]
    image: Option<String>,
    /// Run in the repository itself instead of a copy for each job
    #[arg(long)]
    in_place: bool,
    /// Secrets in a file of NAME=VALUE lines
    #[arg(long, value_name = "FILE")]
    secret_file: Vec<PathBuf>,
    /// A secret that steps get as a file: a name, and the file that holds it
    #[arg(long, value_name = "NAME=FILE", value_parser = crate::selection::pair)]
    file_secret: Vec<(String, String)>,
    /// A variable in the environment of every step
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = crate::selection::pair)]
    env: Vec<(String, String)>,
    /// How many jobs at once; twice the processors if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    slots: Option<u16>,
    /// Processors that one job may use, in Docker
    #[arg(long, value_name = "N")]
    cpus: Option<f64>,
    /// Memory in megabytes that one job may use, in Docker
    #[arg(long, value_name = "MB")]
    memory: Option<u64>,
    /// What would run, and why the rest would not; runs nothing
    #[arg(long, group = "preview")]
    list: bool,
    /// The jobs and steps in order; runs nothing
    #[arg(long, group = "preview")]
    dry_run: bool,
    /// The jobs as a graph; runs nothing
    #[arg(long, group = "preview")]
    graph: bool,
    /// What is printed: lines for people, or events as JSON lines
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

/// Where steps run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Place {
    /// Processes of this machine.
    Native,
    /// Containers.
    Docker,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Docker => "docker",
        }
    }

    /// How jobs run there.
    fn phrase(self) -> &'static str {
        match self {
            Self::Native => "natively",
            Self::Docker => "in Docker",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    Human,
    Json,
}

/// Runs the pipeline, or shows what would run.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let mut selected = arguments.selection.select(fresh_id())?;
    showing::findings(&selected, arguments.format)?;
    let Some(mut plan) = selected.plan.take() else { return Ok(Exit::Usage) };
    let Some(facts) = selected.facts.take() else { return Ok(Exit::Usage) };
    plan.env.extend(arguments.env.iter().map(|(name, value)| variable(name, value)));
    if arguments.list || arguments.dry_run || arguments.graph {
        print(&preview::preview(&plan, arguments))?;
        return Ok(Exit::Passed);
    }
    let secrets =
        secrets::gather(&arguments.selection.secrets, &arguments.secret_file, &arguments.file_secret)?;
    let secrets = secrets::with_groups(secrets, &selected.sources, &arguments.selection.groups);
    let outcome = runtime()?.block_on(async {
        let Selected { root, snapshot, .. } = &selected;
        let house = house::build(arguments, root, snapshot.clone(), &facts, secrets).await?;
        showing::notes(&plan, arguments)?;
        let view = showing::view(arguments.format);
        local::run(plan, facts, house, view).await.map_err(Refusal::new)
    })?;
    Ok(match outcome {
        Outcome::Success | Outcome::Skipped => Exit::Passed,
        Outcome::Failure => Exit::Failed,
        Outcome::Cancelled => Exit::Cancelled,
    })
}

fn variable(name: &str, value: &str) -> EnvEntry {
    EnvEntry {
        name: Spanned::new(name.to_owned(), ir::Span::NOWHERE),
        value: Template::literal(Text::from(value)),
        kind: EnvKind::Raw,
        prompt: None,
    }
}

/// An id that no other run of this machine has: digits, as some tools insist on.
fn fresh_id() -> RunId {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    RunId::from(format!("{}{:03}", now.as_micros(), std::process::id() % 1000))
}

fn runtime() -> Result<tokio::runtime::Runtime, Refusal> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(|error| Refusal::new(format!("cannot start: {error}")))
}
