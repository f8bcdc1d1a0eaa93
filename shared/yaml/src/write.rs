//! Writing YAML as a person would: block style, quotes only where some reader needs them, scripts as literal blocks.

mod comments;
mod print;
mod quote;
mod tree;

pub use comments::{Beside, Placed, Standing, beside, words};
pub use tree::{Map, Tree};

use crate::Comment;
use comments::place;
use diag::SourceMap;
use print::Printer;

/// What a language expects of the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner<'a> {
    /// Keys that are never quoted, though YAML 1.1 reads them as something else: `on` for GitHub.
    pub plain_keys: &'a [&'a str],
}

/// A tree as text. Each of the comments goes to what stands for the place it stood at: above what followed it, or at the
/// end of the line it stood on; one that followed everything comes last.
///
/// ```
/// use yaml::{Manner, Map, Tree};
/// let mut job = Map::default();
/// job.put("image", Tree::text("node:20"));
/// job.put("version", Tree::text("1.10"));
/// job.put("script", Tree::list(vec![Tree::text("npm ci\nnpm test\n")]));
/// let text = yaml::write(&job.into(), &Manner::default(), &[], &diag::SourceMap::default());
/// assert_eq!(text, "image: node:20\nversion: '1.10'\nscript:\n  - |\n    npm ci\n    npm test\n");
/// ```
#[must_use]
pub fn write(tree: &Tree, manner: &Manner<'_>, comments: &[Comment], sources: &SourceMap) -> String {
    let placed = place(tree, comments, sources);
    Printer { manner, placed, out: String::new(), number: 0 }.document(tree)
}
