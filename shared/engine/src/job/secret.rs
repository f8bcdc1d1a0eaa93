use indexmap::IndexMap;

/// A text that must not be seen. It has no `Debug`, no `Display` and no serialised form on purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for those who must have it: an expression, a process, the masker.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Secrets by name.
#[derive(Clone, Default)]
pub struct Secrets(IndexMap<String, Secret>);

impl Secrets {
    /// The secret of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Secret> {
        self.0.get(name)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.0.iter().map(|(name, secret)| (name.as_str(), secret))
    }
}

impl<N: Into<String>> FromIterator<(N, Secret)> for Secrets {
    fn from_iter<I: IntoIterator<Item = (N, Secret)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(name, secret)| (name.into(), secret)).collect())
    }
}
