//! `rustcid restore`: makes a store out of a backup.

use super::{Settings, told};
use clap::Args;
use rustcid::config::Flags;
use std::path::PathBuf;
use std::process::ExitCode;

/// `rustcid restore`
#[derive(Args, Debug)]
pub struct Arguments {
    /// The backup
    file: PathBuf,
}

/// Makes the store, unless there is one.
pub fn run(arguments: &Arguments, flags: &Flags) -> ExitCode {
    match super::settings(flags) {
        Settings::Good(loaded) => told(rustcid::backup::restore(&loaded.config, &arguments.file)),
        Settings::Bad(code) => code,
    }
}
