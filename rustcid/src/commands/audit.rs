//! `rustcid audit`: whether the audit log is as it was written.

use super::{Settings, tell};
use clap::{Args, Subcommand};
use rustcid::audit;
use rustcid::config::Flags;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use stores::AuditVerdict;

/// `rustcid audit`
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Compare every entry with its hash, and that with the entry before
    Verify {
        /// A copy that the API exported; without one, the log of the server, which must not run
        file: Option<PathBuf>,
    },
}

/// Ends with 0 when the log is whole, 1 when it is not, 2 when nothing can be said.
pub fn run(arguments: &Arguments, flags: &Flags) -> ExitCode {
    let Verb::Verify { file } = &arguments.verb;
    let verdict = match file {
        Some(file) => File::open(file)
            .map_err(audit::CopyError::from)
            .and_then(|copy| audit::of_copy(BufReader::new(copy)))
            .map_err(|error| error.to_string()),
        None => match super::settings(flags) {
            Settings::Good(loaded) => audit::of_store(&loaded.config).map_err(|error| error.to_string()),
            Settings::Bad(code) => return code,
        },
    };
    let (said, code) = match verdict {
        Ok(AuditVerdict::Whole { entries, head }) => {
            let head: String = head.iter().map(|byte| format!("{byte:02x}")).collect();
            (format!("whole: {entries} entries, the last one's hash is {head}\n"), ExitCode::SUCCESS)
        }
        Ok(AuditVerdict::Broken { number }) => {
            (format!("broken: entry {number} is not as it was written\n"), ExitCode::from(1))
        }
        Err(error) => {
            tell(&format!("error: {error}\n"));
            return ExitCode::from(2);
        }
    };
    // Whoever closed it reads the exit code.
    std::io::stdout().write_all(said.as_bytes()).ok();
    code
}
