use super::reader::Reader;
use super::rules::ID;
use diag::{Diagnostic, Text};

/// Reports an id of a job or a step that cannot be one.
pub(super) fn check(reader: &Reader<'_>, id: &Text, what: &str) {
    let text = id.as_str();
    let first = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let problem = if text.is_empty() {
        "is empty"
    } else if text.contains("${{") {
        return reader.no_expression(id);
    } else if !first || !rest {
        "begins with a letter or \"_\" and goes on with letters, digits, \"-\" and \"_\""
    } else if text.len() >= 100 {
        "has less than 100 characters"
    } else if text.starts_with("__") {
        "does not begin with \"__\", which GitHub keeps for itself"
    } else {
        return;
    };
    let message = if text.is_empty() {
        format!("the id of a {what} cannot be empty")
    } else {
        format!("\"{text}\" cannot be the id of a {what}: an id {problem}")
    };
    reader.findings.push(Diagnostic::error(ID, id.span(), message));
}
