use diag::{Span, did_you_mean};
use expr::{Dialect, EvalError, Expr, Scope, Value};
use indexmap::IndexMap;

/// The contexts that a person gives.
pub(super) struct Given {
    values: IndexMap<String, Value>,
    dialect: Dialect,
}

impl Given {
    pub(super) fn new(contexts: serde_json::Map<String, serde_json::Value>, dialect: Dialect) -> Self {
        Self { values: contexts.into_iter().map(|(name, value)| (name, value.into())).collect(), dialect }
    }

    /// A name that is not there is an error wherever it stands, as in a workflow that is not accepted.
    pub(super) fn knows_all(&self, expr: &Expr) -> Result<(), (String, Span)> {
        match expr.uses().paths.iter().find(|path| self.context(path.root()).is_none()) {
            None => Ok(()),
            Some(path) => {
                let name = path.root();
                let mut message = format!("no such context: {name}");
                if let Some(meant) = did_you_mean(name, self.values.keys().map(String::as_str)) {
                    message += &format!("; did you mean {meant}?");
                }
                Err((message, path.span))
            }
        }
    }
}

impl Scope for Given {
    fn context(&self, name: &str) -> Option<Value> {
        let found = self.values.get(name).or_else(|| {
            let same = |known: &&String| self.dialect.ignores_case() && known.eq_ignore_ascii_case(name);
            self.values.keys().find(same).and_then(|known| self.values.get(known))
        });
        found.cloned()
    }

    fn call(&self, function: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        match function {
            "success" | "always" => Some(Ok(Value::Bool(true))),
            "failure" | "cancelled" => Some(Ok(Value::Bool(false))),
            "hashFiles" => {
                Some(Err(EvalError::new("hashFiles looks at a job's workspace, and there is none here")))
            }
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Option<Value> {
        let inside = |context: &str| match self.values.get(context) {
            Some(Value::Object(object)) => object.get_exact(name).cloned(),
            _ => None,
        };
        self.values.get(name).cloned().or_else(|| inside("variables")).or_else(|| inside("env"))
    }
}
