//! What was read for one key, and where it came from.

use diag::Span;
use std::borrow::Cow;

/// Where a value came from; later ones win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// The settings file.
    File {
        /// Its name.
        name: String,
        /// The line of the value, from 1.
        line: u32,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { name, line } => write!(f, "{name}:{line}"),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// One key with its value.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The key: `server.port`.
    pub key: &'static str,
    /// The variable that sets it. None for what is too large for one.
    pub variable: Option<Cow<'static, str>>,
    /// The value in effect, secrets hidden; empty when there is none.
    pub value: String,
    /// The value without any layer above the defaults; empty when there is none.
    pub default: String,
    /// Where the value came from.
    pub origin: Origin,
    /// Why the value does nothing, if it does nothing.
    pub no_effect: Option<&'static str>,
    /// Where it was written, if it was.
    pub(super) span: Span,
}

/// The variable of a key that has no name of its own: `RUSTCI_SERVER_PORT` for `server.port`.
pub(super) fn variable_of(key: &str) -> String {
    format!("RUSTCI_{}", key.replace('.', "_").to_ascii_uppercase())
}
