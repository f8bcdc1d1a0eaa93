//! Expressions and templates of every dialect: one tree, checked and evaluated.
//!
//! [`Expr::parse`] reads an expression, [`Template::parse`] a text with expressions in it; both keep the place of every
//! part. [`check`] says what is wrong without running anything, and a [`Scope`] gives an expression its values. What
//! the [`Dialect`]s differ in stands in tables, one file a dialect.

pub mod ast;
mod check;
mod coerce;
mod dialect;
mod eval;
mod expr;
mod function;
mod letters;
mod number;
mod object;
mod parse;
mod pattern;
mod rules;
mod scope;
mod template;
#[cfg(test)]
mod tests;
mod token;
mod types;
mod uses;
mod value;
pub mod variables;
mod version;

pub use ast::Ast;
pub use check::{Types, check, check_text};
/// What scripts of Jenkins find around them.
pub use dialect::jenkins::{Build, from_groovy, to_groovy};
pub use dialect::{Availability, Dialect, Exposure, available};
pub use expr::Expr;
pub use object::Object;
pub use rules::RULES;
pub use scope::{EvalError, Scope};
pub use template::{Part, Template};
pub use types::{Members, Type};
pub use uses::{Named, Path, Segment, Uses};
pub use value::Value;
pub use version::Version;
