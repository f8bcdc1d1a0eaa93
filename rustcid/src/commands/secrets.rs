//! `rustcid secrets`: the keys that secrets are sealed with.

use super::{Settings, told};
use clap::{Args, Subcommand};
use rustcid::config::Flags;
use rustcid::rotation::{self, Told};
use std::io::Write;
use std::process::ExitCode;

/// `rustcid secrets`
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Seal all secrets with a new master key, also while the server runs
    Rotate,
}

/// Rotates.
pub fn run(arguments: &Arguments, flags: &Flags) -> ExitCode {
    let Verb::Rotate = arguments.verb;
    let config = match super::settings(flags) {
        Settings::Good(loaded) => loaded.config,
        Settings::Bad(code) => return code,
    };
    told(rotation::rotate(&config).map(|told| {
        let mut out = std::io::stdout().lock();
        let said = match &told {
            Told::Done { key, rotated } => {
                let left = rotated.left.iter().map(|why| format!("left as it is: {why}\n"));
                let done = format!("{} secrets are sealed with {key} now\n", rotated.resealed);
                left.chain([done]).collect()
            }
            Told::LeftToServer => {
                "the server that runs seals all secrets with the new key within a minute, and says so in its log\n"
                    .to_owned()
            }
        };
        // Whoever closed it wants to hear nothing.
        out.write_all(said.as_bytes()).ok();
    }))
}
