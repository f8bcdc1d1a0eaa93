//! The command line.

use crate::commands::{convert, explain, expr, plan, run, validate};
use clap::{Parser, Subcommand};

const ABOUT: &str =
    "Checks and runs GitHub Actions, GitLab CI, Azure Pipelines and native pipelines on this machine.";

const EXIT_CODES: &str = "\
Exit codes:
  0    passed; nothing wrong found
  1    a job failed; validate found errors
  2    wrong usage, or a pipeline that cannot be run
  130  cancelled";

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
