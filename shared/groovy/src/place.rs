use diag::{Span, Text};

/// A range of bytes of the text that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Place {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// From the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Place) -> Self {
        Self { start: self.start, end: other.end.max(self.end) }
    }

    /// The place in the file that `text` stands in.
    #[must_use]
    pub fn span(self, text: &Text) -> Span {
        text.span_of(self.start as usize, self.end as usize)
    }

    /// What stands there.
    #[must_use]
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// Why a text is no script, or why a script could not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// One sentence without a full stop.
    pub message: String,
    /// Where.
    pub at: Place,
}

impl Problem {
    pub(crate) fn new(at: Place, message: impl Into<String>) -> Self {
        Self { message: message.into(), at }
    }
}
