use diag::Span;

/// A tree to be written, in the order of its keys.
///
/// A node may know which place of a source it stands for (its origin): comments that stood there go with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub(super) content: Content,
    pub(super) origin: Option<Span>,
    pub(super) notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// A key without a value.
    Nothing,
    /// A number, a boolean or a null, as it is written.
    Bare(String),
    /// A text, quoted where it has to be.
    Text(String),
    List {
        items: Vec<Tree>,
        in_a_row: bool,
    },
    Map(Map),
}

/// Keys with values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    pub(super) pairs: Vec<Pair>,
    pub(super) airy: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pair {
    pub key: String,
    pub origin: Option<Span>,
    pub value: Tree,
}

impl Tree {
    fn of(content: Content) -> Self {
        Self { content, origin: None, notes: Vec::new() }
    }

    /// A key without a value.
    #[must_use]
    pub fn nothing() -> Self {
        Self::of(Content::Nothing)
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(Content::Text(text.into()))
    }

    /// A number, a boolean or a null, written as it is given.
    pub fn bare(text: impl ToString) -> Self {
        Self::of(Content::Bare(text.to_string()))
    }

    /// Items below one another.
    #[must_use]
    pub fn list(items: Vec<Tree>) -> Self {
        Self::of(Content::List { items, in_a_row: false })
    }

    /// Items in brackets on one line, if they fit.
    #[must_use]
    pub fn row(items: Vec<Tree>) -> Self {
        Self::of(Content::List { items, in_a_row: true })
    }

    /// The only item itself, or a row of them.
    #[must_use]
    pub fn one_or_row(mut items: Vec<Tree>) -> Self {
        match items.len() {
            1 => items.remove(0),
            _ => Self::row(items),
        }
    }

    /// The same tree, standing for a place of a source.
    #[must_use]
    pub fn at(mut self, origin: Span) -> Self {
        self.origin = (origin != Span::NOWHERE).then_some(origin);
        self
    }

    /// The place of a source that the whole of it stands for.
    #[must_use]
    pub fn origin(&self) -> Option<Span> {
        self.origin
    }

    /// Hands over each place of a source that some part of it stands for.
    pub fn origins(&self, found: &mut impl FnMut(Span)) {
        self.origin.into_iter().for_each(&mut *found);
        match &self.content {
            Content::Nothing | Content::Bare(_) | Content::Text(_) => {}
            Content::List { items, .. } => items.iter().for_each(|item| item.origins(found)),
            Content::Map(map) => {
                for pair in &map.pairs {
                    pair.origin.into_iter().for_each(&mut *found);
                    pair.value.origins(found);
                }
            }
        }
    }

    /// The same tree below a comment of our own.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Whether it holds nothing that could be written: an empty list or mapping.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.content {
            Content::List { items, .. } => items.is_empty(),
            Content::Map(map) => map.is_empty(),
            Content::Nothing | Content::Bare(_) | Content::Text(_) => false,
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Bare(text) | Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The mapping, if it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        if let Content::Map(map) = &self.content { Some(map) } else { None }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Tree]> {
        if let Content::List { items, .. } = &self.content { Some(items) } else { None }
    }
}

impl From<Map> for Tree {
    fn from(map: Map) -> Self {
        Self::of(Content::Map(map))
    }
}

impl From<bool> for Tree {
    fn from(truth: bool) -> Self {
        Self::bare(truth)
    }
}

impl Map {
    /// The same mapping with an empty line between its entries.
    #[must_use]
    pub fn airy(mut self) -> Self {
        self.airy = true;
        self
    }

    /// Adds an entry.
    pub fn put(&mut self, key: impl Into<String>, value: impl Into<Tree>) {
        self.pairs.push(Pair { key: key.into(), origin: None, value: value.into() });
    }

    /// Adds an entry whose key was written at a place.
    pub fn put_at(&mut self, key: impl Into<String>, origin: Span, value: impl Into<Tree>) {
        self.put(key, value);
        if let Some(last) = self.pairs.last_mut().filter(|_| origin != Span::NOWHERE) {
            last.origin = Some(origin);
        }
    }

    /// Adds an entry if there is a value.
    pub fn put_some<T: Into<Tree>>(&mut self, key: &str, value: Option<T>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// Adds an entry unless its value is an empty list or mapping.
    pub fn put_filled(&mut self, key: &str, value: impl Into<Tree>) {
        let value = value.into();
        if !value.is_empty() {
            self.put(key, value);
        }
    }

    /// Takes in all entries of another mapping.
    pub fn join(&mut self, other: Map) {
        self.pairs.extend(other.pairs);
    }

    /// Takes an entry away.
    pub fn remove(&mut self, key: &str) {
        self.pairs.retain(|pair| pair.key != key);
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The value under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Tree> {
        self.pairs.iter().find(|pair| pair.key == key).map(|pair| &pair.value)
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tree)> {
        self.pairs.iter().map(|pair| (pair.key.as_str(), &pair.value))
    }
}
