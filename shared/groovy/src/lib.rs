//! The part of Groovy that build scripts are written in: read into a tree whose every node knows its place, and run
//! by an interpreter that has no way to the world but the [`Host`] it is given.
//!
//! The language is that of [Groovy 2.4](https://docs.groovy-lang.org/docs/groovy-2.4.21/html/documentation/), without
//! the definition of classes. Scripts are not trusted: their length, their nesting and what running them may cost are
//! limited, and crossing a limit is an error like any other.

pub mod ast;
mod lex;
mod parse;
mod place;
pub mod run;
pub mod walk;

pub use ast::Script;
pub use lex::comments;
pub use parse::{parse, parse_expression};
pub use place::{Place, Problem};
pub use run::{Host, Interpreter, Stop, Value};
