use crate::{Kind, Node, Style};
use diag::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// From this many entries on, an index is kept.
const INDEXED: usize = 16;

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Node,
    /// The value; null when left out.
    pub value: Node,
    /// The place of the merge (`<<`, or the alias behind it) that brought this entry here, if one did.
    pub merged: Option<Span>,
}

impl Entry {
    /// The key's text; nothing when the key is a collection.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.key.as_str()
    }
}

/// Keys with values, in the order of the file. Merge keys are applied: entries written here win over merged ones.
/// Of a key written twice the last value counts (as in Ruby and JavaScript), and the reader has reported it.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    entries: Vec<Entry>,
    merges: Vec<Entry>,
    index: Option<HashMap<Arc<str>, usize>>,
}

impl Mapping {
    /// The value under a key, compared exactly.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|entry| &entry.value)
    }

    /// The entry under a key, compared exactly.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.position(name).map(|at| &self.entries[at])
    }

    /// All entries: first those written here, then the merged ones.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// All entries as a slice.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The `<<` entries as written, for languages that do not know them.
    #[must_use]
    pub fn merges(&self) -> &[Entry] {
        &self.merges
    }

    /// Pairs of keys that differ only in case, each with the earlier one first.
    #[must_use]
    pub fn same_but_case(&self) -> Vec<(&Entry, &Entry)> {
        let mut seen: HashMap<String, &Entry> = HashMap::new();
        let mut pairs = Vec::new();
        for entry in &self.entries {
            let Some(name) = entry.name() else { continue };
            match seen.entry(name.to_lowercase()) {
                std::collections::hash_map::Entry::Occupied(first) => pairs.push((*first.get(), entry)),
                std::collections::hash_map::Entry::Vacant(place) => _ = place.insert(entry),
            }
        }
        pairs
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(name).copied(),
            None => self.entries.iter().position(|entry| entry.name() == Some(name)),
        }
    }

    /// Takes in an entry. One of the same name gives way and is returned; but a key that is an expression may stand
    /// more than once, for nobody knows yet what it will be.
    pub(crate) fn put(&mut self, entry: Entry) -> Option<Entry> {
        let settled = entry.name().filter(|name| !name.starts_with("${{"));
        if let Some(at) = settled.and_then(|name| self.position(name)) {
            return Some(std::mem::replace(&mut self.entries[at], entry));
        }
        if let (Some(index), Kind::Scalar(key)) = (&mut self.index, &entry.key.kind) {
            index.insert(key.text.to_arc(), self.entries.len());
        }
        self.entries.push(entry);
        if self.index.is_none() && self.entries.len() > INDEXED {
            let names = self.entries.iter().enumerate();
            let names = names.filter_map(|(at, entry)| Some((entry.key.as_scalar()?.text.to_arc(), at)));
            self.index = Some(names.collect());
        }
        None
    }

    /// Takes in a `<<` entry that [`merges`], for [`Mapping::apply_merges`].
    pub(crate) fn merge(&mut self, merge: Entry) {
        self.merges.push(merge);
    }

    /// Brings in what the `<<` entries stand for, now that all keys written here are known. In one sequence the first
    /// mapping wins, of several `<<` the last one, as in Ruby.
    pub(crate) fn apply_merges(&mut self) {
        let merges = std::mem::take(&mut self.merges);
        for merge in merges.iter().rev() {
            for source in merge_sources(merge).unwrap_or_default() {
                let place = source.alias().or(merge.value.alias()).unwrap_or(merge.key.span);
                for entry in source.as_map().into_iter().flatten() {
                    if entry.name().is_some_and(|name| self.position(name).is_none()) {
                        self.put(Entry { merged: Some(place), ..entry.clone() });
                    }
                }
            }
        }
        self.merges = merges;
    }
}

fn merge_sources(merge: &Entry) -> Option<&[Node]> {
    match &merge.value.kind {
        Kind::Map(_) => Some(std::slice::from_ref(&merge.value)),
        Kind::Seq(items) => Some(items),
        Kind::Scalar(_) => None,
    }
}

/// Of entries with one name the last counts.
impl FromIterator<Entry> for Mapping {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let mut mapping = Self::default();
        for entry in entries {
            mapping.put(entry);
        }
        mapping
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Whether the value of a `<<` entry can be merged.
pub(crate) fn merges(merge: &Entry) -> bool {
    let fits = merge_sources(merge).is_some_and(|all| all.iter().all(|source| source.as_map().is_some()));
    fits && merge.value.tag().is_none()
}

/// Whether a key is the merge key: a bare `<<`, as in <https://yaml.org/type/merge.html>.
pub(crate) fn is_merge_key(key: &Node) -> bool {
    let plain = key.as_scalar().is_some_and(|key| key.style == Style::Plain && key.text.as_str() == "<<");
    plain && key.tag().is_none_or(|tag| &*tag.name == "!!merge")
}
