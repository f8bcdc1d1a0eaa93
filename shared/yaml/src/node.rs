use crate::{Mapping, Resolved, Schema};
use diag::{Span, Text};
use std::sync::Arc;

/// A node of the tree. Cloning is cheap: children are shared.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the content was written. For an alias that is the anchored content; see [`Node::alias`].
    pub span: Span,
    /// The content.
    pub kind: Kind,
    /// Tag, anchor and alias, if there are any.
    pub properties: Option<Arc<Properties>>,
}

/// The content of a node.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A string, number, boolean or null: see [`Scalar::resolve`].
    Scalar(Scalar),
    /// `[a, b]` or lines with `-`.
    Seq(Arc<[Node]>),
    /// Keys with values.
    Map(Arc<Mapping>),
}

/// What may stand before a node's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// `!tag`
    pub tag: Option<Tag>,
    /// `&anchor`
    pub anchor: Option<Anchor>,
    /// The place of the `*alias` through which this node got here.
    pub alias: Option<Span>,
}

/// A tag as written: `!reference`, `!!str`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// With its exclamation marks.
    pub name: Arc<str>,
    /// Where.
    pub span: Span,
}

/// The name under which a node can be used again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Without the `&`.
    pub name: Arc<str>,
    /// Where, with the `&`.
    pub span: Span,
}

/// A scalar before it is decided what it means.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The value, each byte of which knows its place. Empty for a value left out.
    pub text: Text,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bare words.
    Plain,
    /// `'...'`
    Single,
    /// `"..."`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

impl Node {
    pub(crate) fn null(span: Span) -> Self {
        let text = Text::plain("", span);
        Self { span, kind: Kind::Scalar(Scalar { text, style: Style::Plain }), properties: None }
    }

    /// The tag, if it has one.
    #[must_use]
    pub fn tag(&self) -> Option<&Tag> {
        self.properties.as_ref()?.tag.as_ref()
    }

    /// The anchor, if it has one.
    #[must_use]
    pub fn anchor(&self) -> Option<&Anchor> {
        self.properties.as_ref()?.anchor.as_ref()
    }

    /// The place of the alias that stands for this node, if it was reached through one.
    #[must_use]
    pub fn alias(&self) -> Option<Span> {
        self.properties.as_ref()?.alias
    }

    /// The scalar, if it is one.
    #[must_use]
    pub fn as_scalar(&self) -> Option<&Scalar> {
        if let Kind::Scalar(scalar) = &self.kind { Some(scalar) } else { None }
    }

    /// The items, if it is a sequence.
    #[must_use]
    pub fn as_seq(&self) -> Option<&[Node]> {
        if let Kind::Seq(items) = &self.kind { Some(items) } else { None }
    }

    /// The mapping, if it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Mapping> {
        if let Kind::Map(mapping) = &self.kind { Some(mapping) } else { None }
    }

    /// The text of a scalar, whatever it means.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.as_scalar().map(|scalar| scalar.text.as_str())
    }

    /// What a scalar means. The tag `!!str` (or a bare `!`) makes it a string, `!!int` and its like let a quoted one
    /// count as if it were bare. Nothing for a collection.
    #[must_use]
    pub fn resolve(&self, schema: Schema) -> Option<Resolved> {
        let scalar = self.as_scalar()?;
        Some(match self.tag().and_then(Tag::core) {
            Some("str") => Resolved::Str,
            Some("int" | "float" | "bool" | "null") => schema.resolve(scalar.text.as_str()),
            _ => scalar.resolve(schema),
        })
    }

    /// Whether it is a null: left out, `~` or `null`.
    #[must_use]
    pub fn is_null(&self, schema: Schema) -> bool {
        self.resolve(schema) == Some(Resolved::Null)
    }

    /// What it is, for messages: "a mapping", "a number".
    #[must_use]
    pub fn describe(&self, schema: Schema) -> &'static str {
        match &self.kind {
            Kind::Seq(_) => "a sequence",
            Kind::Map(_) => "a mapping",
            Kind::Scalar(scalar) => self.resolve(schema).unwrap_or(scalar.resolve(schema)).describe(),
        }
    }
}

impl Tag {
    /// The name of a tag that YAML itself defines, such as `str` for `!!str`; see
    /// <https://yaml.org/spec/1.2.2/#chapter-10-recommended-schemas>.
    #[must_use]
    pub fn core(&self) -> Option<&str> {
        if &*self.name == "!" {
            return Some("str");
        }
        let verbatim = || self.name.strip_prefix("!<tag:yaml.org,2002:")?.strip_suffix('>');
        self.name.strip_prefix("!!").or_else(verbatim)
    }
}

impl Scalar {
    /// What it means under a schema. Anything quoted or in a block is a string.
    #[must_use]
    pub fn resolve(&self, schema: Schema) -> Resolved {
        match self.style {
            Style::Plain => schema.resolve(self.text.as_str()),
            _ => Resolved::Str,
        }
    }
}
