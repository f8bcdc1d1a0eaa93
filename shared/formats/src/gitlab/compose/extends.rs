//! `extends`: <https://docs.gitlab.com/ci/yaml/#extends>.

use crate::gitlab::codes::EXTENDS;
use crate::gitlab::tree;
use crate::gitlab::value::SCHEMA;
use diag::{Diagnostic, Severity, Span, did_you_mean};
use std::collections::HashMap;
use yaml::{Entry, Findings, Kind, Mapping, Node};

/// How many jobs may stand above one another.
const DEPTH: usize = 11;

struct Extender<'a> {
    root: &'a Mapping,
    done: HashMap<&'a str, Node>,
    /// The jobs being put together, outermost first.
    open: Vec<&'a str>,
    partial: bool,
    findings: &'a Findings,
}

/// Puts every job together with those it extends.
pub fn apply(root: &Node, partial: bool, findings: &Findings) -> Node {
    let Some(mapping) = root.as_map() else { return root.clone() };
    let mut extender = Extender { root: mapping, done: HashMap::new(), open: Vec::new(), partial, findings };
    let entries: Vec<Entry> =
        mapping.iter().map(|entry| Entry { value: extender.entry(entry), ..entry.clone() }).collect();
    tree::map(entries, root)
}

impl<'a> Extender<'a> {
    fn entry(&mut self, entry: &'a Entry) -> Node {
        let Some(name) = entry.name() else { return entry.value.clone() };
        if let Some(done) = self.done.get(name) {
            return done.clone();
        }
        let Some(extends) = entry.value.as_map().and_then(|job| job.get("extends")) else {
            return entry.value.clone();
        };
        self.open.push(name);
        let mut below: Option<Node> = None;
        for (base, place) in self.names(extends) {
            if let Some(node) = self.base(base, place) {
                let node = tree::through(&tree::without(&node, "extends"), place);
                below = Some(below.map_or(node.clone(), |below| tree::merge(&below, &node)));
            }
        }
        self.open.pop();
        let whole = below.map_or(entry.value.clone(), |below| tree::merge(&below, &entry.value));
        self.done.insert(name, whole.clone());
        whole
    }

    /// What a name stands for, put together itself.
    fn base(&mut self, name: &'a str, place: Span) -> Option<Node> {
        if self.open.contains(&name) {
            let chain = [&self.open[..], &[name]].concat().join(" -> ");
            self.report(place, format!("\"extends\" goes round in a circle: {chain}"));
            return None;
        }
        if self.open.len() >= DEPTH {
            self.report(place, format!("\"extends\" goes deeper than {DEPTH} jobs"));
            return None;
        }
        let Some(entry) = self.root.entry(name) else {
            self.missing(name, place);
            return None;
        };
        if entry.value.as_map().is_none() && !tree::is_unknown(&entry.value) {
            self.report(place, format!("\"{name}\" is no job, so it cannot be extended"));
            return None;
        }
        Some(self.entry(entry))
    }

    fn names(&self, extends: &'a Node) -> Vec<(&'a str, Span)> {
        match &extends.kind {
            Kind::Scalar(scalar) if !extends.is_null(SCHEMA) => vec![(scalar.text.as_str(), extends.span)],
            Kind::Seq(items) => items.iter().flat_map(|item| self.names(item)).collect(),
            Kind::Scalar(_) | Kind::Map(_) => Vec::new(),
        }
    }

    fn missing(&self, name: &str, place: Span) {
        if tree::is_unknown(&tree::string_at(name, place)) {
            return;
        }
        let message = format!("\"extends\" names \"{name}\", which does not exist");
        let names = self.root.iter().filter_map(Entry::name);
        let mut finding = if self.partial {
            Diagnostic::new(Severity::Note, EXTENDS, place, format!("{message} in the files that were read"))
        } else {
            Diagnostic::error(EXTENDS, place, message)
        };
        if let Some(meant) = did_you_mean(name, names) {
            finding = finding.help(format!("did you mean \"{meant}\"?"));
        }
        self.findings.push(finding);
    }

    fn report(&self, place: Span, message: String) {
        self.findings.push(Diagnostic::error(EXTENDS, place, message));
    }
}
