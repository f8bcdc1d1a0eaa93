use crate::{Spanned, Template, Text, Value};
use serde::{Deserialize, Serialize};

/// Variables: a list, or (where the dialect allows) one expression that yields them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Env {
    /// Names and values, in the author's order.
    List(Vec<EnvEntry>),
    /// Known only when it is evaluated.
    Computed(Template),
}

impl Default for Env {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Env {
    /// The listed variables; none for a computed one.
    #[must_use]
    pub fn entries(&self) -> &[EnvEntry] {
        match self {
            Self::List(entries) => entries,
            Self::Computed(_) => &[],
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::List(entries) if entries.is_empty())
    }
}

/// One variable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvEntry {
    /// Its name.
    pub name: Spanned<String>,
    /// Its value.
    pub value: Template,
    /// What is done with the value.
    pub kind: EnvKind,
    /// What a person who starts a run is told and may choose from.
    pub prompt: Option<Variable>,
}

/// What a variable holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnvKind {
    /// Its value, other variables in it put in.
    #[default]
    Expanded,
    /// Its value as written.
    Raw,
    /// The path of a file with the value in it.
    File,
    /// A secret's value, by the secret's name.
    Secret,
}

/// What a person sees of a variable when starting a run by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variable {
    /// What it is for.
    pub description: Option<Text>,
    /// The values to choose from.
    pub options: Vec<Spanned<Value>>,
}
