//! Any text as an expression and as a template of every dialect; what parses is evaluated.
#![no_main]

use diag::Text;
use expr::{Dialect, EvalError, Expr, Scope, Template, Value};
use libfuzzer_sys::fuzz_target;

struct Anything;

impl Scope for Anything {
    fn context(&self, name: &str) -> Option<Value> {
        Some(Value::from(name))
    }

    fn call(&self, _function: &str, _args: &[Value]) -> Option<Result<Value, EvalError>> {
        Some(Ok(Value::Bool(true)))
    }
}

fuzz_target!(|text: &str| {
    for dialect in [Dialect::GitHub, Dialect::GitLab, Dialect::Azure, Dialect::Jenkins, Dialect::Native] {
        let text = Text::from(text);
        if let Ok(expr) = Expr::parse(&text, dialect) {
            let _ = expr.eval(&Anything);
        }
        let _ = Template::parse(&text, dialect).0.render(&Anything);
    }
});
