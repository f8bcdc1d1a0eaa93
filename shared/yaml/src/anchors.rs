use crate::rules::{ALIAS, LIMIT, UNUSED_ANCHOR};
use crate::{Anchor, Limits, Node, Properties};
use diag::{Diagnostic, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A node with what following an alias to it costs.
#[derive(Clone)]
pub(crate) struct Weighed {
    pub node: Node,
    /// Nodes in it, itself included, aliases followed.
    pub size: usize,
    /// Collections in collections in it.
    pub height: usize,
}

struct Marked {
    anchor: Anchor,
    /// Nothing while the node is still being read.
    content: Option<Weighed>,
    used: bool,
}

/// The anchors of a document and the budget for using them.
#[derive(Default)]
pub(crate) struct Anchors {
    marked: BTreeMap<usize, Marked>,
    expanded: usize,
    exhausted: bool,
}

impl Anchors {
    pub fn open(&mut self, id: usize, anchor: Anchor) {
        self.marked.insert(id, Marked { anchor, content: None, used: false });
    }

    pub fn close(&mut self, id: usize, content: &Weighed) {
        if let Some(marked) = self.marked.get_mut(&id) {
            marked.content = Some(content.clone());
        }
    }

    /// What the alias at `place` stands for, under `depth` collections. Null, and a finding, when it cannot be followed.
    pub fn follow(
        &mut self,
        id: usize,
        place: Span,
        depth: usize,
        limits: &Limits,
    ) -> (Weighed, Option<Diagnostic>) {
        let null = || Weighed { node: Node::null(place), size: 1, height: 0 };
        let Some(marked) = self.marked.get_mut(&id) else {
            return (null(), Some(Diagnostic::error(ALIAS, place, "this alias has no anchor")));
        };
        marked.used = true;
        let Anchor { name, span } = &marked.anchor;
        let Some(content) = &marked.content else {
            let finding = format!("alias \"{name}\" stands inside the node that it names");
            return (
                null(),
                Some(Diagnostic::error(ALIAS, place, finding).label(*span, "the node begins here")),
            );
        };
        if depth + content.height > limits.depth {
            let finding = format!("following alias \"{name}\" nests deeper than {} levels", limits.depth);
            return (null(), Some(Diagnostic::error(LIMIT, place, finding).label(*span, "anchored here")));
        }
        if self.expanded + content.size > limits.expanded_nodes {
            let first = !std::mem::replace(&mut self.exhausted, true);
            let finding = format!("aliases expand to more than {} nodes", limits.expanded_nodes);
            let finding = Diagnostic::error(LIMIT, place, finding).label(*span, "anchored here");
            let finding = finding.help("repeat smaller parts, or split the file");
            return (null(), first.then_some(finding));
        }
        self.expanded += content.size;
        let mut content = content.clone();
        let tag = content.node.tag().cloned();
        content.node.properties = Some(Arc::new(Properties { tag, anchor: None, alias: Some(place) }));
        (content, None)
    }

    /// Reports the anchors that nothing used.
    pub fn unused(&self) -> impl Iterator<Item = Diagnostic> {
        self.marked.values().filter(|marked| !marked.used).map(|Marked { anchor, .. }| {
            let finding = format!("anchor \"{}\" is never used", anchor.name);
            Diagnostic::warning(UNUSED_ANCHOR, anchor.span, finding)
                .help(format!("use it as \"*{}\" or remove it", anchor.name))
        })
    }
}
