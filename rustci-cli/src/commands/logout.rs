//! `rustci logout`: forgets how a server is reached.

use crate::refusal::{Exit, Refusal};
use crate::server::{Contexts, Known, Output, shown};
use clap::Args;
use serde_json::json;

/// `rustci logout`
#[derive(Debug, Args)]
pub struct Arguments {
    /// The context to forget; without one, that in use
    #[arg(long, value_name = "NAME", env = "RUSTCI_CONTEXT")]
    context: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// Forgets a context and its token. The token itself stays valid until it is taken back.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let mut contexts = Contexts::load()?;
    let name = arguments.context.clone().or_else(|| contexts.current.clone());
    let name = name.ok_or_else(|| Refusal::new("nobody is logged in"))?;
    contexts.named(&name)?;
    let known = contexts.contexts.shift_remove(&name);
    if contexts.current.as_deref() == Some(&name) {
        contexts.current = None;
    }
    contexts.save()?;
    let rest = match known {
        Some(Known::Remote { .. }) => "; its token stays valid until the server takes it back",
        _ => "",
    };
    shown(&json!({ "forgotten": name }), arguments.output, |_| {
        format!("context {name} is forgotten{rest}\n")
    })?;
    Ok(Exit::Passed)
}
