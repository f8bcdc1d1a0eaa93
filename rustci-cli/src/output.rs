//! Writing to the terminal or a pipe: a reader that has gone away is no error.

use crate::refusal::Refusal;
use std::io::{ErrorKind, IsTerminal, Write};

/// Writes to standard output.
pub fn print(text: &str) -> Result<(), Refusal> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Refusal::new(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a refusal to standard error. When even that cannot be written there is nobody left to tell.
pub fn complain(refusal: &Refusal) {
    tell(refusal);
}

/// Tells a person something on standard error. Whoever closed it wants to hear nothing.
pub fn tell(text: impl std::fmt::Display) {
    writeln!(std::io::stderr(), "{text}").ok();
}

/// Whether to colour what goes to standard error.
pub fn colour_of_errors() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::io::stderr().is_terminal()
}

/// Whether to colour what goes to standard output.
pub fn colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::io::stdout().is_terminal()
}
