//! Sections `variables`: what stands in them is known to expressions that follow
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/variables>).
use super::Expander;
use super::bindings::Bindings;
use super::fill::Purpose;
use super::include::Section;
use super::mapping::Built;
use crate::tree;
use expr::Object;
use std::sync::Arc;
use yaml::{Entry, Kind, Node};

impl Expander<'_, '_> {
    /// The section with its holes filled and its templates in their places.
    pub(super) fn variables(&mut self, node: &Node, bindings: &mut Bindings) -> Node {
        match &node.kind {
            Kind::Map(mapping) => {
                let mut built = Built::new(Purpose::Variables);
                self.entries(mapping, bindings, &mut built);
                self.finish(built, node)
            }
            Kind::Seq(items) => {
                let items = self.items(items, bindings, Purpose::Variables);
                tree::seq(items, node)
            }
            Kind::Scalar(_) => {
                let filled = self.fill(node, bindings);
                self.filled_variables(filled, bindings)
            }
        }
    }

    /// The same of a section without holes: templates are put in their places.
    pub(super) fn filled_variables(&mut self, node: Node, bindings: &mut Bindings) -> Node {
        match &node.kind {
            Kind::Seq(items) => {
                let mut out = Vec::new();
                items.iter().for_each(|item| self.variable(item.clone(), bindings, &mut out));
                tree::seq(out, &node)
            }
            Kind::Map(_) => {
                define_all(&node, bindings);
                node
            }
            Kind::Scalar(_) => node,
        }
    }

    /// Takes in a variable, or those of a template.
    pub(super) fn variable(&mut self, item: Node, bindings: &mut Bindings, out: &mut Vec<Node>) {
        let is_template = item.as_map().is_some_and(|mapping| mapping.entry("template").is_some());
        if let Some(items) = self.group(&item) {
            // Templates are filled in before the service looks up what groups hold.
            out.extend(items);
            return;
        }
        if !is_template {
            define(&item, bindings);
            out.push(item);
            return;
        }
        for item in self.include(&item, Section::Variables, &Arc::clone(&bindings.variables)) {
            define(&item, bindings);
            out.push(item);
        }
    }
}

/// The variables of a section as items of a list.
pub(super) fn listed(section: &Node) -> Vec<Node> {
    match &section.kind {
        Kind::Seq(items) => items.to_vec(),
        Kind::Map(mapping) => mapping.iter().map(|entry| item(entry, section)).collect(),
        Kind::Scalar(_) => Vec::new(),
    }
}

fn item(entry: &Entry, like: &Node) -> Node {
    let part = |key: &str, value: &Node| Entry {
        key: tree::string_at(key, entry.key.span),
        value: value.clone(),
        merged: None,
    };
    let node = tree::map([part("name", &entry.key), part("value", &entry.value)], like);
    Node { span: entry.key.span.to(entry.value.span), ..node }
}

/// What a section adds to the variables known before it.
pub(super) fn with(variables: &Arc<Object>, section: Option<&Node>) -> Arc<Object> {
    let Some(section) = section else { return Arc::clone(variables) };
    let mut all = (**variables).clone();
    for item in listed(section) {
        if let Some((name, value)) = named(&item) {
            all.insert(name, expr::Value::from(value));
        }
    }
    Arc::new(all)
}

fn define_all(section: &Node, bindings: &mut Bindings) {
    listed(section).iter().for_each(|item| define(item, bindings));
}

fn define(item: &Node, bindings: &mut Bindings) {
    if let Some((name, value)) = named(item) {
        bindings.define(name, value);
    }
}

fn named(item: &Node) -> Option<(&str, &str)> {
    let mapping = item.as_map()?;
    let text = |key: &str| mapping.get(key).and_then(Node::as_str);
    Some((text("name")?, text("value").unwrap_or_default()))
}
