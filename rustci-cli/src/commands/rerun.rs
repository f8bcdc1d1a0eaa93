//! `rustci rerun`: runs once more what an earlier run was made of.

use crate::refusal::{Exit, Refusal};
use crate::server::{self, Follow, Output, Which, follow, shown};
use api::client::LogWish;
use api::{Only, Rerun};
use clap::Args;

/// `rustci rerun`
#[derive(Debug, Args)]
pub struct Arguments {
    /// The run by its id, or the latest of a pipeline by its id or name
    run: String,
    /// Only the jobs that did not go well, and those after them; the others keep what they gave and left
    #[arg(long)]
    failed: bool,
    /// Show the new run until it has ended; the exit code is the run's
    #[arg(long, short)]
    follow: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Makes a new run of the same commit with the same inputs.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| async move {
        let before = server::run(&client, Some(&arguments.run)).await?;
        let run = client.rerun(&before.id, &Rerun { only: arguments.failed.then_some(Only::Failed) }).await?;
        if arguments.follow {
            let wish = LogWish { follow: true, ..LogWish::default() };
            return follow(&client, &run, &Follow { wish, since: None, output: arguments.output }).await;
        }
        shown(&run, arguments.output, |run| {
            let what = if arguments.failed { "what went wrong in" } else { "all of" };
            format!("run {} (#{}) does again {what} {}\n", run.id, run.number, before.id)
        })?;
        Ok(Exit::Passed)
    })
}
