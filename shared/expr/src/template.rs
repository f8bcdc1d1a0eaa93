mod holes;
mod macros;

use crate::ast::Node;
use crate::dialect::Holes;
use crate::{Dialect, EvalError, Expr, Scope, Uses, Value, expr};
use diag::{Diagnostic, Span, Text};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Text with holes that expressions fill: `v${{ github.ref_name }}`, `image:$TAG`.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    text: Text,
    dialect: Option<Dialect>,
    parts: Vec<Part>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text that stands for itself.
    Literal(Text),
    /// An expression. For `$NAME` its tree is that variable.
    Hole(Expr),
}

impl Template {
    /// Reads a template. What is wrong in a hole is told, and the hole stays in the result as text.
    #[must_use]
    pub fn parse(text: &Text, dialect: Dialect) -> (Template, Vec<Diagnostic>) {
        let (parts, problems) = holes::parse(text, dialect);
        (Self { text: text.clone(), dialect: Some(dialect), parts }, problems)
    }

    /// Reads a text whose holes are `${{ }}`: what is filled in before anything else is read, where the dialect has such
    /// holes beside its own. Such a template is not meant to be written down.
    #[must_use]
    pub fn before_reading(text: &Text, dialect: Dialect) -> (Template, Vec<Diagnostic>) {
        let (parts, problems) = holes::expressions(text, dialect);
        (Self { text: text.clone(), dialect: Some(dialect), parts }, problems)
    }

    /// A text that stands for itself, whatever it contains.
    #[must_use]
    pub fn literal(text: Text) -> Template {
        Self { parts: vec![Part::Literal(text.clone())], text, dialect: None }
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The language of its holes; none for a text that stands for itself.
    #[must_use]
    pub fn dialect(&self) -> Option<Dialect> {
        self.dialect
    }

    /// Its parts in order; two literals never stand side by side.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Its expressions, each with the place of the whole hole, `${{` and `}}` included.
    pub fn holes(&self) -> impl Iterator<Item = (&Expr, Span)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(expr) => Some((expr, holes::outside(&self.text, expr))),
            Part::Literal(_) => None,
        })
    }

    /// The text, if there are no holes.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text.as_str()),
            _ => None,
        }
    }

    /// The expression, if there is one hole and nothing else: then the value may be of any kind.
    #[must_use]
    pub fn sole_expr(&self) -> Option<&Expr> {
        match self.parts.as_slice() {
            [Part::Hole(expr)] => Some(expr),
            _ => None,
        }
    }

    /// Its text as a checker of programs reads it: what the service puts in is underscores, byte for byte, so that all
    /// else keeps its place.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut text = self.text.as_str().to_owned();
        for range in self.dialect.map(|dialect| holes::put_in(&text, dialect)).unwrap_or_default() {
            let blank = "_".repeat(range.len());
            text.replace_range(range, &blank);
        }
        text
    }

    /// Its value: that of a sole expression as it is, else text.
    pub fn eval(&self, scope: &dyn Scope) -> Result<Value, EvalError> {
        match self.sole_expr() {
            Some(expr) if !self.keeps_unknown(expr) => expr.eval(scope),
            _ => self.render(scope).map(Value::from),
        }
    }

    /// Its text with the holes filled.
    pub fn render(&self, scope: &dyn Scope) -> Result<String, EvalError> {
        let mut out = String::with_capacity(self.text.as_str().len());
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text.as_str()),
                Part::Hole(expr) => match &expr.ast().node {
                    Node::Variable(name) if self.keeps_unknown(expr) => {
                        macros::fill(name, expr.text().as_str(), scope, &mut out);
                    }
                    _ => out.push_str(&expr.eval(scope)?.to_text(expr.dialect())),
                },
            }
        }
        Ok(out)
    }

    /// Whether it has holes and all of them are `$NAME`s, which a value keeps until it is looked at.
    #[must_use]
    pub fn names_variables(&self) -> bool {
        let named = |expr: &Expr| matches!(expr.ast().node, Node::Variable(_)) && !self.keeps_unknown(expr);
        let mut holes = self.holes().peekable();
        holes.peek().is_some() && holes.all(|(expr, _)| named(expr))
    }

    /// Whether a hole stays as it was written when there is no such variable.
    fn keeps_unknown(&self, expr: &Expr) -> bool {
        let macros = expr.dialect().language().grammar.holes == Holes::Macros;
        macros && matches!(expr.ast().node, Node::Variable(_))
    }

    /// The contexts, variables and functions its holes use.
    #[must_use]
    pub fn uses(&self) -> Uses {
        let mut uses = Uses::default();
        for (expr, _) in self.holes() {
            uses.extend(expr.uses());
        }
        uses
    }
}

impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.text.fmt(f)
    }
}

/// What is written down of a template: enough to read it again.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dialect: Option<Dialect>,
    text: String,
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { dialect: self.dialect, text: self.text.to_string() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let text = expr::placeless(written.text);
        let Some(dialect) = written.dialect else { return Ok(Template::literal(text)) };
        match Template::parse(&text, dialect) {
            (template, problems) if problems.is_empty() => Ok(template),
            (_, problems) => Err(D::Error::custom(expr::first(&problems))),
        }
    }
}
