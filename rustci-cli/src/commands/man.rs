//! `rustci man`: the manual.

use crate::cli::Cli;
use crate::output::print;
use crate::refusal::{Exit, Refusal};
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use std::path::{Path, PathBuf};

/// `rustci man`
#[derive(Debug, Args)]
pub struct Arguments {
    /// Write a page for each verb into this folder; without one the first page is printed
    folder: Option<PathBuf>,
}

/// Prints a page, or writes them all.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let mut command = Cli::command();
    // It completes the names of verbs within verbs.
    command.build();
    match &arguments.folder {
        Some(folder) => write(&command, folder)?,
        None => print(&String::from_utf8_lossy(&page(&command)?))?,
    }
    Ok(Exit::Passed)
}

fn page(command: &Command) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::new();
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let man = Man::new(command.clone()).title(name).date("").source("RustCI").manual("RustCI");
    man.render(&mut text).map_err(|error| Refusal::new(format!("cannot write the page: {error}")))?;
    Ok(text)
}

/// A verb's page, and those of the verbs within it.
fn write(command: &Command, folder: &Path) -> Result<(), Refusal> {
    let path = folder.join(format!("{}.1", command.get_display_name().unwrap_or(command.get_name())));
    std::fs::write(&path, page(command)?).map_err(|error| {
        Refusal::new(format!("cannot write {}: {}", path.display(), crate::files::reason(&error)))
    })?;
    command
        .get_subcommands()
        .filter(|verb| verb.get_name() != "help")
        .try_for_each(|verb| write(verb, folder))
}
