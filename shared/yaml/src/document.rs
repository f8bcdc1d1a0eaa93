use crate::Node;
use diag::{Diagnostic, Span};

/// What reading a file gave: all documents that could be read, and all that was wrong.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// The documents in order; none when the file is empty or holds only comments.
    pub documents: Vec<Document>,
    /// What was found on the way.
    pub diagnostics: Vec<Diagnostic>,
}

/// One document of a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// The tree.
    pub root: Node,
    /// The comments in order, those before the document's first node included.
    pub comments: Vec<Comment>,
    /// False when an error or a limit ended reading early: what seems to be missing may have been written.
    pub complete: bool,
}

/// A comment, from its `#` to the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands; the text is in the source.
    pub span: Span,
    /// What it stands next to.
    pub placement: Placement,
}

/// What a comment most likely belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// To what follows it.
    Above,
    /// To what stands before it on its line.
    Right,
    /// To nothing in particular.
    Free,
    /// To the end of a block or of the document.
    Last,
}
