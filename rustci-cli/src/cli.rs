//! The command line.

use crate::commands::{
    approve, artifacts, benchmark, cancel, completions, contexts, convert, explain, expr, login, logout,
    logs, man, pipelines, plan, rerun, run, runners, runs, scale, secrets, stats, trigger, validate, whoami,
};
use clap::{Parser, Subcommand};

const ABOUT: &str = "Checks, converts and runs any CI pipeline, on this machine or on a server.";

const EXIT_CODES: &str = "\
Exit codes:
  0    passed; nothing wrong found
  1    a job failed; validate found errors; a run that was followed failed
  2    wrong usage, or a pipeline that cannot be run
  130  cancelled; Ctrl-C while a run on a server is followed, which goes on";

/// `rustci`
#[derive(Debug, Parser)]
#[command(name = "rustci", version, about = ABOUT, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what is wrong with CI files, and where
    Validate(validate::Arguments),
    /// Run a pipeline on this machine
    Run(run::Arguments),
    /// Show what would run: matrices expanded, rules decided, jobs in order
    Plan(plan::Arguments),
    /// Write pipelines in another language
    Convert(convert::Arguments),
    /// Evaluate an expression, or many
    Expr(expr::Arguments),
    /// Print the page of a rule, or list all rules
    Explain(explain::Arguments),
    /// Print the JSON Schema of RustCI's own format
    Schema,
    /// Keep how a server is reached, with a token that is tried first
    Login(login::Arguments),
    /// Forget a server and its token
    Logout(logout::Arguments),
    /// Say who asks which server
    Whoami(whoami::Arguments),
    /// The servers that somebody has logged in to
    Contexts(contexts::Arguments),
    /// The pipelines that the server keeps
    Pipelines(pipelines::Arguments),
    /// Make a run on the server, of a file or of a pipeline that it has
    Trigger(trigger::Arguments),
    /// The runs on the server
    Runs(runs::Arguments),
    /// Show what a run on the server printed, and prints
    Logs(logs::Arguments),
    /// End a run on the server, or one of its jobs
    Cancel(cancel::Arguments),
    /// Run once more what an earlier run was made of
    Rerun(rerun::Arguments),
    /// Let a job go on that waits for a person
    Approve(approve::Arguments),
    /// The files that a run left
    Artifacts(artifacts::Arguments),
    /// What jobs may use and nobody may read
    Secrets(secrets::Arguments),
    /// Who runs jobs
    Runners(runners::Arguments),
    /// Say how many jobs run at once
    Scale(scale::Arguments),
    /// The server in figures
    Stats(stats::Arguments),
    /// Measure how fast the server makes runs
    Benchmark(benchmark::Arguments),
    /// Print what a shell needs to complete commands
    Completions(completions::Arguments),
    /// Print or write the manual
    Man(man::Arguments),
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }
}
