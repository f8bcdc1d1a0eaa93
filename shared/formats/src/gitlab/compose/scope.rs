use crate::gitlab::environ;
use events::Facts;
use expr::variables::{Missing, Variable, expand};
use expr::{EvalError, Scope, Value};
use ir::EnvEntry;
use std::collections::HashMap;

/// The variables that hold before any job is known: includes and their rules may use them.
pub struct Variables {
    values: HashMap<String, String>,
}

impl Variables {
    /// From what is known of the run.
    pub fn of(facts: &Facts) -> Self {
        let environ = environ::run(facts);
        Self { values: environ.env.into_iter().chain(environ.overrides).collect() }
    }

    /// Variables of the pipeline and of a job that starts another: those given by hand still win.
    pub fn below(mut self, entries: &[EnvEntry]) -> Self {
        for entry in entries {
            let value = || entry.value.text().as_str().to_owned();
            self.values.entry(entry.name.value.clone()).or_insert_with(value);
        }
        self
    }

    /// The value of a variable.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// A text with its variables filled in; unknown ones stay.
    pub fn fill(&self, text: &str) -> String {
        let lookup =
            |name: &str| self.values.get(name).map(|value| Variable::Expanded(value.as_str().into()));
        expand(text, &lookup, Missing::Keep)
    }
}

impl Scope for Variables {
    fn context(&self, _: &str) -> Option<Value> {
        None
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.values.get(name).map(|value| Value::from(value.as_str()))
    }
}
