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

/// What a verb that asks a server ends with.
const ASKED: &str = "\
Exit codes:
  0    done
  2    wrong usage, no server, or one that refuses: standard error says why and what to do";

/// What a verb that shows a run on a server ends with.
const SHOWN: &str = "\
Exit codes:
  0    the run passed, has not ended yet, or is not followed
  1    the run failed
  2    wrong usage, no server, or one that refuses: standard error says why and what to do
  130  the run was cancelled; Ctrl-C while it is followed, and it goes on";

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
    #[command(after_help = ASKED)]
    Login(login::Arguments),
    /// Forget a server and its token
    #[command(after_help = ASKED)]
    Logout(logout::Arguments),
    /// Say who asks which server
    #[command(after_help = ASKED)]
    Whoami(whoami::Arguments),
    /// The servers that somebody has logged in to
    #[command(after_help = ASKED)]
    Contexts(contexts::Arguments),
    /// The pipelines that the server keeps
    #[command(after_help = ASKED)]
    Pipelines(pipelines::Arguments),
    /// Make a run on the server, of a file or of a pipeline that it has
    #[command(after_help = SHOWN)]
    Trigger(trigger::Arguments),
    /// The runs on the server
    #[command(after_help = ASKED)]
    Runs(runs::Arguments),
    /// Show what a run on the server printed, and prints
    #[command(after_help = SHOWN)]
    Logs(logs::Arguments),
    /// End a run on the server, or one of its jobs
    #[command(after_help = ASKED)]
    Cancel(cancel::Arguments),
    /// Run once more what an earlier run was made of
    #[command(after_help = SHOWN)]
    Rerun(rerun::Arguments),
    /// Let a job go on that waits for a person
    #[command(after_help = ASKED)]
    Approve(approve::Arguments),
    /// The files that a run left
    #[command(after_help = ASKED)]
    Artifacts(artifacts::Arguments),
    /// What jobs may use and nobody may read
    #[command(after_help = ASKED)]
    Secrets(secrets::Arguments),
    /// Who runs jobs
    #[command(after_help = ASKED)]
    Runners(runners::Arguments),
    /// Say how many jobs run at once
    #[command(after_help = ASKED)]
    Scale(scale::Arguments),
    /// The server in figures
    #[command(after_help = ASKED)]
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
