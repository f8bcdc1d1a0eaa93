//! `rustcid`: serves.

use super::{Settings, told};
use rustcid::config::Flags;
use rustcid::serve::serve;
use std::process::ExitCode;

/// Serves until told to stop.
pub fn run(flags: &Flags) -> ExitCode {
    match super::settings(flags) {
        Settings::Good(loaded) => told(serve(*loaded, flags.clone())),
        Settings::Bad(code) => code,
    }
}
