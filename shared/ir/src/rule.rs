use crate::{Env, Expr, Need, Span, Spanned, Template, Tolerance};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Decides, when a run is made, whether and how a job is part of it. The first whose test holds decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Where it stands.
    pub span: Span,
    /// What must hold; [`Test::Always`] for a rule without a condition.
    pub test: Test,
    /// How the job then runs.
    pub when: Spanned<When>,
    /// Whether its failure counts, if the rule says so.
    pub tolerance: Option<Tolerance>,
    /// Variables that the rule adds or changes.
    pub env: Env,
    /// Needs that replace the job's own.
    pub needs: Option<Vec<Need>>,
    /// Whether a newer run may end the job, if the rule says so.
    pub interruptible: Option<bool>,
}

/// A condition on the event, the ref and the files, decidable before anything runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Holds.
    Always,
    /// An expression is true.
    Expr(Expr),
    /// The branch or tag matches one of these.
    Ref(Vec<RefPattern>),
    /// The run was started by one of these (neutral event names: push, pull_request, tag, schedule, manual, api, pipeline, parent).
    Source(Vec<Spanned<String>>),
    /// One of these files changed.
    Changes(PathFilter),
    /// One of these files is in the repository.
    Exists(PathFilter),
    /// None of the inner holds.
    Not(Box<Test>),
    /// All hold.
    All(Vec<Test>),
    /// One holds.
    Any(Vec<Test>),
}

/// A pattern for branch or tag names.
#[derive(Clone, Debug, PartialEq)]
pub enum RefPattern {
    /// A name or a glob; `negated` takes matches away again (`!x`), in order.
    Glob {
        /// As written, without the `!`.
        pattern: Spanned<String>,
        /// Takes away instead of adding.
        negated: bool,
    },
    /// A regular expression (RE2 syntax), without its slashes.
    Regex {
        /// As written.
        pattern: Spanned<String>,
        /// `i` was given.
        ignore_case: bool,
        /// Takes away instead of adding.
        negated: bool,
    },
    /// Any branch.
    AnyBranch,
    /// Any tag.
    AnyTag,
}

/// Globs over paths, in order; a negated one takes matches away again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathFilter {
    /// One of these must match.
    pub include: Vec<Template>,
    /// None of these may match: a change of only these does not count.
    pub exclude: Vec<Template>,
    /// The ref to compare with instead of the one before.
    pub compare_to: Option<Template>,
}

/// On what a job waits, and what for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// All before it passed.
    OnSuccess,
    /// One before it failed.
    OnFailure,
    /// All before it ended, however.
    Always,
    /// Not in this run.
    Never,
    /// A person says so.
    Manual,
    /// Some time after it could have begun.
    Delayed(Duration),
}
