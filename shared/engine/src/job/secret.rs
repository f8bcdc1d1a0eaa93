use indexmap::IndexMap;

/// A text that must not be seen. It has no `Debug`, no `Display` and no serialised form on purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    text: String,
    form: Form,
}

/// How a process gets a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As the value of a variable.
    Text,
    /// In a file, whose path the variable holds.
    File,
}

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), form: Form::Text }
    }

    /// Takes the text of a file into custody: variables with it hold the path of a file.
    pub fn file(text: impl Into<String>) -> Self {
        Self { text: text.into(), form: Form::File }
    }

    /// Whether variables with it hold the path of a file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.form == Form::File
    }

    /// The text, for those who must have it: an expression, a process, the masker.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
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

    /// The secret of this very text.
    pub(super) fn of_text(&self, text: &str) -> Option<&Secret> {
        self.0.values().find(|secret| secret.text == text)
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
