//! The verbs, one file each.

pub mod audit;
pub mod backup;
pub mod config;
pub mod restore;
pub mod secrets;
pub mod serve;

use ::rustcid::StartError;
use ::rustcid::config::{Flags, Inputs, Loaded, read};
use diag::render::Human;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// What the settings came to.
enum Settings {
    /// What the daemon is told to be.
    Good(Box<Loaded>),
    /// What is wrong has been told.
    Bad(ExitCode),
}

/// Reads the settings, and tells what was found if nothing can be done with them.
fn settings(flags: &Flags) -> Settings {
    let loaded = match Inputs::gather(flags) {
        Ok(inputs) => read(&inputs),
        Err(error) => {
            tell(&format!("error: {error}\n"));
            return Settings::Bad(ExitCode::from(2));
        }
    };
    if !loaded.is_refused() {
        return Settings::Good(Box::new(loaded));
    }
    let color = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let human = Human { color: color && std::io::stderr().is_terminal(), width: None };
    tell(&human.render(&loaded.sources, &loaded.diagnostics));
    Settings::Bad(ExitCode::from(1))
}

/// How the program ends.
fn told(done: Result<(), StartError>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("error: {error}\n"));
            ExitCode::from(2)
        }
    }
}

/// To standard error. Whoever closed it wants to hear nothing.
fn tell(text: &str) {
    std::io::stderr().write_all(text.as_bytes()).ok();
}
