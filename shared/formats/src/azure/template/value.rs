//! Nodes as values of expressions.
use super::SCHEMA;
use expr::Value;
use yaml::{Kind, Node, Resolved};

/// How scalars are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalars {
    /// By what they look like: booleans, numbers, text.
    Typed,
    /// As text, as in parameters without types.
    Text,
}

/// The value of a node.
pub(super) fn of(node: &Node, scalars: Scalars) -> Value {
    match &node.kind {
        Kind::Seq(items) => Value::array(items.iter().map(|item| of(item, scalars))),
        Kind::Map(mapping) => {
            let entry = |entry: &yaml::Entry| Some((entry.name()?.to_owned(), of(&entry.value, scalars)));
            Value::object(mapping.iter().filter_map(entry))
        }
        Kind::Scalar(scalar) => {
            let text = || Value::from(scalar.text.to_arc());
            match (scalars, node.resolve(SCHEMA)) {
                (Scalars::Text, Some(Resolved::Null)) => Value::from(""),
                (Scalars::Text, _) => text(),
                (_, Some(Resolved::Null)) => Value::Null,
                (_, Some(Resolved::Bool(truth))) => Value::Bool(truth),
                (_, Some(Resolved::Int(number))) => number_or(number as f64, text()),
                (_, Some(Resolved::Float(number))) => number_or(number, text()),
                _ => text(),
            }
        }
    }
}

/// A number, if it is written as numbers are; `1.10` is more likely a version.
fn number_or(number: f64, text: Value) -> Value {
    let value = Value::Number(number);
    if text.as_str() == Some(&*value.to_text(expr::Dialect::Azure)) { value } else { text }
}

/// How many nodes there are in a tree.
pub(super) fn size(node: &Node) -> usize {
    match &node.kind {
        Kind::Scalar(_) => 1,
        Kind::Seq(items) => 1 + items.iter().map(size).sum::<usize>(),
        Kind::Map(mapping) => 1 + mapping.iter().map(|entry| 1 + size(&entry.value)).sum::<usize>(),
    }
}

/// Whether anything in a tree is not known.
pub(super) fn has_unknown(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(_) => super::is_unknown(node),
        Kind::Seq(items) => items.iter().any(has_unknown),
        Kind::Map(mapping) => {
            mapping.iter().any(|entry| super::is_unknown(&entry.key) || has_unknown(&entry.value))
        }
    }
}
