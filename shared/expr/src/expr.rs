use crate::ast::{Ast, Node};
use crate::{Dialect, EvalError, Scope, Uses, Value, eval, function, parse};
use diag::{Diagnostic, SourceId, Span, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::sync::Arc;

/// A parsed expression. Two are equal when their texts and dialects are.
#[derive(Clone, Debug)]
pub struct Expr {
    text: Text,
    dialect: Dialect,
    /// Shared, for a plan holds many copies.
    ast: Arc<Ast>,
}

impl Expr {
    /// Reads an expression; `text` is the inside, without `${{ }}`.
    pub fn parse(text: &Text, dialect: Dialect) -> Result<Expr, Vec<Diagnostic>> {
        let ast = Arc::new(parse::parse(text, dialect)?);
        Ok(Self { text: text.clone(), dialect, ast })
    }

    /// The variable `$name`, written as all of `text`.
    pub(crate) fn variable(text: Text, name: &str, dialect: Dialect) -> Expr {
        let ast = Ast::new(Node::Variable(name.into()), text.span_of(0, text.as_str().len()));
        Self { text, dialect, ast: Arc::new(ast) }
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The language it is written in.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Its tree.
    #[must_use]
    pub fn ast(&self) -> &Ast {
        &self.ast
    }

    /// Its value in a scope.
    pub fn eval(&self, scope: &dyn Scope) -> Result<Value, EvalError> {
        eval::eval(&self.ast, self.dialect, scope)
    }

    /// Whether it holds in a scope, as a condition.
    pub fn holds(&self, scope: &dyn Scope) -> Result<bool, EvalError> {
        self.eval(scope).map(|value| value.truthy(self.dialect))
    }

    /// The contexts, variables and functions it uses.
    #[must_use]
    pub fn uses(&self) -> Uses {
        Uses::of(&self.ast)
    }

    /// Its value, if it has the same in every scope.
    #[must_use]
    pub fn constant(&self) -> Option<Value> {
        let uses = self.uses();
        let free = uses.paths.is_empty() && uses.variables.is_empty();
        if free { self.eval(&Nowhere).ok() } else { None }
    }

    /// Whether, as a condition, it holds only as long as nothing has failed although it does not say so.
    #[must_use]
    pub fn implies_success(&self) -> bool {
        self.dialect.language().semantics.implies_success && !self.calls_status_function()
    }

    /// Whether it asks how things went so far: `success()`, `failure()`, `always()` or `cancelled()`. A condition that
    /// does not holds only as long as nothing has failed.
    #[must_use]
    pub fn calls_status_function(&self) -> bool {
        self.uses().calls.iter().any(|call| {
            let function = self.dialect.language().function(&call.name);
            function.is_some_and(|function| matches!(function.call, function::Call::Status(_)))
        })
    }
}

/// A scope without anything in it.
struct Nowhere;

impl Scope for Nowhere {
    fn context(&self, _: &str) -> Option<Value> {
        None
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.dialect == other.dialect && self.text == other.text
    }
}

impl std::fmt::Display for Expr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.text.fmt(f)
    }
}

/// What is written down of an expression: enough to read it again.
#[derive(Serialize, Deserialize)]
struct Written {
    dialect: Dialect,
    text: String,
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { dialect: self.dialect, text: self.text.to_string() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        Expr::parse(&placeless(written.text), written.dialect)
            .map_err(|problems| D::Error::custom(first(&problems)))
    }
}

/// A text whose place in a file is no longer known.
pub(crate) fn placeless(text: String) -> Text {
    let span = Span::new(SourceId(0), 0, text.len() as u32);
    Text::plain(text, span)
}

pub(crate) fn first(problems: &[Diagnostic]) -> String {
    problems.first().map(|problem| problem.message.clone()).unwrap_or_default()
}
