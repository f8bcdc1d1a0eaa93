//! What the dialects differ in, as tables: a dialect is one file below this one.
mod azure;
mod exposure;
mod github;
mod gitlab;
pub(crate) mod jenkins;
mod native;

use crate::{Type, Value, ast::Comparison, function::Function};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, cmp::Ordering};

pub use exposure::Exposure;
pub(crate) use github::availability::keys_with;
pub use github::availability::{Availability, available};

/// A language in which conditions and templates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// [GitHub's expressions](https://docs.github.com/en/actions/reference/workflows-and-actions/expressions).
    GitHub,
    /// [GitLab's `rules:if`](https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions) and variables.
    GitLab,
    /// [Azure Pipelines' expressions](https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions), and
    /// its macros.
    Azure,
    /// Groovy, as Jenkins' declarative pipelines use it; a template is one expression as it stands in the script.
    Jenkins,
    /// RustCI's own conditions: `branch == 'main' and not failure()`.
    Native,
}

impl Dialect {
    /// The names of the contexts an expression may use.
    #[must_use]
    pub fn contexts(self) -> &'static [&'static str] {
        self.language().contexts
    }

    /// The names of the functions an expression may call.
    pub fn functions(self) -> impl Iterator<Item = &'static str> {
        self.language().functions.iter().map(|function| function.name)
    }

    /// What may be used under a key, where that differs from key to key: see [`available`].
    #[must_use]
    pub fn available(self, key: &str) -> Option<&'static Availability> {
        if self.language().by_key { available(key) } else { None }
    }

    /// Whether ids and names that differ in case only are the same.
    #[must_use]
    pub fn ignores_case(self) -> bool {
        self.language().grammar.names == Some(Names::AnyCase)
    }

    pub(crate) fn language(self) -> &'static Language {
        match self {
            Dialect::GitHub => &github::LANGUAGE,
            Dialect::GitLab => &gitlab::LANGUAGE,
            Dialect::Azure => &azure::LANGUAGE,
            Dialect::Jenkins => &jenkins::LANGUAGE,
            Dialect::Native => &native::LANGUAGE,
        }
    }
}

/// All that is known of a dialect.
pub(crate) struct Language {
    pub grammar: Grammar,
    pub semantics: Semantics,
    pub functions: &'static [Function],
    pub contexts: &'static [&'static str],
    /// What a context holds, as far as it is the same in every file.
    pub context_type: fn(&str) -> Type,
    /// Why a context can have no member of a name, if so.
    pub impossible_member: fn(&str, &str) -> Option<&'static str>,
    /// Whether what may be used depends on the key an expression stands under.
    pub by_key: bool,
    /// The context and the members in which the inputs of a run started by hand are seen beside `inputs`.
    pub event_inputs: Option<[&'static str; 3]>,
}

/// What its text may be made of.
pub(crate) struct Grammar {
    /// Operators and brackets; a longer one stands before its own beginnings.
    pub symbols: &'static [(&'static str, Symbol)],
    /// Operators that are words.
    pub words: &'static [(&'static str, Symbol)],
    /// Values that are words.
    pub literals: &'static [Literal],
    pub strings: &'static [Quote],
    /// Whether the words of values may be written in any case.
    pub literals_any_case: bool,
    pub numbers: bool,
    /// `1.2.3`.
    pub versions: bool,
    pub names: Option<Names>,
    /// Whether names may hold dashes.
    pub dashes: bool,
    /// `$NAME`.
    pub variables: bool,
    /// `/regular expression/`.
    pub patterns: bool,
    /// How many nodes may stand one inside the other.
    pub depth: u32,
    /// How many characters long it may be.
    pub length: usize,
    /// How many tokens it may have.
    pub tokens: usize,
    pub holes: Holes,
}

/// A word and the value it stands for.
pub(crate) type Literal = (&'static str, fn() -> Value);

/// How names are written: contexts, properties and functions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Case does not matter.
    AnyCase,
    /// Case matters.
    ExactCase,
}

/// How a string is written.
pub(crate) struct Quote {
    pub mark: char,
    pub escape: Escape,
}

/// How a string may hold its own quote.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escape {
    /// Not at all, nor a line's end.
    None,
    /// Written twice.
    Doubled,
    /// After a backslash.
    Backslash,
}

/// How a template marks what is to be filled in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holes {
    /// `${{ expression }}`.
    Expressions,
    /// `$NAME` and `${NAME}`.
    Variables,
    /// `$NAME`, `${NAME}` and `%NAME%`.
    VariablesAndPercent,
    /// `$(name)`, which stays as it is when there is no such variable; or one `$[ expression ]` and nothing else.
    Macros,
    /// The whole text is an expression, in a language with a parser of its own.
    Code,
}

/// What an operator or a bracket is to the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    Open,
    Close,
    OpenIndex,
    CloseIndex,
    Comma,
    Dot,
    Star,
    /// Binds more tightly than any comparison.
    Not,
    /// Binds less tightly than any comparison.
    LooseNot,
    And,
    Or,
    /// Compares; a higher level binds more tightly.
    Compare(Comparison, u8),
}

/// What its values mean.
pub(crate) struct Semantics {
    /// Whether a condition holds.
    pub truthy: fn(&Value) -> bool,
    /// Whether `&&` goes on to its right side, and `||` does not.
    pub decides: fn(&Value) -> bool,
    pub equal: fn(&Value, &Value) -> bool,
    pub order: fn(&Value, &Value) -> Option<Ordering>,
    pub matches: fn(&Value, &Value) -> Result<bool, String>,
    /// How false and true are written.
    pub truths: [&'static str; 2],
    pub collection_text: fn(&Value) -> Cow<'_, str>,
    /// Whether a context that is not there is nothing, rather than an error.
    pub missing_context_is_null: bool,
    /// Whether a condition that does not ask how things went holds only while all went well.
    pub implies_success: bool,
    /// Whether comparing what can never be equal, or has no order, is a mistake.
    pub strict_comparison: bool,
}
