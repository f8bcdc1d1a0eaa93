use crate::Value;
use groovy::Value as Groovy;

/// A value of a script, as expressions have it.
#[must_use]
pub fn from_groovy(value: &Groovy) -> Value {
    Value::from(groovy::run::to_json(&plain(value)))
}

/// What is no plain value becomes its text.
fn plain(value: &Groovy) -> Groovy {
    match value {
        Groovy::Thrown(_) | Groovy::Class(_) | Groovy::Host(_) | Groovy::Matcher(_) => {
            Groovy::text(value.to_string())
        }
        other => other.clone(),
    }
}

/// A value of an expression, as scripts have it.
#[must_use]
pub fn to_groovy(value: &Value) -> Groovy {
    match value {
        Value::Null => Groovy::Null,
        Value::Bool(truth) => Groovy::Bool(*truth),
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Groovy::Int(*number as i64),
        Value::Number(number) => Groovy::Decimal(*number),
        Value::String(text) => Groovy::Text(text.clone()),
        Value::Version(version) => Groovy::text(version.to_string()),
        Value::Array(items) => Groovy::list(items.iter().map(to_groovy).collect()),
        Value::Object(object) => {
            Groovy::map(object.iter().map(|(key, value)| (key.into(), to_groovy(value))).collect())
        }
    }
}
