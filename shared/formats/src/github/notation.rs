//! YAML that GitHub does not take: merge keys, and tags other than those of the core schema with values that fit.

use super::rules::YAML;
use diag::{Diagnostic, Span};
use yaml::{Findings, Kind, Node, Resolved, Scalar, Schema, Style, Tag};

/// Reports all of it in a tree. What aliases stand for is looked at where it is written.
pub(super) fn check(node: &Node, findings: &Findings) {
    if node.alias().is_some() {
        return;
    }
    match &node.kind {
        Kind::Scalar(scalar) => {
            if let Some(tag) = node.tag() {
                check_tag(tag, scalar, findings);
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| check(item, findings)),
        Kind::Map(mapping) => {
            for merge in mapping.merges() {
                let finding =
                    Diagnostic::error(YAML, merge.key.span, "GitHub does not know the merge key \"<<\"");
                findings.push(finding.help("write the keys out, or use an alias for the whole mapping"));
            }
            for entry in mapping.iter().filter(|entry| entry.merged.is_none()) {
                check(&entry.key, findings);
                check(&entry.value, findings);
            }
        }
    }
}

fn check_tag(tag: &Tag, scalar: &Scalar, findings: &Findings) {
    let text = scalar.text.as_str();
    let name = tag.name.strip_prefix("!<tag:yaml.org,2002:").map(|name| name.trim_end_matches('>'));
    let name = name.or_else(|| tag.name.strip_prefix("!!"));
    let fits = match (name, Schema::Core.resolve(text)) {
        (Some("str"), _) => return,
        _ if &*tag.name == "!" => return,
        (Some("int"), found) => matches!(found, Resolved::Int(_)),
        (Some("bool"), found) => matches!(found, Resolved::Bool(_)),
        (Some("null"), found) => found == Resolved::Null,
        (Some("float"), Resolved::Float(_)) => true,
        (Some("float"), Resolved::Int(_)) => !text.starts_with("0x") && !text.starts_with("0o"),
        (Some("float"), _) => false,
        _ => {
            let message = format!("GitHub does not know the tag \"{}\"", tag.name);
            let finding = Diagnostic::error(YAML, tag.span, message);
            return findings.push(finding.help("it knows !!str, !!bool, !!int, !!float and !!null"));
        }
    };
    let place = Span { end: scalar.text.span().end.max(tag.span.end), ..tag.span };
    if scalar.style != Style::Plain {
        let message = format!("a quoted text cannot have the tag \"{}\"", tag.name);
        findings.push(Diagnostic::error(YAML, place, message).help("remove the quotes or the tag"));
    } else if !fits {
        let message = format!("\"{text}\" does not fit the tag \"{}\"", tag.name);
        findings.push(Diagnostic::error(YAML, place, message));
    }
}
