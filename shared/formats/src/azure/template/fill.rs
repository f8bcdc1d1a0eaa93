//! Trees with `${{ }}` in them.
use super::Expander;
use super::bindings::Bindings;
use super::mapping::Built;
use yaml::{Kind, Node};

/// What a collection is, beside a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Nothing else.
    Data,
    /// A section `variables`: each of them is known to what follows.
    Variables,
}

impl Expander<'_, '_> {
    /// A node with its holes filled.
    pub(super) fn fill(&mut self, node: &Node, bindings: &mut Bindings) -> Node {
        if !self.budget.spend(1) {
            let refusal = self.budget.refusal(node.span);
            refusal.into_iter().for_each(|finding| self.push(finding));
            return node.clone();
        }
        match &node.kind {
            Kind::Scalar(scalar) => self.scalar(node, scalar, bindings),
            Kind::Seq(items) => {
                let items = self.items(items, bindings, Purpose::Data);
                crate::tree::seq(items, node)
            }
            Kind::Map(mapping) if opens_scope(node) => {
                let mut inner = bindings.clone();
                self.scope(node, mapping, &mut inner)
            }
            Kind::Map(mapping) => {
                let mut built = Built::new(Purpose::Data);
                self.entries(mapping, bindings, &mut built);
                self.finish(built, node)
            }
        }
    }

    /// A mapping whose variables are known to the rest of it, wherever they stand.
    pub(super) fn scope(&mut self, node: &Node, mapping: &yaml::Mapping, bindings: &mut Bindings) -> Node {
        let mut built = Built::new(Purpose::Data);
        built.scope = true;
        if let Some(variables) = mapping.get("variables") {
            built.variables = Some(self.variables(variables, bindings));
        }
        self.entries(mapping, bindings, &mut built);
        self.finish(built, node)
    }
}

/// Whether a mapping is a stage or a job, whose variables are known inside it.
fn opens_scope(node: &Node) -> bool {
    let keys = ["stage", "job", "deployment", "phase"];
    node.as_map().is_some_and(|mapping| keys.iter().any(|key| mapping.entry(key).is_some()))
}
