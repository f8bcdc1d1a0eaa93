//! rustcid: the daemon of RustCI.

mod cli;
mod commands;

use clap::Parser;
use cli::{Cli, Command};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Command::Config(arguments) => commands::config::run(&arguments, &cli.flags),
    }
}
