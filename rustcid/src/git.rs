//! Repositories: git runs as a process, over a bare mirror of each, and what it is given is looked at before.

mod address;
mod command;
mod error;
mod mirror;
mod reach;
mod refs;
mod tree;

pub use address::{Address, AddressError};
pub use command::{Git, Token};
pub use error::GitError;
pub use mirror::{Mirror, Mirrors};
pub use refs::{RefName, is_hash};
pub use tree::Tree;
