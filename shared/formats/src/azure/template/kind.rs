//! Types of parameters (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/template-parameters>).
use super::value::{self, Scalars};
use super::{SCHEMA, is_unknown};
use crate::tree;
use expr::Value;
use yaml::{Entry, Kind, Mapping, Node};

/// What a parameter may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::azure) enum ParameterKind {
    Text,
    Number,
    Boolean,
    /// Anything, as it is written.
    Object,
    /// Anything, its scalars as text.
    TextObject,
    /// Texts.
    TextList,
    /// A part of a pipeline, and what it is.
    Part(Part),
    /// Several of them.
    Parts(Part),
}

/// A part of a pipeline that can be handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::azure) enum Part {
    Step,
    Job,
    Deployment,
    Stage,
    Container,
}

/// All types by name.
pub(in crate::azure) const KINDS: &[(&str, ParameterKind)] = &[
    ("string", ParameterKind::Text),
    ("number", ParameterKind::Number),
    ("boolean", ParameterKind::Boolean),
    ("object", ParameterKind::Object),
    ("legacyObject", ParameterKind::TextObject),
    ("stringList", ParameterKind::TextList),
    ("step", ParameterKind::Part(Part::Step)),
    ("stepList", ParameterKind::Parts(Part::Step)),
    ("job", ParameterKind::Part(Part::Job)),
    ("jobList", ParameterKind::Parts(Part::Job)),
    ("deployment", ParameterKind::Part(Part::Deployment)),
    ("deploymentList", ParameterKind::Parts(Part::Deployment)),
    ("stage", ParameterKind::Part(Part::Stage)),
    ("stageList", ParameterKind::Parts(Part::Stage)),
    ("container", ParameterKind::Part(Part::Container)),
    ("containerList", ParameterKind::Parts(Part::Container)),
    // Names of things that the service knows.
    ("environment", ParameterKind::Text),
    ("filePath", ParameterKind::Text),
    ("pool", ParameterKind::Text),
    ("secureFile", ParameterKind::Text),
    ("serviceConnection", ParameterKind::Text),
];

impl ParameterKind {
    /// The value that a node stands for, if it is of this type.
    pub(in crate::azure) fn value(self, node: &Node) -> Option<Value> {
        self.accept(node).ok().map(|(_, value)| value)
    }

    /// A value of this type; else what is wanted, for a message.
    pub(super) fn accept(self, node: &Node) -> Result<(Node, Value), &'static str> {
        let null = node.is_null(SCHEMA);
        let text = node.as_str();
        match self {
            Self::Text => match text {
                Some(_) if null => Ok((tree::string_at("", node.span), Value::from(""))),
                Some(text) => Ok((node.clone(), Value::from(text))),
                None => Err("a string"),
            },
            Self::Number => {
                match text.and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| n.is_finite()) {
                    Some(number) => Ok((node.clone(), Value::Number(number))),
                    None => Err("a number"),
                }
            }
            Self::Boolean => match text.map(|text| text.trim().to_ascii_lowercase()).as_deref() {
                Some("true") => Ok((node.clone(), Value::Bool(true))),
                Some("false") => Ok((node.clone(), Value::Bool(false))),
                _ => Err("true or false"),
            },
            Self::Object => Ok((node.clone(), value::of(node, Scalars::Typed))),
            Self::TextObject => Ok((node.clone(), value::of(node, Scalars::Text))),
            Self::TextList => match node.as_seq() {
                Some(items) if items.iter().all(|item| item.as_scalar().is_some()) => {
                    Ok((node.clone(), value::of(node, Scalars::Text)))
                }
                None if null => Ok((tree::seq(Vec::new(), node), Value::array([]))),
                _ => Err("a sequence of strings"),
            },
            Self::Part(part) => match node.as_map() {
                Some(mapping) => Ok(filled(normal(node, mapping, part))),
                None if null => Ok((node.clone(), Value::Null)),
                None => Err("a mapping"),
            },
            Self::Parts(part) => match node.as_seq() {
                Some(items) if items.iter().all(|item| item.as_map().is_some() || is_unknown(item)) => {
                    let each = |item: &Node| {
                        item.as_map().map_or_else(|| item.clone(), |map| normal(item, map, part))
                    };
                    Ok(filled(tree::seq(items.iter().map(each).collect(), node)))
                }
                None if null => Ok((tree::seq(Vec::new(), node), Value::array([]))),
                _ => Err("a sequence of mappings"),
            },
        }
    }
}

fn filled(node: Node) -> (Node, Value) {
    let value = value::of(&node, Scalars::Typed);
    (node, value)
}

/// What may be written shortly, in full: templates that look at a part find it in one form only.
fn normal(node: &Node, mapping: &Mapping, part: Part) -> Node {
    let short = |entry: &Entry| {
        let key = match part {
            Part::Deployment => ["environment", "pool"].as_slice(),
            Part::Job | Part::Stage => &["pool"],
            Part::Step | Part::Container => &[],
        };
        let own = entry.name().is_some_and(|name| key.contains(&name));
        own && matches!(entry.value.kind, Kind::Scalar(_))
            && !entry.value.is_null(SCHEMA)
            && !is_unknown(&entry.value)
    };
    if !mapping.iter().any(short) {
        return node.clone();
    }
    let entries = mapping.iter().map(|entry| match short(entry) {
        true => {
            let key = tree::string_at("name", entry.key.span);
            let value = tree::map([Entry { key, value: entry.value.clone(), merged: None }], &entry.value);
            Entry { value, ..entry.clone() }
        }
        false => entry.clone(),
    });
    tree::map(entries, node)
}
