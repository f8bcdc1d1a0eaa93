/// How much a file may ask for before reading it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text in bytes.
    pub bytes: usize,
    /// Collections within collections, aliases followed.
    pub depth: usize,
    /// Nodes as written.
    pub nodes: usize,
    /// Nodes that aliases add when they are followed.
    pub expanded_nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 10 << 20, depth: 100, nodes: 1_000_000, expanded_nodes: 1_000_000 }
    }
}
