//! Diagnostics as text: for people, as JSON, as SARIF, as annotations.

mod github;
mod human;
mod json;
mod sarif;

pub use github::github;
pub use human::Human;
pub use json::{FileReport, Finding, Place, Related, Report, Summary};
pub use sarif::{Sarif, sarif};

use crate::Diagnostic;

/// A file that was checked, and what was found: the input of every renderer for machines.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The path as the user knows it.
    pub path: String,
    /// The language it was taken for, if it was recognised.
    pub format: Option<String>,
    /// What was found, in the file or in one that it includes.
    pub diagnostics: Vec<Diagnostic>,
}

#[cfg(test)]
mod sample {
    use super::Checked;
    use crate::{Code, Diagnostic, SourceMap, Span};

    /// A workflow that includes another file, with an error in each and a warning with a fix.
    pub(super) fn checked() -> (SourceMap, Vec<Checked>) {
        let mut sources = SourceMap::default();
        let main = sources.add("ci dir/ci.yml", "jobs:\n  ä: {run-on: x}\ninclude: b.yml\n");
        let other = sources.add("b.yml", "needs: [\n  a\n]\n");
        let unknown =
            Diagnostic::error(Code("unknown-key"), Span::new(main, 13, 19), "unexpected key \"run-on\"")
                .label(Span::new(main, 0, 4), "in this section")
                .help("did you mean \"runs-on\"?")
                .fix(Span::new(main, 13, 19), "runs-on");
        let included = Diagnostic::error(Code("bad-needs"), Span::new(other, 7, 14), "50% of: a, b\nare bad")
            .label(Span::new(main, 33, 38), "included here");
        let warning = Diagnostic::warning(Code("style"), Span::point(main, 24), "hm");
        let path = "ci dir/ci.yml".to_owned();
        let checked = Checked {
            path,
            format: Some("github-actions".into()),
            diagnostics: vec![unknown, included, warning],
        };
        (sources, vec![checked])
    }
}
