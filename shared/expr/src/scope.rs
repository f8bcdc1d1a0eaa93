use crate::Value;
use diag::{SourceId, Span};

/// What an expression sees while it is evaluated.
pub trait Scope {
    /// A context by name: `github`, `needs`, `branch`. Nothing for a name that is not known, which is an error.
    ///
    /// An evaluation may ask more than once for the same name, so the answer should be at hand.
    fn context(&self, name: &str) -> Option<Value>;

    /// Calls a function that looks at the world or at the run: `hashFiles`, `success`, `always`, `cancelled`, `failure`.
    /// The name comes as the dialect spells it. Nothing for a function that is not available here.
    fn call(&self, function: &str, args: &[Value]) -> Option<Result<Value, EvalError>>;

    /// Asked about a member that a context does not have: an error where that is a mistake and not just nothing.
    ///
    /// # Errors
    /// What is wrong with asking for it; the evaluation adds the place.
    fn absent(&self, _context: &str, _member: &str) -> Result<(), EvalError> {
        Ok(())
    }

    /// The variable `$NAME`; by default a member of the context `variables`, or else of `env`.
    fn variable(&self, name: &str) -> Option<Value> {
        ["variables", "env"].into_iter().find_map(|context| match self.context(context)? {
            Value::Object(object) => object.get_exact(name).cloned(),
            _ => None,
        })
    }
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EvalError {
    /// What went wrong, one sentence without a full stop.
    pub message: String,
    /// The part of the expression that failed.
    pub span: Span,
}

impl EvalError {
    /// An error whose place is not known yet; a [`Scope`] gives these, and the evaluation adds the place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), span: Span::point(SourceId(0), 0) }
    }

    /// The same error at a place, unless it has one already.
    pub(crate) fn or_at(self, span: Span) -> Self {
        let nowhere = self.span == Span::point(SourceId(0), 0);
        if nowhere { Self { span, ..self } } else { self }
    }

    pub(crate) fn at(span: Span, message: impl Into<String>) -> Self {
        Self { message: message.into(), span }
    }
}
