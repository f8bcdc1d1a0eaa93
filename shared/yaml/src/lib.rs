//! YAML as a tree in which every scalar knows its place.
//!
//! [`read`] turns a file of a [`diag::SourceMap`] into [`Document`]s of [`Node`]s: aliases followed, merge keys
//! applied, duplicate keys and bombs reported. [`Cursor`] reads the tree with a type in mind and says what is wrong
//! where. JSON is YAML, so `.json` files read too. [`write`](fn@write) turns a [`Tree`] into text.
//!
//! ```
//! use diag::SourceMap;
//! use yaml::{Cursor, Findings, Limits, Schema};
//!
//! let mut sources = SourceMap::default();
//! let id = sources.add("ci.yml", "name: build\nstep: []\n");
//! let read = yaml::read(&sources, id, &Limits::default());
//! let findings = Findings::default();
//! if let Some(mut file) = Cursor::root(&read.documents[0], Schema::Core, &findings).map("workflow") {
//!     let name = file.required("name").and_then(|name| name.string());
//!     assert_eq!(name.map(|name| name.as_str()), Some("build"));
//!     file.optional("steps");
//!     file.finish();
//! }
//! let found = findings.into_vec();
//! assert_eq!(found[0].message, "unexpected key \"step\" for \"workflow\" section");
//! assert_eq!(found[0].help.as_deref(), Some("did you mean \"steps\"?"));
//! ```

mod anchors;
mod build;
mod cursor;
mod decode;
mod document;
mod findings;
mod limits;
mod map_reader;
mod mapping;
mod node;
mod places;
mod read;
pub mod rules;
mod schema;
mod syntax;
mod write;

pub use cursor::{Cursor, Entries, Items, Shape};
pub use decode::{DecodeError, decode};
pub use document::{Comment, Document, Placement, Read};
pub use findings::Findings;
pub use limits::Limits;
pub use map_reader::{Case, MapReader};
pub use mapping::{Entry, Mapping};
pub use node::{Anchor, Kind, Node, Properties, Scalar, Style, Tag};
pub use read::read;
pub use rules::RULES;
pub use schema::{Resolved, Schema};
pub use write::{Beside, Manner, Map, Placed, Standing, Tree, beside, words, write};
