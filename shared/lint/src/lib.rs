//! Rules over the IR, one function each.

use diag::{Diagnostic, Rule};
use ir::Pipeline;

/// One rule and the function that looks for what it forbids.
pub struct Lint {
    /// Its page.
    pub rule: Rule,
    /// Adds what it finds.
    pub check: fn(&Pipeline, &mut Vec<Diagnostic>),
}

/// Every rule.
pub const LINTS: &[Lint] = &[];

/// All that the rules find, by place.
#[must_use]
pub fn check(pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    LINTS.iter().for_each(|lint| (lint.check)(pipeline, &mut found));
    found.sort_by_key(|finding| finding.primary.span);
    found
}
