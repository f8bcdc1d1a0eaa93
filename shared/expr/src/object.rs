use crate::{Value, letters};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A mapping that keeps the order its keys came in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Object {
    entries: IndexMap<Arc<str>, Value>,
}

impl Object {
    /// The value of a key: the one spelled exactly so, else one that differs in case only.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.get_exact(key)
            .or_else(|| self.iter().find(|(k, _)| letters::same(k, key)).map(|(_, value)| value))
    }

    /// The value of a key spelled exactly so.
    #[must_use]
    pub fn get_exact(&self, key: &str) -> Option<&Value> {
        self.entries.get(key)
    }

    /// Sets a key; an old value keeps its place in the order.
    pub fn insert(&mut self, key: impl Into<Arc<str>>, value: Value) -> Option<Value> {
        self.entries.insert(key.into(), value)
    }

    /// The entries in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.entries.iter().map(|(key, value)| (&**key, value))
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<K: Into<Arc<str>>> FromIterator<(K, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        Self { entries: entries.into_iter().map(|(key, value)| (key.into(), value)).collect() }
    }
}
