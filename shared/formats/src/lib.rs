//! The CI languages: one folder and one row in [`FORMATS`] each.
//!
//! A format detects its files by path and content, reads them into the IR, writes the IR, makes the variables
//! its jobs see (`environ`), and understands what a running step says (`signal`).

pub mod azure;
pub mod convert;
mod format;
pub mod github;
mod gitlab;
mod groovy_text;
mod jenkins;
mod loader;
mod matcher;
pub mod rustci;
mod tree;
mod write;

/// What actions are made of; any language may use them.
pub use github::action;

/// Groups of variables in files: any language may have them.
pub use azure::{GROUP_FOLDER, group_secrets};
pub use convert::losses::LOSSES;
pub use format::{Commands, Environ, Format, Masking, Reading, Score, SecretUse, SignalFile};
pub use loader::{Loaded, Loader, Missing, Nothing, Request};
pub use matcher::{MatcherError, Matchers};
pub use write::{Form, Writer, Writing};

/// Every format, most particular first.
pub const FORMATS: &[&Format] = &[
    github::FORMAT,
    github::ACTION,
    &gitlab::FORMAT,
    &azure::FORMAT,
    &jenkins::FORMAT,
    &jenkins::YAML,
    &rustci::RUSTCI,
];

/// The format of that id, as `github-actions`.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.id == id)
}

/// The format a file is most likely in, by its path and content; `None` when no format recognises it.
#[must_use]
pub fn detect(path: &str, document: Option<&yaml::Document>) -> Option<&'static Format> {
    let scored = FORMATS.iter().map(|format| ((format.detect)(path, document), *format));
    scored.filter(|(score, _)| score.0 > 0).max_by_key(|(score, _)| *score).map(|(_, format)| format)
}
