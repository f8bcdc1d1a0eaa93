//! `rustci scale`: how many jobs run at once.

use super::runners::rows;
use crate::refusal::{Exit, Refusal};
use crate::server::{Output, Which, shown};
use api::Scale;
use clap::Args;

/// `rustci scale`
#[derive(Debug, Args)]
pub struct Arguments {
    /// In what: docker, native, ...
    kind: String,
    /// How many
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    replicas: u32,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    which: Which,
}

/// Says it to the server; it holds until that starts again.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    arguments.which.ask(|client| async move {
        let scale = Scale { kind: arguments.kind.clone(), replicas: arguments.replicas };
        let runner = client.scale(&scale).await?;
        shown(&runner, arguments.output, |runner| rows(std::slice::from_ref(runner)))?;
        Ok(Exit::Passed)
    })
}
