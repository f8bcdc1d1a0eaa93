//! Expressions to terms and back, a file a dialect.

mod azure;
mod github;
mod gitlab;
mod groovy;
pub(crate) mod jenkins;
mod native;
mod regex;

use super::term::Term;
use expr::{Dialect, Expr};

/// What of an expression has no counterpart, as a sentence.
pub(crate) use github::truth;

pub(crate) type Unsaid = String;

/// Where an expression stands in the language it is said in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A condition decided before anything runs, or when a job begins.
    JobCondition,
    /// The condition of a step.
    StepCondition,
    /// A part of a text that the language fills in.
    Text,
}

/// What an expression means.
pub(crate) fn understand(expr: &Expr) -> Result<Term, Unsaid> {
    match expr.dialect() {
        Dialect::GitHub => github::understand(expr.ast()),
        Dialect::GitLab => gitlab::understand(expr.ast()),
        Dialect::Native => native::understand(expr.ast()),
        Dialect::Azure => azure::understand(expr.ast()),
        Dialect::Jenkins => groovy::understand(expr.ast()),
    }
}

/// A term in words of a dialect: an expression without marks around it.
pub(crate) fn say(term: &Term, dialect: Dialect, place: Place) -> Result<String, Unsaid> {
    match dialect {
        Dialect::GitHub => github::say(term, place),
        Dialect::GitLab => gitlab::say(&term.clone().pushed()),
        Dialect::Native => native::say(term),
        Dialect::Azure => azure::say(term, place),
        Dialect::Jenkins => jenkins::say(term, place),
    }
}

/// Operands with an operator between them, each in brackets if it needs some.
fn joined(
    terms: &[Term],
    operator: &str,
    needs_brackets: impl Fn(&Term) -> bool,
    one: impl Fn(&Term) -> Result<String, Unsaid>,
) -> Result<String, Unsaid> {
    let part = |term: &Term| {
        let text = one(term)?;
        Ok(if needs_brackets(term) { format!("({text})") } else { text })
    };
    Ok(terms.iter().map(part).collect::<Result<Vec<_>, Unsaid>>()?.join(operator))
}
