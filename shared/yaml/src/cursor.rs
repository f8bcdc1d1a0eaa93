use crate::rules::{EMPTY_VALUE, TAG, WRONG_TYPE};
use crate::{Document, Entry, Findings, Kind, MapReader, Node, Resolved, Schema, Tag};
use diag::{Code, Diagnostic, Span, Spanned, Text};

/// A node that is about to be read with a type in mind.
///
/// Every read gives a value or nothing; when it gives nothing, the finding says why, so a reader simply goes on.
/// Copies are free: a cursor can be asked for its [`Shape`] and then read accordingly.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    pub(crate) node: &'a Node,
    pub(crate) schema: Schema,
    pub(crate) findings: &'a Findings,
    pub(crate) place: Place<'a>,
    /// The alias or merge through which this node was reached, itself or a parent.
    pub(crate) via: Option<Span>,
    /// Whether all of the document could be read.
    pub(crate) complete: bool,
}

/// Where a node stands, for messages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    Root,
    Value { key: &'a str, span: Span },
    Item { of: &'a str },
}

/// What a node is, to choose how to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// No value.
    Null,
    /// True or false.
    Bool,
    /// Any number.
    Number,
    /// Text.
    String,
    /// A sequence.
    Seq,
    /// A mapping.
    Map,
}

impl<'a> Cursor<'a> {
    /// At the root of a document.
    #[must_use]
    pub fn root(document: &'a Document, schema: Schema, findings: &'a Findings) -> Self {
        let (node, complete) = (&document.root, document.complete);
        Self { node, schema, findings, place: Place::Root, via: node.alias(), complete }
    }

    /// At a node from anywhere, called `name` in messages; `key` is the place of the name.
    #[must_use]
    pub fn at(node: &'a Node, name: &'a str, key: Span, schema: Schema, findings: &'a Findings) -> Self {
        let place = Place::Value { key: name, span: key };
        Self { node, schema, findings, place, via: node.alias(), complete: true }
    }

