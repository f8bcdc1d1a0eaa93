//! What an expression means, in no dialect.
use super::fact::Fact;
use events::Source;
use expr::ast::Comparison;

/// The meaning of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Term {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Fact(Fact),
    /// A variable of the pipeline, or one set outside of it.
    Variable(String),
    Secret(String),
    /// A variable that the service keeps.
    Setting(String),
    Matrix(String),
    Input(String),
    StepOutput(String, String),
    StepResult(String),
    NeedOutput(String, String),
    NeedResult(String),
    /// A fingerprint of files.
    Fingerprint(Vec<String>),
    /// Texts one after the other.
    Join(Vec<Term>),
    /// The run was started by it.
    Started(Source),
    /// By an event that only one forge knows.
    StartedBy(String),
    Status(Status),
    Equal(Box<Term>, Box<Term>),
    Ordered(Comparison, Box<Term>, Box<Term>),
    /// A regular expression (RE2) matches somewhere.
    Matches {
        text: Box<Term>,
        pattern: String,
        ignore_case: bool,
    },
    Starts(Box<Term>, Box<Term>),
    Ends(Box<Term>, Box<Term>),
    Contains(Box<Term>, Box<Term>),
    /// It is there and not empty.
    Given(Box<Term>),
    Changed(Vec<String>),
    Exists(Vec<String>),
    Not(Box<Term>),
    All(Vec<Term>),
    Any(Vec<Term>),
}

/// How things went so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Success,
    Failure,
    Always,
    Cancelled,
}

impl Term {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Bool(truth) => Self::Bool(!truth),
            other => Self::Not(Box::new(other)),
        }
    }

    pub fn equal(left: Term, right: Term) -> Self {
        Self::Equal(Box::new(left), Box::new(right))
    }

    pub fn given(inner: Term) -> Self {
        Self::Given(Box::new(inner))
    }

    /// All of these hold; constants are worked in, and nothing stands twice.
    pub fn all(terms: impl IntoIterator<Item = Term>) -> Self {
        let mut kept = Vec::new();
        for term in terms {
            match term {
                Self::Bool(true) => {}
                Self::Bool(false) => return Self::Bool(false),
                Self::All(inner) => inner.into_iter().for_each(|term| push(&mut kept, term)),
                other => push(&mut kept, other),
            }
        }
        match kept.len() {
            0 => Self::Bool(true),
            1 => kept.remove(0),
            _ => Self::All(kept),
        }
    }

    /// One of these holds; constants are worked in, and nothing stands twice.
    pub fn any(terms: impl IntoIterator<Item = Term>) -> Self {
        let mut kept = Vec::new();
        for term in terms {
            match term {
                Self::Bool(false) => {}
                Self::Bool(true) => return Self::Bool(true),
                Self::Any(inner) => inner.into_iter().for_each(|term| push(&mut kept, term)),
                other => push(&mut kept, other),
            }
        }
        match kept.len() {
            0 => Self::Bool(false),
            1 => kept.remove(0),
            _ => Self::Any(kept),
        }
    }

    /// The same with every `Not` directly at what it denies.
    pub fn pushed(self) -> Self {
        match self {
            Self::Not(inner) => match *inner {
                Self::All(terms) => Self::any(terms.into_iter().map(|term| term.negated().pushed())),
                Self::Any(terms) => Self::all(terms.into_iter().map(|term| term.negated().pushed())),
                Self::Not(inner) => inner.pushed(),
                other => Self::Not(Box::new(other)),
            },
            Self::All(terms) => Self::all(terms.into_iter().map(Term::pushed)),
            Self::Any(terms) => Self::any(terms.into_iter().map(Term::pushed)),
            other => other,
        }
    }

    /// Calls `visit` with this term and all inside it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Term)) {
        visit(self);
        match self {
            Self::Join(terms) | Self::All(terms) | Self::Any(terms) => {
                terms.iter().for_each(|term| term.walk(visit));
            }
            Self::Not(inner) | Self::Given(inner) | Self::Matches { text: inner, .. } => inner.walk(visit),
            Self::Equal(left, right)
            | Self::Ordered(_, left, right)
            | Self::Starts(left, right)
            | Self::Ends(left, right)
            | Self::Contains(left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            _ => {}
        }
    }

    /// Whether some part of it is so.
    pub fn mentions(&self, is: impl Fn(&Term) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |term| found |= is(term));
        found
    }

    /// Whether it asks how things went so far.
    pub fn asks_status(&self) -> bool {
        self.mentions(|term| matches!(term, Term::Status(_)))
    }

    /// Whether it can be decided before anything runs.
    pub fn is_known_beforehand(&self) -> bool {
        !self.mentions(|term| {
            matches!(
                term,
                Term::Status(_)
                    | Term::StepOutput(..)
                    | Term::StepResult(_)
                    | Term::NeedOutput(..)
                    | Term::NeedResult(_)
                    | Term::Fingerprint(_)
            )
        })
    }
}

fn push(kept: &mut Vec<Term>, term: Term) {
    if !kept.contains(&term) {
        kept.push(term);
    }
}
