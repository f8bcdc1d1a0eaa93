//! Copies a folder for jobs: what git tracks and what it does not ignore, with a git folder that borrows objects.

mod file;
mod git;
mod index;
mod refs;
mod snapshot;
mod tree;

pub use snapshot::Snapshot;

#[cfg(test)]
mod tests;
