use crate::{Span, Spanned, Template, Text, Value};
use serde::{Deserialize, Serialize};

/// A value that a person or a calling pipeline gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Where it stands.
    pub span: Span,
    /// Its name.
    pub name: Spanned<String>,
    /// What it is for.
    pub description: Option<Text>,
    /// Must be given.
    pub required: bool,
    /// Otherwise it is this.
    pub default: Option<Template>,
    /// The default as a typed value, when it holds no expression.
    pub default_value: Option<Value>,
    /// What it may be.
    pub kind: InputKind,
}

/// What an input may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum InputKind {
    /// Text; `pattern` is a regular expression it must match.
    Text {
        /// RE2.
        pattern: Option<Text>,
    },
    /// True or false.
    Boolean,
    /// A number.
    Number,
    /// One of these.
    Choice(Vec<Spanned<Value>>),
    /// A list.
    List,
    /// The name of an environment.
    Environment,
}

/// A secret that a calling pipeline hands in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecretInput {
    /// Its name.
    pub name: Spanned<String>,
    /// Must be given.
    pub required: bool,
}

/// A value that comes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Its name.
    pub name: Spanned<String>,
    /// What it is.
    pub value: Template,
}
