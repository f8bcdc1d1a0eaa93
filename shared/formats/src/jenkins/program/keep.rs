//! What a program leaves for the stages after it.
use super::Values;
use super::steps::Steps;
use groovy::run::{Scope as Variables, to_json};
use groovy::{Interpreter, Value};
use std::rc::Rc;

/// How long a value may be that is handed on.
const LENGTH: usize = 64 * 1024;

/// How many values one may be made of that is handed on.
const PARTS: usize = 20_000;

/// A value that later changes do not reach; one that is too large to be handed on is nothing.
pub(super) fn copy(value: &Value) -> Value {
    if value.parts(PARTS).is_none() { Value::Null } else { all_of(value) }
}

fn all_of(value: &Value) -> Value {
    match value {
        Value::List(list) => Value::list(list.borrow().iter().map(all_of).collect()),
        Value::Map(map) => {
            Value::map(map.borrow().iter().map(|(key, value)| (key.clone(), all_of(value))).collect())
        }
        other => other.clone(),
    }
}

/// Whether it is data all through.
fn is_data(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Decimal(_) | Value::Text(_) => true,
        Value::List(list) => list.borrow().iter().all(is_data),
        Value::Map(map) => map.borrow().values().all(is_data),
        Value::Function(_) | Value::Matcher(_) | Value::Thrown(_) | Value::Class(_) | Value::Host(_) => false,
    }
}

/// Pairs of names and values.
type Pairs = Vec<(String, String)>;

impl Steps<'_> {
    /// Variables for the steps after it, and outputs for the stages after it.
    pub(super) fn left(
        &self,
        before: &Values,
        root: &Rc<Variables>,
        interpreter: &Interpreter<'_>,
    ) -> (Pairs, Pairs) {
        let mut env: Pairs =
            self.assigned.borrow().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let mut outputs: Pairs =
            env.iter().map(|(name, value)| (format!("env:{name}"), value.clone())).collect();
        let changed = root.own().into_iter().filter(|(name, value)| {
            before.iter().find(|(known, _)| known == name).is_none_or(|(_, old)| old != value)
        });
        for (name, value) in changed.chain(interpreter.globals()) {
            if value.parts(PARTS).is_none() || !is_data(&value) {
                continue;
            }
            let json = to_json(&value).to_string();
            if json.len() <= LENGTH {
                outputs.push((format!("var:{name}"), json));
            }
        }
        env.extend(self.own.borrow().iter().cloned());
        (env, outputs)
    }
}
