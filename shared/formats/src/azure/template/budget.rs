use crate::azure::rules::LIMIT;
use diag::{Diagnostic, Span};

/// How many nodes templates may make, all in all.
const NODES: usize = 400_000;

/// How deep templates may include one another
/// (<https://learn.microsoft.com/en-us/azure/devops/pipelines/process/templates#imposed-limits>).
pub(super) const DEPTH: usize = 100;

/// How many files may take part, after the same page.
pub(super) const FILES: usize = 100;

/// What may still be spent before an expansion is given up.
pub(super) struct Budget {
    nodes: usize,
    told: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self { nodes: NODES, told: false }
    }
}

impl Budget {
    /// Spends some nodes; false when there is nothing left.
    pub(super) fn spend(&mut self, nodes: usize) -> bool {
        self.nodes = self.nodes.saturating_sub(nodes);
        self.nodes > 0
    }

    /// Whether all is spent; the finding comes only once.
    pub(super) fn refusal(&mut self, span: Span) -> Option<Diagnostic> {
        if self.nodes > 0 || self.told {
            return None;
        }
        self.told = true;
        let message = format!("the templates make more than {NODES} nodes");
        let finding = Diagnostic::error(LIMIT, span, message);
        Some(finding.help("loop over fewer items, or include fewer templates"))
    }
}
