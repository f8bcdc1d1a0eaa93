//! rustcid: the daemon of RustCI.

mod cli;
mod commands;

use clap::Parser;
use cli::{Cli, Command};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        None => commands::serve::run(&cli.flags),
        Some(Command::Config(arguments)) => commands::config::run(&arguments, &cli.flags),
        Some(Command::Audit(arguments)) => commands::audit::run(&arguments, &cli.flags),
        Some(Command::Backup(arguments)) => commands::backup::run(&arguments, &cli.flags),
        Some(Command::Restore(arguments)) => commands::restore::run(&arguments, &cli.flags),
        Some(Command::Secrets(arguments)) => commands::secrets::run(&arguments, &cli.flags),
    }
}
