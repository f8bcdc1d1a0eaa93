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
mod server;
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
        Command::Login(arguments) => commands::login::run(&arguments),
        Command::Logout(arguments) => commands::logout::run(&arguments),
        Command::Whoami(arguments) => commands::whoami::run(&arguments),
        Command::Contexts(arguments) => commands::contexts::run(&arguments),
        Command::Pipelines(arguments) => commands::pipelines::run(&arguments),
        Command::Trigger(arguments) => commands::trigger::run(&arguments),
        Command::Runs(arguments) => commands::runs::run(&arguments),
        Command::Logs(arguments) => commands::logs::run(&arguments),
        Command::Cancel(arguments) => commands::cancel::run(&arguments),
        Command::Rerun(arguments) => commands::rerun::run(&arguments),
        Command::Approve(arguments) => commands::approve::run(&arguments),
        Command::Artifacts(arguments) => commands::artifacts::run(&arguments),
        Command::Secrets(arguments) => commands::secrets::run(&arguments),
        Command::Runners(arguments) => commands::runners::run(&arguments),
        Command::Scale(arguments) => commands::scale::run(&arguments),
        Command::Stats(arguments) => commands::stats::run(&arguments),
        Command::Benchmark(arguments) => commands::benchmark::run(&arguments),
        Command::Completions(arguments) => commands::completions::run(&arguments),
        Command::Man(arguments) => commands::man::run(&arguments),
    };
    let exit = done.unwrap_or_else(|refusal: Refusal| {
        output::complain(&refusal);
        Exit::Usage
    });
    exit.into()
}
