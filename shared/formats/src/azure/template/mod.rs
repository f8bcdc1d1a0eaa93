//! From a file and its templates to one tree without `${{ }}`.
//!
//! Follows <https://learn.microsoft.com/en-us/azure/devops/pipelines/process/templates>. A file is first filled in with
//! its parameters and variables (`fill`), then the templates it names are put in their places (`compose`). Every node
//! keeps the place where it was written. What nobody can know while checking stays as it was written, `${{` and all.

mod bindings;
mod budget;
mod compose;
mod directive;
mod evaluate;
mod file;
mod fill;
mod group;
mod include;
mod kind;
mod mapping;
mod parameters;
mod path;
mod root;
mod sequence;
mod syntax;
mod value;
mod variables;

use crate::Reading;
use budget::Budget;
use diag::{Diagnostic, Span};
use file::Files;
use indexmap::IndexMap;
use yaml::{Findings, Node, Schema};

pub(super) use kind::ParameterKind;
pub(super) use parameters::Declared;
pub(super) use root::{Whole, expand};

/// How this language reads plain scalars.
pub(super) const SCHEMA: Schema = Schema::Core;

/// Whether nobody knows the value, so that nothing can be wrong with it.
pub(super) fn is_unknown(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.contains("${{"))
}

/// A file being expanded, with all it includes.
struct Expander<'a, 'r> {
    reading: &'a mut Reading<'r>,
    findings: &'a Findings,
    files: Files,
    /// Repositories by the names that templates call them.
    repositories: IndexMap<String, file::Repository>,
    budget: Budget,
    /// What could not be decided or read: what seems to be missing or double may be fine.
    uncertain: bool,
    /// How many branches are open of which nobody knows whether they are taken.
    perhaps: usize,
    /// Whether what the file names must be there; pieces may lack their siblings while they are checked.
    whole: bool,
}

impl Expander<'_, '_> {
    fn push(&self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    fn error(&self, code: diag::Code, span: Span, message: impl Into<String>) {
        self.push(Diagnostic::error(code, span, message));
    }

    /// Whether a run is being made, so that everything must be known.
    fn is_run(&self) -> bool {
        self.reading.facts.is_some()
    }
}
