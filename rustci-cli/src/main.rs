//! rustci: check, convert and run any CI pipeline.

mod cli;
mod commands;
mod facts;
mod files;
mod format;
mod git;
mod loader;
mod local;
mod output;
mod refusal;
mod repository;
mod selection;
mod ui;

use clap::Parser;
use cli::{Cli, Command};
use refusal::{Exit, Refusal};
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Validate(arguments) => commands::validate::run(&arguments),
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Plan(arguments) => commands::plan::run(&arguments),
        Command::Convert(arguments) => commands::convert::run(&arguments),
        Command::Expr(arguments) => commands::expr::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Schema => commands::schema::run(),
    };
    let exit = done.unwrap_or_else(|refusal: Refusal| {
        output::complain(&refusal);
        Exit::Usage
    });
    exit.into()
}
