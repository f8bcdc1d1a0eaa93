use crate::{Dialect, Object, Version, number};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::sync::Arc;

/// What an expression evaluates to. Cloning is cheap: collections are shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing: `null`, or a property that is not there.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number; the dialects know only floating point.
    Number(f64),
    /// A version number.
    Version(Version),
    /// Text.
    String(Arc<str>),
    /// A list.
    Array(Arc<Vec<Value>>),
    /// A mapping.
    Object(Arc<Object>),
}

impl Value {
    /// An array of these.
    pub fn array(items: impl IntoIterator<Item = Value>) -> Self {
        Value::Array(Arc::new(items.into_iter().collect()))
    }

    /// An object of these.
    pub fn object<K: Into<Arc<str>>>(entries: impl IntoIterator<Item = (K, Value)>) -> Self {
        Value::Object(Arc::new(entries.into_iter().collect()))
    }

    /// The kind, as GitHub names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "Null",
            Value::Bool(_) => "Boolean",
            Value::Number(_) => "Number",
            Value::Version(_) => "Version",
            Value::String(_) => "String",
            Value::Array(_) => "Array",
            Value::Object(_) => "Object",
        }
    }

    /// Whether a condition with this value holds.
    #[must_use]
    pub fn truthy(&self, dialect: Dialect) -> bool {
        (dialect.language().semantics.truthy)(self)
    }

    /// The text this value becomes inside a string. Collections have no text of their own: GitHub writes their kind,
    /// the others their JSON.
    #[must_use]
    pub fn to_text(&self, dialect: Dialect) -> Cow<'_, str> {
        match self {
            Value::Null => Cow::Borrowed(""),
            Value::Bool(truth) => Cow::Borrowed(dialect.language().semantics.truths[usize::from(*truth)]),
            Value::Number(n) => Cow::Owned(number::format(*n)),
            Value::Version(version) => Cow::Owned(version.to_string()),
            Value::String(s) => Cow::Borrowed(s),
            Value::Array(_) | Value::Object(_) => (dialect.language().semantics.collection_text)(self),
        }
    }

    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(s) => Some(s),
            _ => None,
        }
    }

    /// Whether this is neither an array nor an object.
    #[must_use]
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Value::Array(_) | Value::Object(_))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Self {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Number(number)
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(b) => Value::Bool(b),
            serde_json::Value::Number(n) => Value::Number(n.as_f64().unwrap_or(f64::NAN)),
            serde_json::Value::String(s) => Value::from(s),
            serde_json::Value::Array(items) => Value::array(items.into_iter().map(Value::from)),
            serde_json::Value::Object(map) => {
                Value::object(map.into_iter().map(|(key, value)| (key, Value::from(value))))
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Number(n) => match number::as_integer(*n) {
                Some(integer) => serializer.serialize_i64(integer),
                None if n.is_finite() => serializer.serialize_f64(*n),
                None => serializer.serialize_str(&number::format(*n)),
            },
            Value::Version(version) => serializer.collect_str(version),
            Value::String(s) => serializer.serialize_str(s),
            Value::Array(items) => items.serialize(serializer),
            Value::Object(object) => object.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(Value::from)
    }
}
