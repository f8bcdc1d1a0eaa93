//! Rules over the IR, one function each.
//!
//! [`check`] runs all of [`LINTS`]. A rule looks at what the author meant, never at the language it was written in:
//! what one language alone knows is checked by its reader. To add a rule, write a function and a row in its file, and
//! name the row in [`LINTS`]. A comment `# rustci: ignore CODE` leaves a finding out: see [`is_ignored`].

mod actions;
mod conditions;
mod credentials;
mod cron;
mod expressions;
mod ids;
mod ignore;
mod injection;
mod matrix;
mod needs;
pub mod scripts;
mod steps;
mod unreachable;

pub use ignore::is_ignored;

use diag::{Code, Diagnostic, Rule, Span};
use ir::Pipeline;

/// A rule and the function that looks for what it forbids.
pub struct Lint {
    /// Its page.
    pub rule: Rule,
    /// Looks at a pipeline and says what is wrong.
    pub check: fn(&Pipeline, &mut Vec<Diagnostic>),
}

/// Every rule.
pub const LINTS: &[Lint] = &[
    ids::STEPS,
    needs::UNKNOWN,
    needs::TWICE,
    needs::CYCLE,
    expressions::LINT,
    conditions::LINT,
    unreachable::LINT,
    matrix::DUPLICATE,
    matrix::EXCLUDE,
    cron::SYNTAX,
    cron::FREQUENCY,
    injection::LINT,
    credentials::LINT,
    actions::OUTDATED,
    actions::MISSING,
    actions::UNKNOWN,
    actions::DEPRECATED,
];

/// All findings about a pipeline, in the order of their places.
#[must_use]
pub fn check(pipeline: &Pipeline) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for lint in LINTS {
        (lint.check)(pipeline, &mut findings);
    }
    findings.sort_by(|a, b| place(a).cmp(&place(b)));
    // What stands once may be meant many times: a default, an alias.
    findings.dedup_by(|later, earlier| place(later) == place(earlier));
    findings
}

fn place(finding: &Diagnostic) -> (Span, Code, &str) {
    (finding.primary.span, finding.code, &finding.message)
}
