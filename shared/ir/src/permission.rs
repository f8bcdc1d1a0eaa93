use crate::{Span, Spanned};
use serde::{Deserialize, Serialize};

/// Rights of a run's token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Permissions {
    /// The same for everything.
    All(Spanned<Access>),
    /// One by one; what is not listed is none.
    Scopes {
        /// Where it stands.
        span: Span,
        /// Scope and right.
        scopes: Vec<(Spanned<String>, Spanned<Access>)>,
    },
}

/// How much a token may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Access {
    /// Nothing.
    None,
    /// Read.
    Read,
    /// Read and write.
    Write,
}
