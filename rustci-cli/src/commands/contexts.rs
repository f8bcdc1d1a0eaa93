//! `rustci contexts`: the servers that somebody has logged in to.

use crate::refusal::{Exit, Refusal};
use crate::server::{Contexts, Known, Output, shown, table};
use clap::{Args, Subcommand};
use serde_json::json;

/// `rustci contexts`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Option<Deed>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Use this one where none is named
    Use {
        /// Its name
        name: String,
        #[command(flatten)]
        output: Output,
    },
}

/// Lists them, or turns to another.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let mut contexts = Contexts::load()?;
    if let Some(Deed::Use { name, output }) = &arguments.deed {
        contexts.named(name)?;
        contexts.current = Some(name.clone());
        contexts.save()?;
        shown(&json!({ "current": name }), *output, |_| format!("context {name} is in use\n"))?;
        return Ok(Exit::Passed);
    }
    let place = |known: &Known| match known {
        Known::Remote { url, .. } => url.clone(),
        Known::Local { state } => format!("this machine, {}", state.display()),
    };
    let current = contexts.current.as_deref();
    let rows: Vec<_> = contexts.contexts.iter().map(|(name, known)| (name, place(known))).collect();
    let told: Vec<_> = rows
        .iter()
        .map(|(name, server)| json!({"name": name, "server": server, "current": Some(name.as_str()) == current}))
        .collect();
    shown(&told, arguments.output, |_| {
        let mark = |name: &str| if Some(name) == current { "*" } else { "" };
        let rows = rows.iter().map(|(name, server)| [mark(name).into(), (*name).clone(), server.clone()]);
        table(["", "name", "server"], rows.collect(), "nobody has logged in: rustci login URL")
    })?;
    Ok(Exit::Passed)
}
