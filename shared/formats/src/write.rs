//! What all writers share: findings about what is lost, and trees of the model's values.
mod step;
mod unsaid;

pub(crate) use step::{mark, not_captured};
pub(crate) use unsaid::{Lack, Unsaid};

use crate::Format;
use diag::{Code, Diagnostic, Severity, SourceId, SourceMap, Span, Spanned, Text};
use expr::Template;
use ir::{Access, Filter, MatrixScalar, MatrixValue, Permissions, Pipeline, Trigger, Value};
use yaml::{Comment, Manner, Map, Tree};

/// A pipeline being written.
pub struct Writing<'a> {
    /// The language it was read in.
    pub from: &'static Format,
    /// All files that took part.
    pub sources: &'a SourceMap,
    /// What is lost, or changes what it means.
    pub diagnostics: Vec<Diagnostic>,
    /// Places of what is said within something else, or needs no word in the other language because it is so there.
    pub implied: Vec<Span>,
}

/// How a language is written.
pub struct Writer {
    /// Writes a pipeline whose expressions are in the language's dialect; what it has no words for is told.
    pub write: fn(&Pipeline, &mut Writing<'_>) -> Tree,
    /// How the tree becomes a text.
    pub form: Form,
    /// The file that holds a repository's only pipeline.
    pub file: &'static str,
    /// The file of one of several, `{}` standing for its name.
    pub files: &'static str,
}

/// How a tree becomes a text.
pub enum Form {
    /// As YAML, in the manner that readers of the language expect.
    Yaml(Manner<'static>),
    /// As the language has it, with the comments where they belong.
    Own(fn(&Tree, &[Comment], &SourceMap) -> String),
}

impl Writer {
    /// The text of a tree, comments of the sources beside what stands for their places.
    #[must_use]
    pub fn text(&self, tree: &Tree, comments: &[Comment], sources: &SourceMap) -> String {
        match &self.form {
            Form::Yaml(manner) => yaml::write(tree, manner, comments, sources),
            Form::Own(write) => write(tree, comments, sources),
        }
    }
}

/// The comments of a file in YAML.
pub(crate) fn comments(_: &SourceMap, _: SourceId, read: &yaml::Read) -> Vec<Comment> {
    read.documents.iter().flat_map(|document| document.comments.iter().cloned()).collect()
}

impl<'a> Writing<'a> {
    /// A pipeline of which nothing is written yet.
    #[must_use]
    pub fn new(from: &'static Format, sources: &'a SourceMap) -> Self {
        Self { from, sources, diagnostics: Vec::new(), implied: Vec::new() }
    }

    /// Says what has become of something that is said in another way, but not lost.
    pub(crate) fn remark(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Diagnostic::new(Severity::Note, code, span, message).help(help);
        if !self.diagnostics.contains(&finding) {
            self.diagnostics.push(finding);
        }
    }

    /// Says that what stands there is said within something else, or is so in the other language without a word.
    pub(crate) fn implied(&mut self, span: Span) {
        self.implied.push(span);
    }

    /// Says that something is lost or means something else, and what to do by hand.
    pub(crate) fn lost(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = Diagnostic::warning(code, span, message).help(help);
        if !self.diagnostics.contains(&finding) {
            self.diagnostics.push(finding);
        }
    }
}

/// A text with its place.
pub(crate) fn text(template: &Template) -> Tree {
    plain(template.text())
}

/// The same of a text without expressions.
pub(crate) fn plain(text: &Text) -> Tree {
    Tree::text(text.as_str()).at(text.span())
}

/// A name with its place.
pub(crate) fn name(name: &Spanned<String>) -> Tree {
    Tree::text(name.value.as_str()).at(name.span)
}

/// Texts below one another.
pub(crate) fn texts(templates: &[Template]) -> Tree {
    Tree::list(templates.iter().map(text).collect())
}

/// Texts in a row.
pub(crate) fn row(templates: &[Template]) -> Tree {
    Tree::row(templates.iter().map(text).collect())
}

/// A number or a boolean without quotes; any other text as it is.
pub(crate) fn typed(template: &Template) -> Tree {
    match template.as_literal() {
        Some(literal) if is_typed(literal) => Tree::bare(literal).at(template.text().span()),
        _ => text(template),
    }
}

/// A whole number without quotes; any other text as it is.
pub(crate) fn counted(template: &Template) -> Tree {
    match template.as_literal() {
        Some(literal) if is_whole(literal) => Tree::bare(literal).at(template.text().span()),
        _ => text(template),
    }
}

fn is_typed(text: &str) -> bool {
    let number = || text.parse::<f64>().is_ok() && text.starts_with(|c: char| c.is_ascii_digit());
    matches!(text, "true" | "false") || number()
}

fn is_whole(text: &str) -> bool {
    let digits = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits && (text == "0" || !text.starts_with('0')) && !text.is_empty()
}

/// A value of any shape.
pub(crate) fn value(value: &Value) -> Tree {
    match value {
        Value::Null => Tree::bare("null"),
        Value::Bool(truth) => Tree::bare(truth),
        Value::Number(_) | Value::Version(_) => Tree::bare(value.to_text(expr::Dialect::Native)),
        Value::String(text) => Tree::text(&**text),
        Value::Array(items) => Tree::row(items.iter().map(self::value).collect()),
        Value::Object(members) => {
            let mut map = Map::default();
            members.iter().for_each(|(name, member)| map.put(name, self::value(member)));
            map.into()
        }
    }
}

/// A value of a matrix.
pub(crate) fn matrix_value(value: &MatrixValue) -> Tree {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(template)) => text(template),
        MatrixValue::Scalar(MatrixScalar::Value(value)) => self::value(&value.value).at(value.span),
        MatrixValue::List(values) => Tree::row(values.iter().map(matrix_value).collect()),
        MatrixValue::Map(entries) => {
            let mut map = Map::default();
            for (name, value) in entries {
                map.put_at(name.value.as_str(), name.span, matrix_value(value));
            }
            map.into()
        }
    }
}

/// Where a value of a matrix begins.
pub(crate) fn place_of_value(value: &MatrixValue) -> Span {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(template)) => template.text().span(),
        MatrixValue::Scalar(MatrixScalar::Value(value)) => value.span,
        MatrixValue::List(values) => values.first().map_or(Span::NOWHERE, place_of_value),
        MatrixValue::Map(entries) => entries.first().map_or(Span::NOWHERE, |(name, _)| name.span),
    }
}

/// Whether a trigger is written as its name alone.
pub(crate) fn is_bare(trigger: &Trigger) -> bool {
    let Filter { branches, tags, paths, activities } = &trigger.filter;
    let own = |activity: &Spanned<String>| activity.span != trigger.span;
    branches.is_none() && tags.is_none() && paths.is_none() && !activities.iter().flatten().any(own)
}

/// Where permissions stand.
pub(crate) fn place_of(permissions: &Permissions) -> Span {
    match permissions {
        Permissions::All(access) => access.span,
        Permissions::Scopes { span, .. } => *span,
    }
}

/// The word for an access.
pub(crate) fn access(access: Access) -> &'static str {
    match access {
        Access::None => "none",
        Access::Read => "read",
        Access::Write => "write",
    }
}
