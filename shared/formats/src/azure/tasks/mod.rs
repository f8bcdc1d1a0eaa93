//! Tasks: programs that the service brings, which a step names with `task: Name@1`.
//!
//! What inputs they take is a table; what the common ones do is said in terms that every CI knows.

mod check;
mod reference;
pub mod rules;
mod table;

use diag::{Diagnostic, Text};
use ir::With;

/// Findings about one use of a task: its name, its version, and what it is given.
pub fn check(text: &Text, with: &With, findings: &mut Vec<Diagnostic>) {
    match reference::TaskReference::read(text) {
        Ok(reference) => check::check(reference, text, with, findings),
        Err(wrong) => findings.push(*wrong),
    }
}
