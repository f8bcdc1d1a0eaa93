use crate::{PathFilter, RefPattern, Span, Spanned};

/// One thing that starts a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// Where it stands.
    pub span: Span,
    /// What happens.
    pub event: Event,
    /// Which of these happenings count.
    pub filter: Filter,
}

/// What can start a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Commits or a tag are pushed.
    Push,
    /// A pull or merge request changes. `trusted`: it runs in the target's context, with its secrets.
    PullRequest {
        /// Runs with the rights of the target repository.
        trusted: bool,
    },
    /// A point in time.
    Schedule {
        /// Five fields.
        cron: Spanned<String>,
        /// An IANA time zone; UTC when none.
        timezone: Option<Spanned<String>>,
    },
    /// A person starts it, with [`crate::Pipeline::inputs`].
    Manual,
    /// Another pipeline calls it as a part of itself.
    Call,
    /// Another pipeline has ended.
    Pipeline {
        /// Their names.
        names: Vec<Spanned<String>>,
    },
    /// The API.
    Api,
    /// Anything else that a forge can report, under the forge's own name.
    Forge(Spanned<String>),
}

/// What must hold of an event. Every list that is given must match.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Branch names; for a pull request its target.
    pub branches: Option<Vec<RefPattern>>,
    /// Tag names.
    pub tags: Option<Vec<RefPattern>>,
    /// Files that changed.
    pub paths: Option<PathFilter>,
    /// Kinds of activity, as `opened`.
    pub activities: Option<Vec<Spanned<String>>>,
}
