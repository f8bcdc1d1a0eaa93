//! `rustci completions`: what a shell completes.

use crate::cli::Cli;
use crate::output::print;
use crate::refusal::{Exit, Refusal};
use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

/// `rustci completions`
#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Prints a script for the shell.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "rustci", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Passed)
}
