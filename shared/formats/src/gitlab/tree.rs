//! Small changes to trees of YAML: what is made here keeps the places of what it is made from.

pub use crate::tree::{map, of_value, plain_at, seq, string, string_at};
use diag::Span;
use std::sync::Arc;
use yaml::{Entry, Kind, Node, Properties};

/// How a value that nobody knows begins: an input without a value, a reference into a file that was not read.
const UNKNOWN: &str = "$[[";

/// A value of which nothing is known.
const HOLE: &str = "$[[ ]]";

/// Stands for a value that cannot be known; see [`is_unknown`].
pub fn unknown(span: Span) -> Node {
    plain_at(HOLE, span)
}

/// Whether it is an [`unknown`], rather than a text in which something is unknown.
pub fn is_hole(node: &Node) -> bool {
    node.as_str() == Some(HOLE)
}

/// Whether nobody knows the value, so that nothing can be wrong with it.
pub fn is_unknown(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.contains(UNKNOWN))
}

/// The same value, got through something written elsewhere.
pub fn through(node: &Node, place: Span) -> Node {
    let tag = node.tag().filter(|tag| &*tag.name != "!reference").cloned();
    let properties = Properties { tag, anchor: None, alias: Some(place) };
    Node { properties: Some(Arc::new(properties)), ..node.clone() }
}

/// A mapping without one of its keys.
pub fn without(node: &Node, name: &str) -> Node {
    match node.as_map() {
        Some(mapping) => map(mapping.iter().filter(|entry| entry.name() != Some(name)).cloned(), node),
        None => node.clone(),
    }
}

/// Lays `over` upon `base`: mappings are joined key by key, everything else gives way.
///
/// Follows <https://docs.gitlab.com/ci/yaml/yaml_optimization/#merge-details>.
pub fn merge(base: &Node, over: &Node) -> Node {
    let (Kind::Map(below), Kind::Map(above)) = (&base.kind, &over.kind) else { return over.clone() };
    let joined = below.iter().map(|entry| match entry.name().and_then(|name| above.entry(name)) {
        Some(upper) => Entry { value: merge(&entry.value, &upper.value), ..upper.clone() },
        None => entry.clone(),
    });
    let added = above.iter().filter(|entry| entry.name().is_none_or(|name| below.get(name).is_none()));
    map(joined.chain(added.cloned()), over)
}
