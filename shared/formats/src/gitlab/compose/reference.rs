//! `!reference [job, key]`: <https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags>.

use crate::gitlab::codes::REFERENCE;
use crate::gitlab::tree;
use diag::{Diagnostic, Severity, Span};
use std::cell::Cell;
use yaml::{Entry, Findings, Kind, Mapping, Node};

/// How many references may lead to one another.
const DEPTH: usize = 10;

/// How many references are followed in all: a few that double one another would fill the memory.
const BUDGET: usize = 50_000;

struct Resolver<'a> {
    root: &'a Mapping,
    partial: bool,
    findings: &'a Findings,
    followed: Cell<usize>,
}

/// Puts what they stand for in the place of all references.
pub fn apply(root: &Node, partial: bool, findings: &Findings) -> Node {
    let Some(mapping) = root.as_map() else { return root.clone() };
    Resolver { root: mapping, partial, findings, followed: Cell::new(0) }.node(root, 0)
}

impl Resolver<'_> {
    fn node(&self, node: &Node, depth: usize) -> Node {
        if is_reference(node) {
            return self.follow(node, depth);
        }
        match &node.kind {
            Kind::Scalar(_) => node.clone(),
            Kind::Seq(items) if items.iter().any(holds_reference) => {
                tree::seq(items.iter().map(|item| self.node(item, depth)).collect(), node)
            }
            Kind::Map(mapping) if mapping.iter().any(|entry| holds_reference(&entry.value)) => {
                let entries = mapping.iter();
                tree::map(
                    entries.map(|entry| Entry { value: self.node(&entry.value, depth), ..entry.clone() }),
                    node,
                )
            }
            Kind::Seq(_) | Kind::Map(_) => node.clone(),
        }
    }

    fn follow(&self, reference: &Node, depth: usize) -> Node {
        let place = reference.span;
        let Some(path) = path(reference) else {
            self.report(place, "a reference is a list of names, as \"[job, key]\"");
            return tree::unknown(place);
        };
        self.followed.set(self.followed.get() + 1);
        if self.followed.get() > BUDGET {
            if self.followed.get() == BUDGET + 1 {
                self.report(place, "there are too many references to follow");
            }
            return tree::unknown(place);
        }
        if depth >= DEPTH {
            self.report(place, "references lead to one another more than 10 times");
            return tree::unknown(place);
        }
        let mut found: Option<Node> = None;
        for (at, (name, span)) in path.iter().enumerate() {
            let next = match &found {
                None => self.root.get(name).cloned(),
                Some(node) => part(node, name),
            };
            let Some(next) = next else {
                if !found.as_ref().is_some_and(tree::is_unknown) {
                    self.missing(&path, at, *span);
                }
                return tree::unknown(place);
            };
            // A part of the path may itself stand behind a reference.
            found = Some(if is_reference(&next) { self.follow(&next, depth + 1) } else { next });
        }
        match found {
            Some(node) => tree::through(&self.node(&node, depth + 1), place),
            None => tree::unknown(place),
        }
    }

    fn missing(&self, path: &[(&str, Span)], at: usize, span: Span) {
        let whole: Vec<&str> = path.iter().map(|(name, _)| *name).collect();
        let message =
            format!("reference [{}] cannot be followed: there is no \"{}\"", whole.join(", "), path[at].0);
        self.findings.push(if self.partial {
            let message = format!("{message} in the files that were read");
            Diagnostic::new(Severity::Note, REFERENCE, span, message)
        } else {
            Diagnostic::error(REFERENCE, span, message)
        });
    }

    fn report(&self, place: Span, message: &str) {
        self.findings.push(Diagnostic::error(REFERENCE, place, message));
    }
}

fn path(reference: &Node) -> Option<Vec<(&str, Span)>> {
    let items = reference.as_seq().filter(|items| !items.is_empty())?;
    items.iter().map(|item| Some((item.as_str()?, item.span))).collect()
}

/// What stands under a key, or at a place of a list.
fn part(node: &Node, name: &str) -> Option<Node> {
    match &node.kind {
        Kind::Map(mapping) => mapping.get(name).cloned(),
        Kind::Seq(items) => items.get(name.parse::<usize>().ok()?).cloned(),
        Kind::Scalar(_) => None,
    }
}

fn is_reference(node: &Node) -> bool {
    node.tag().is_some_and(|tag| &*tag.name == "!reference")
}

fn holds_reference(node: &Node) -> bool {
    is_reference(node)
        || match &node.kind {
            Kind::Scalar(_) => false,
            Kind::Seq(items) => items.iter().any(holds_reference),
            Kind::Map(mapping) => mapping.iter().any(|entry| holds_reference(&entry.value)),
        }
}
