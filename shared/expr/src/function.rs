//! The functions that dialects pick theirs from.
pub(crate) mod collection;
pub(crate) mod json;
pub(crate) mod string;

use crate::{EvalError, Value};

/// A function of a dialect.
pub(crate) struct Function {
    pub name: &'static str,
    pub arity: Arity,
    pub call: Call,
    /// What it takes, overload by overload; the last parameter stands for all that follow.
    pub signatures: &'static [Signature],
}

/// How a function is carried out.
#[derive(Clone, Copy)]
pub(crate) enum Call {
    /// From its arguments alone.
    Pure(fn(&[Value]) -> Result<Value, String>),
    /// By [`crate::Scope::call`]: it looks at the world or at the run.
    Scope,
    /// By [`crate::Scope::call`], about how things went so far.
    Status(Status),
    /// Evaluates its arguments one by one, as far as it needs them.
    Lazy(Lazy),
    /// Evaluates only the arguments it needs: predicate, value, ..., default.
    Case,
}

/// A function that takes its arguments as they come.
pub(crate) type Lazy = fn(&mut dyn Iterator<Item = Result<Value, EvalError>>) -> Result<Value, EvalError>;

/// What a status function asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Success,
    Failure,
    Always,
    Cancelled,
    /// Success or failure, but not cancelled.
    Ended,
}

/// What a function takes and gives.
pub(crate) struct Signature {
    pub params: &'static [Param],
    pub returns: Param,
}

/// A parameter's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Param {
    Any,
    Bool,
    String,
    Scalar,
    Array,
    ScalarArray,
}

/// How many arguments a function takes.
#[derive(Clone, Copy)]
pub(crate) struct Arity {
    pub min: usize,
    pub max: usize,
    pub odd: bool,
}

impl Arity {
    pub const fn exactly(count: usize) -> Self {
        Self { min: count, max: count, odd: false }
    }

    pub const fn between(min: usize, max: usize) -> Self {
        Self { min, max, odd: false }
    }

    pub const fn at_least(min: usize) -> Self {
        Self { min, max: 255, odd: false }
    }

    pub const fn odd_from(min: usize) -> Self {
        Self { min, max: 255, odd: true }
    }

    pub fn takes(self, count: usize) -> bool {
        (self.min..=self.max).contains(&count) && !(self.odd && count.is_multiple_of(2))
    }
}

impl std::fmt::Display for Arity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |count: usize| if count == 1 { "argument" } else { "arguments" };
        match (self.min, self.max) {
            (0, 0) => f.write_str("no arguments"),
            (min, _) if self.odd => write!(f, "an odd number of arguments from {min}"),
            (min, max) if min == max => write!(f, "{min} {}", plural(min)),
            (min, 255) => write!(f, "at least {min} {}", plural(min)),
            (min, max) => write!(f, "{min} to {max} arguments"),
        }
    }
}

/// A function that tells how the jobs or steps before went.
pub(crate) const fn status(name: &'static str, status: Status) -> Function {
    Function {
        name,
        arity: Arity::exactly(0),
        call: Call::Status(status),
        signatures: &[Signature { params: &[], returns: Param::Bool }],
    }
}

/// The same, about the jobs whose names are given; about all if there are none.
pub(crate) const fn status_of_jobs(name: &'static str, status: Status) -> Function {
    Function {
        arity: Arity::at_least(0),
        signatures: &[Signature { params: &[Param::String], returns: Param::Bool }],
        ..self::status(name, status)
    }
}
