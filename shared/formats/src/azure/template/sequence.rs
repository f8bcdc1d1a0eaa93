//! Sequences, and the items in them that become several or none.
use super::bindings::Bindings;
use super::directive::{self, Directive};
use super::fill::Purpose;
use super::mapping::{Built, Chain};
use super::{Expander, SCHEMA};
use yaml::{Entry, Kind, Mapping, Node};

impl Expander<'_, '_> {
    /// The items with their holes filled; sequences that expressions or directives give are spliced.
    pub(super) fn items(&mut self, items: &[Node], bindings: &mut Bindings, purpose: Purpose) -> Vec<Node> {
        let mut out = Vec::new();
        let mut chain = Chain::None;
        for item in items {
            match &item.kind {
                Kind::Map(mapping) if only_directives(mapping) => {
                    chain = self.directives(item, mapping, bindings, chain, purpose, &mut out);
                    continue;
                }
                Kind::Scalar(scalar) if scalar.text.as_str().trim_start().starts_with("${{") => {
                    let filled = self.fill(item, bindings);
                    match &filled.kind {
                        Kind::Seq(inner) => {
                            inner
                                .iter()
                                .for_each(|item| self.emit(item.clone(), bindings, purpose, &mut out));
                        }
                        Kind::Scalar(_) if filled.is_null(SCHEMA) => {}
                        _ => self.emit(filled, bindings, purpose, &mut out),
                    }
                }
                _ => {
                    let filled = self.fill(item, bindings);
                    self.emit(filled, bindings, purpose, &mut out);
                }
            }
            chain = Chain::None;
        }
        out
    }

    /// An item that is made of directives: what they hold is spliced if it is sequences, else it is one item.
    fn directives(
        &mut self,
        item: &Node,
        mapping: &Mapping,
        bindings: &mut Bindings,
        chain: Chain,
        purpose: Purpose,
        out: &mut Vec<Node>,
    ) -> Chain {
        let mut built = Built::new(purpose);
        built.chain = chain;
        let one_item = mapping.iter().any(|entry| entry.value.as_map().is_some());
        // The entries of one item are no variables of their own.
        let mut inner = bindings.clone();
        let scope = if one_item { &mut inner } else { &mut *bindings };
        for entry in mapping.iter() {
            if let Some(directive) = parsed(entry) {
                self.decide(&directive, entry, scope, &mut built);
            } else {
                // It says what is wrong with it.
                self.entries(&[entry.clone()].into_iter().collect(), scope, &mut built);
            }
        }
        let chain = built.chain;
        out.append(&mut built.items);
        if let Some(node) = built.mapping(item) {
            self.emit(node, bindings, purpose, out);
        }
        chain
    }

    /// Takes an item in.
    pub(super) fn emit(
        &mut self,
        item: Node,
        bindings: &mut Bindings,
        purpose: Purpose,
        out: &mut Vec<Node>,
    ) {
        if self.perhaps > 0 && refuses(&item) {
            return;
        }
        match purpose {
            Purpose::Data => out.push(item),
            Purpose::Variables => self.variable(item, bindings, out),
        }
    }
}

fn parsed(entry: &Entry) -> Option<Directive> {
    directive::parse(&entry.key.as_scalar()?.text)?.ok()
}

fn only_directives(mapping: &Mapping) -> bool {
    let directive =
        |entry: &Entry| entry.key.as_scalar().is_some_and(|key| directive::is_directive(&key.text));
    !mapping.is_empty() && mapping.iter().all(directive)
}

/// Whether an item is there to refuse: `- This template needs a version: error` under a condition is how authors end an
/// expansion, and where nobody knows whether the condition holds it says nothing.
fn refuses(item: &Node) -> bool {
    match item.as_map().map(Mapping::entries) {
        Some([only]) => {
            only.name().is_some_and(|name| name.contains(' ')) || only.value.as_str() == Some("error")
        }
        _ => false,
    }
}
