//! Rules over the IR, one function each.
//!
//! [`check`] runs all of [`LINTS`]. A rule looks at what the author meant, never at the language it was written in:
//! what one language alone knows is checked by its reader. To add a rule, write a function and a row in its file, and
//! name the row in [`LINTS`]. What could be misused is looked for by [`AUDITS`], as far as anybody asks. A comment `# rustci: ignore CODE` leaves a finding out: see [`is_ignored`].

mod actions;
mod audit;
mod conditions;
mod credentials;
mod cron;
mod expressions;
mod ids;
mod ignore;
mod matrix;
mod needs;
pub mod scripts;
mod steps;
mod unreachable;

pub use audit::{AUDITS, Audit, Auditing, Level, audit};
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
    ordered(findings)
}

/// Findings in the order of their places, each once.
fn ordered(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.sort_by(|a, b| place(a).cmp(&place(b)));
    // What stands once may be meant many times: a default, an alias.
    findings.dedup_by(|later, earlier| place(later) == place(earlier));
    findings
}

fn place(finding: &Diagnostic) -> (Span, Code, &str) {
    (finding.primary.span, finding.code, &finding.message)
}
