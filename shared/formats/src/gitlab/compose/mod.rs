//! From files to one tree: headers, inputs, includes, `extends` and references are dealt with here, in GitLab's order,
//! so that reading a job needs to know of none of them. Every node still points to where it was written.

mod component;
mod document;
pub mod entry;
mod extends;
mod include;
mod inputs;
mod interpolate;
mod reference;
mod scope;

pub use document::Source;
pub use include::Includer;
pub use inputs::{Given, of_job as job_inputs, to_value};
pub use scope::Variables;

use super::tree;
use yaml::{Findings, Node};

/// `extends` and references applied. `partial`: some names may be defined in files that were not read.
pub fn resolve(root: &Node, partial: bool, findings: &Findings) -> Node {
    let extended = extends::apply(root, partial, findings);
    reference::apply(&extended, partial, findings)
}

/// Whether a top-level key is one of the words that are no job.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Top-level keys that are no job.
pub const KEYWORDS: &[&str] = &[
    "$schema",
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "services",
    "spec",
    "stages",
    "variables",
    "workflow",
];

/// The tree without its includes, which have been followed.
fn without_includes(root: &Node) -> Node {
    tree::without(root, "include")
}