    /// The node itself.
    #[must_use]
    pub fn node(self) -> &'a Node {
        self.node
    }

    /// Where the node's content was written.
    #[must_use]
    pub fn span(self) -> Span {
        self.node.span
    }

    /// Where its key was written; the start of the node when it has none.
    #[must_use]
    pub fn key_span(self) -> Span {
        match self.place {
            Place::Value { span, .. } => span,
            _ => self.head(),
        }
    }

    /// Where findings go.
    #[must_use]
    pub fn findings(self) -> &'a Findings {
        self.findings
    }

    /// What it is.
    #[must_use]
    pub fn shape(self) -> Shape {
        match (&self.node.kind, self.node.resolve(self.schema)) {
            (Kind::Seq(_), _) => Shape::Seq,
            (Kind::Map(_), _) => Shape::Map,
            (_, Some(Resolved::Null)) => Shape::Null,
            (_, Some(Resolved::Bool(_))) => Shape::Bool,
            (_, Some(Resolved::Int(_) | Resolved::Float(_))) => Shape::Number,
            _ => Shape::String,
        }
    }

    /// Itself, or nothing when it is null, without a finding: for values that may be left out.
    #[must_use]
    pub fn present(self) -> Option<Self> {
        (self.shape() != Shape::Null).then_some(self)
    }

    /// The text of any scalar but null: `1` and `true` count as they are written.
    pub fn string(self) -> Option<&'a Text> {
        match (&self.node.kind, self.shape()) {
            (Kind::Scalar(scalar), Shape::Bool | Shape::Number | Shape::String) => {
                self.tagged(Some(&scalar.text))
            }
            _ => self.wrong("a string"),
        }
    }

    /// The text of a scalar that is a string and nothing else: `1` and `true` are refused.
    pub fn strict_string(self) -> Option<&'a Text> {
        match &self.node.kind {
            Kind::Scalar(scalar) if self.shape() == Shape::String => self.tagged(Some(&scalar.text)),
            _ => self.wrong("a string"),
        }
    }

    /// A boolean.
    pub fn bool(self) -> Option<Spanned<bool>> {
        match self.node.resolve(self.schema) {
            Some(Resolved::Bool(value)) => self.tagged(Some(Spanned::new(value, self.span()))),
            _ => self.wrong("a boolean"),
        }
    }

    /// A whole number.
    pub fn integer(self) -> Option<Spanned<i64>> {
        match self.node.resolve(self.schema) {
            Some(Resolved::Int(value)) => self.tagged(Some(Spanned::new(value, self.span()))),
            _ => self.wrong("an integer"),
        }
    }

    /// Any number.
    pub fn number(self) -> Option<Spanned<f64>> {
        let value = match self.node.resolve(self.schema) {
            Some(Resolved::Int(value)) => value as f64,
            Some(Resolved::Float(value)) => value,
            _ => return self.wrong("a number"),
        };
        self.tagged(Some(Spanned::new(value, self.span())))
    }

    /// The items of a sequence.
    pub fn seq(self) -> Option<Items<'a>> {
        match &self.node.kind {
            Kind::Seq(items) => self.tagged(Some(Items { items: items.iter(), parent: self })),
            Kind::Scalar(_) | Kind::Map(_) => self.wrong("a sequence"),
        }
    }

    /// One text, or a sequence of them.
    pub fn string_or_seq(self) -> Option<Vec<&'a Text>> {
        match self.shape() {
            Shape::Seq => self.seq().map(|items| items.filter_map(Cursor::string).collect()),
            Shape::Null | Shape::Map => self.wrong("a string or a sequence of strings"),
            _ => self.string().map(|text| vec![text]),
        }
    }

    /// A mapping with known keys; `section` is its name in messages.
    pub fn map(self, section: &'a str) -> Option<MapReader<'a>> {
        match &self.node.kind {
            Kind::Map(mapping) => self.tagged(Some(MapReader::new(mapping, section, self))),
            Kind::Scalar(_) | Kind::Seq(_) => self.wrong("a mapping"),
        }
    }

    /// The entries of a mapping from names to values.
    pub fn entries(self) -> Option<Entries<'a>> {
        match &self.node.kind {
            Kind::Map(mapping) => self.tagged(Some(Entries { entries: mapping.iter(), parent: self })),
            Kind::Scalar(_) | Kind::Seq(_) => self.wrong("a mapping"),
        }
    }

    /// Reports that something else was wanted: "a sequence", "a string or a mapping".
    pub fn wrong<T>(self, wanted: &str) -> Option<T> {
        let subject = self.subject();
        self.findings.push(match self.shape() {
            Shape::Null => self.error(EMPTY_VALUE, format!("{subject} must be {wanted}, found no value")),
            _ => {
                let found = self.node.describe(self.schema);
                self.error(WRONG_TYPE, format!("{subject} must be {wanted}, found {found}"))
            }
        });
        None
    }

    /// An error at this node, with the alias that led here as a label. It still has to be pushed.
    #[must_use]
    pub fn error(self, code: Code, message: impl Into<String>) -> Diagnostic {
        let finding = Diagnostic::error(code, self.head(), message);
        match self.via {
            Some(place) => finding.label(place, "used here"),
            None => finding,
        }
    }

    /// What to point at: a scalar as a whole, a collection by its beginning.
    fn head(self) -> Span {
        let Span { source, start, end } = self.node.span;
        match &self.node.kind {
            Kind::Scalar(_) => self.node.span,
            Kind::Map(mapping) => mapping.entries().first().map_or(self.node.span, |first| {
                let key = first.key.span;
                if key.start == start { key } else { Span::new(source, start, end.min(start + 1)) }
            }),
            Kind::Seq(_) => Span::new(source, start, end.min(start + 1)),
        }
    }

    fn subject(self) -> String {
        match self.place {
            Place::Root => "the document".to_owned(),
            Place::Value { key, .. } => format!("\"{key}\""),
            Place::Item { of: "" } => "each item".to_owned(),
            Place::Item { of } => format!("each item of \"{of}\""),
        }
    }

    /// Passes a value on, after a look at the tag: one that a language knows is dealt with before it reads on.
    fn tagged<T>(self, value: Option<T>) -> Option<T> {
        if let Some(tag) = self.node.tag().filter(|tag| !is_plain(tag)) {
            let finding =
                Diagnostic::error(TAG, tag.span, format!("tag \"{}\" has no meaning here", tag.name));
            self.findings.push(finding.help("remove the tag, or quote the value if it is meant as text"));
        }
        value
    }

    pub(crate) fn item(self, node: &'a Node) -> Self {
        let of = match self.place {
            Place::Value { key, .. } => key,
            Place::Item { of } => of,
            Place::Root => "",
        };
        Self { node, place: Place::Item { of }, via: node.alias().or(self.via), ..self }
    }

    pub(crate) fn value(self, entry: &'a Entry) -> Self {
        let place = Place::Value { key: entry.name().unwrap_or_default(), span: entry.key.span };
        Self { node: &entry.value, place, via: entry.value.alias().or(entry.merged).or(self.via), ..self }
    }

    /// The key's text; a finding when the key is a collection.
    pub(crate) fn key(self, entry: &'a Entry) -> Option<&'a Text> {
        match &entry.key.kind {
            Kind::Scalar(scalar) => Some(&scalar.text),
            Kind::Seq(_) | Kind::Map(_) => {
                let found = entry.key.describe(self.schema);
                let finding =
                    self.item(&entry.key).error(WRONG_TYPE, format!("a key must be a string, found {found}"));
                self.findings.push(finding.help("quote the key if it begins with a bracket or a brace"));
                None
            }
        }
    }
}

/// Whether a tag says no more than what a typed read finds out by itself.
fn is_plain(tag: &Tag) -> bool {
    matches!(tag.core(), Some("str" | "int" | "float" | "bool" | "null" | "seq" | "map"))
}

/// The items of a sequence, each a cursor.
#[derive(Clone, Debug)]
pub struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    parent: Cursor<'a>,
}

impl<'a> Iterator for Items<'a> {
    type Item = Cursor<'a>;

    fn next(&mut self) -> Option<Cursor<'a>> {
        self.items.next().map(|node| self.parent.item(node))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl ExactSizeIterator for Items<'_> {}

/// The entries of a mapping: names with cursors. A key that is no text is reported and left out.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    entries: std::slice::Iter<'a, Entry>,
    parent: Cursor<'a>,
}

impl<'a> Iterator for Entries<'a> {
    type Item = (&'a Text, Cursor<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let parent = self.parent;
        self.entries.by_ref().find_map(|entry| Some((parent.key(entry)?, parent.value(entry))))
    }
}
