//! Where things stand in source text, and how to say what is wrong with them.
//!
//! [`Span`] points into a file of a [`SourceMap`]; [`Text`] is a string that knows where each of its
//! characters was written; a [`Diagnostic`] says what is wrong, where, and what to do. [`render`] turns
//! diagnostics into text for people, JSON, SARIF and annotations.

mod diagnostic;
pub mod render;
mod rule;
mod source;
mod span;
mod suggest;
mod text;

pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use rule::{Code, Rule};
pub use source::{Location, Source, SourceId, SourceMap};
pub use span::{Span, Spanned};
pub use suggest::did_you_mean;
pub use text::Text;
