//! The crate seen from outside, as tables of cases.
mod azure;
mod checking;
mod github;
mod gitlab;
mod jenkins;
mod native;
mod robustness;
mod syntax;
mod templates;
mod values;

use crate::{Dialect, EvalError, Expr, Object, Scope, Value};
use diag::{Diagnostic, SourceId, Span, Text};

/// A scope of JSON; functions that look outside give what a good run would.
struct Json(Object);

impl Json {
    fn new(contexts: &str) -> Self {
        match serde_json::from_str(contexts).unwrap() {
            Value::Object(object) => Self((*object).clone()),
            other => panic!("contexts must be an object, not {}", other.kind()),
        }
    }
}

impl Scope for Json {
    fn context(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }

    fn call(&self, function: &str, args: &[Value]) -> Option<Result<Value, EvalError>> {
        match function {
            "success" | "always" => Some(Ok(Value::Bool(true))),
            "failure" | "cancelled" => Some(Ok(Value::Bool(false))),
            "hashFiles" if args[0] == Value::from("none") => Some(Err(EvalError::new("no such file"))),
            "hashFiles" => Some(Ok(Value::from("cafe"))),
            _ => None,
        }
    }
}

/// A text that begins at byte 100 of a file.
fn text(source: &str) -> Text {
    Text::plain(source, Span::new(SourceId(0), 100, 100 + source.len() as u32))
}

fn parse(source: &str, dialect: Dialect) -> Expr {
    Expr::parse(&text(source), dialect).unwrap_or_else(|problems| panic!("{source}: {problems:?}"))
}

/// The value as JSON on one line, or the error's message.
fn eval(source: &str, dialect: Dialect, scope: &Json) -> String {
    match parse(source, dialect).eval(scope) {
        Ok(value) => serde_json::to_string(&value).unwrap(),
        Err(error) => format!("error: {}", error.message),
    }
}

fn all_give(dialect: Dialect, scope: &Json, cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        assert_eq!(eval(source, dialect, scope), *expected, "{source}");
    }
}

/// `start..end: message`, counted from the start of the text.
fn show(problem: &Diagnostic) -> String {
    let Span { start, end, .. } = problem.primary.span;
    format!("{}..{}: {}", start - 100, end - 100, problem.message)
}
