//! The command line.

use crate::commands::{audit, backup, config, restore, secrets};
use clap::{Parser, Subcommand};
use rustcid::config::Flags;

/// The daemon: stores, triggers, queues and runs pipelines, and serves them over HTTP
#[derive(Debug, Parser)]
#[command(name = "rustcid", version, max_term_width = 100)]
pub struct Cli {
    /// Settings.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do; without one, serve.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check settings, or show them with their origins
    Config(config::Arguments),
    /// Copy the store into a new file, also while the server runs
    Backup(backup::Arguments),
    /// Make the store out of a backup; the server must not run, and have no store yet
    Restore(restore::Arguments),
    /// Say whether the audit log is as it was written
    Audit(audit::Arguments),
    /// Change the keys that secrets are sealed with
    Secrets(secrets::Arguments),
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
