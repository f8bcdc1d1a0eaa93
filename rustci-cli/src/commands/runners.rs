//! `rustci runners`: who runs jobs.

use crate::output::print;
use crate::refusal::{Exit, Refusal};
use crate::server::{Output, Which, shown, table, time};
use api::{Runner, RunnerState};
use clap::{Args, Subcommand};

/// `rustci runners`
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// The runners there are
    List {
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        which: Which,
    },
    /// One runner
    Show(One),
    /// Let a runner end what it has, and take no more
    Drain(One),
    /// Let it take jobs again
    Resume(One),
    /// Forget a runner
    Delete(One),
}

#[derive(Debug, Args)]
struct One {
    /// Its id
    id: String,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Does it.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let (which, output) = match &arguments.deed {
        Deed::List { output, which } => (which, *output),
        Deed::Show(one) | Deed::Drain(one) | Deed::Resume(one) | Deed::Delete(one) => {
            (&one.which, one.output)
        }
    };
    which.ask(|client| async move {
        let runner = match &arguments.deed {
            Deed::List { .. } => {
                shown(&client.runners().await?, output, |all| rows(all))?;
                return Ok(Exit::Passed);
            }
            Deed::Delete(one) => {
                client.delete_runner(&one.id).await?;
                print(&format!("runner {} is forgotten\n", one.id))?;
                return Ok(Exit::Passed);
            }
            Deed::Show(one) => client.runner(&one.id).await?,
            Deed::Drain(one) => client.drain_runner(&one.id).await?,
            Deed::Resume(one) => client.resume_runner(&one.id).await?,
        };
        shown(&runner, output, |runner| rows(std::slice::from_ref(runner)))?;
        Ok(Exit::Passed)
    })
}

/// Runners as a table.
pub fn rows(all: &[Runner]) -> String {
    let row = |runner: &Runner| {
        let state = match runner.state {
            RunnerState::Active => "active",
            RunnerState::Draining => "draining",
        };
        let (labels, slots) = (runner.labels.join(", "), runner.slots.to_string());
        [runner.id.clone(), runner.name.clone(), labels, slots, state.to_owned(), time(runner.seen)]
    };
    let head = ["id", "name", "labels", "slots", "state", "seen"];
    table(head, all.iter().map(row).collect(), "there are no runners")
}
