//! Trees of YAML that no file holds as they are: what is made here keeps the places of what it is made from.

use diag::{Span, Text};
use expr::{Dialect, Value};
use std::sync::Arc;
use yaml::{Entry, Kind, Mapping, Node, Scalar, Style};

/// A string.
pub fn string(text: Text) -> Node {
    Node { span: text.span(), kind: Kind::Scalar(Scalar { text, style: Style::Double }), properties: None }
}

/// A string of our own making, at a place.
pub fn string_at(value: &str, span: Span) -> Node {
    string(Text::mapped(value, span, Vec::new()))
}

/// A bare word or number, at a place.
pub fn plain_at(value: &str, span: Span) -> Node {
    let text = Text::mapped(value, span, Vec::new());
    Node { span, kind: Kind::Scalar(Scalar { text, style: Style::Plain }), properties: None }
}

/// A sequence.
pub fn seq(items: Vec<Node>, like: &Node) -> Node {
    Node { span: like.span, kind: Kind::Seq(items.into()), properties: like.properties.clone() }
}

/// A mapping.
pub fn map(entries: impl IntoIterator<Item = Entry>, like: &Node) -> Node {
    let mapping: Mapping = entries.into_iter().collect();
    Node { span: like.span, kind: Kind::Map(Arc::new(mapping)), properties: like.properties.clone() }
}

/// A value as a node at a place; scalars are written as a dialect does.
pub fn of_value(value: &Value, dialect: Dialect, place: Span) -> Node {
    let like = plain_at("", place);
    match value {
        Value::Null => like,
        Value::Bool(_) | Value::Number(_) | Value::Version(_) => plain_at(&value.to_text(dialect), place),
        Value::String(text) => string_at(text, place),
        Value::Array(items) => seq(items.iter().map(|item| of_value(item, dialect, place)).collect(), &like),
        Value::Object(object) => {
            let entry = |(key, value): (&str, &Value)| Entry {
                key: string_at(key, place),
                value: of_value(value, dialect, place),
                merged: None,
            };
            map(object.iter().map(entry), &like)
        }
    }
}
