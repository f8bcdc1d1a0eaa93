//! `rustcid backup`: copies the store.

use super::{Settings, told};
use clap::Args;
use rustcid::config::Flags;
use std::path::PathBuf;
use std::process::ExitCode;

/// `rustcid backup`
#[derive(Args, Debug)]
pub struct Arguments {
    /// The file to make
    file: PathBuf,
}

/// Copies the store as it is at one moment.
pub fn run(arguments: &Arguments, flags: &Flags) -> ExitCode {
    match super::settings(flags) {
        Settings::Good(loaded) => told(rustcid::backup::backup(&loaded.config, &arguments.file)),
        Settings::Bad(code) => code,
    }
}
