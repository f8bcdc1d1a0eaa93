//! Branches that are not taken: nothing in them is evaluated, but their expressions must be readable.
use super::directive;
use diag::{Diagnostic, Text};
use expr::{Dialect, Template};
use yaml::{Findings, Kind, Node};

/// Reports expressions that cannot be read.
pub(super) fn check(node: &Node, findings: &Findings) {
    match &node.kind {
        Kind::Scalar(scalar) if directive::is_directive(&scalar.text) => {
            findings.push(directive::misplaced(&scalar.text));
        }
        Kind::Scalar(scalar) => text(&scalar.text, findings),
        Kind::Seq(items) => items.iter().for_each(|item| check(item, findings)),
        Kind::Map(mapping) => {
            for entry in mapping.iter() {
                if let Kind::Scalar(key) = &entry.key.kind {
                    text(&key.text, findings);
                }
                check(&entry.value, findings);
            }
        }
    }
}

fn text(text: &Text, findings: &Findings) {
    if !text.as_str().contains("${{") {
        return;
    }
    let problems = match directive::parse(text) {
        Some(Ok(_)) => return,
        Some(Err(problems)) => problems,
        None => Template::before_reading(text, Dialect::Azure).1,
    };
    // Which functions there are is a matter of evaluation.
    let unreadable = |problem: &Diagnostic| problem.code == diag::Code("expression-syntax");
    problems.into_iter().filter(unreadable).for_each(|problem| findings.push(problem));
}
