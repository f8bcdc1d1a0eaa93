use crate::Span;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Names a file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A place in a file as people count it: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One file: its name as shown to the user, its text, and where its lines start.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user knows it (relative where it can be).
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
    lines: Vec<u32>,
}

impl Source {
    fn new(name: Arc<str>, text: Arc<str>) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1);
        let lines = std::iter::once(0).chain(starts).collect();
        Self { name, text, lines }
    }

    /// The place of a byte. Past the end counts as the end.
    #[must_use]
    pub fn location(&self, offset: u32) -> Location {
        let offset = self.floor(offset);
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines[line - 1];
        let column = self.text[start as usize..offset as usize].chars().count() as u32 + 1;
        Location { line: line as u32, column }
    }

    /// The byte at a place; clamped to the line's end and the file's end.
    #[must_use]
    pub fn offset(&self, at: Location) -> u32 {
        let Some(start) = self.lines.get(at.line.saturating_sub(1) as usize) else {
            return self.text.len() as u32;
        };
        let line = self.line(at.line);
        let skip = at.column.saturating_sub(1) as usize;
        start + line.char_indices().nth(skip).map_or(line.len(), |(i, _)| i) as u32
    }

    /// A line's text without its line break; empty when there is no such line.
    #[must_use]
    pub fn line(&self, number: u32) -> &str {
        let index = number.saturating_sub(1) as usize;
        let Some(start) = self.lines.get(index) else { return "" };
        let end = self.lines.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        self.text[*start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// The text under a span of this file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.floor(span.start) as usize..self.floor(span.end) as usize]
    }

    fn floor(&self, offset: u32) -> u32 {
        self.text.floor_char_boundary((offset as usize).min(self.text.len())) as u32
    }
}

/// Every file that took part in a check, so that a [`Span`] can be shown.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// Takes in a file and gives it an id.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> SourceId {
        self.sources.push(Source::new(name.into(), text.into()));
        SourceId(self.sources.len() as u32 - 1)
    }

    /// The file, if this map gave out the id.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// All files with their ids, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.sources.iter().enumerate().map(|(i, s)| (SourceId(i as u32), s))
    }

    /// Start and end of a span as people count; line 1, column 1 for an unknown file.
    #[must_use]
    pub fn locate(&self, span: Span) -> (Location, Location) {
        match self.get(span.source) {
            Some(source) => (source.location(span.start), source.location(span.end)),
            None => (Location { line: 1, column: 1 }, Location { line: 1, column: 1 }),
        }
    }

    /// The name of a span's file; empty for an unknown one.
    #[must_use]
    pub fn name(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |s| &s.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let mut map = SourceMap::default();
        let id = map.add("a.yml", "öä: 1\r\nb: ü2\n");
        let at = |start, end| map.locate(Span::new(id, start, end));
        assert_eq!(at(4, 5).0, Location { line: 1, column: 3 });
        assert_eq!(at(12, 13).0, Location { line: 2, column: 4 });
        let source = map.get(id).unwrap();
        assert_eq!(source.offset(Location { line: 1, column: 3 }), 4);
        assert_eq!(source.offset(Location { line: 2, column: 4 }), 12);
        assert_eq!(source.line(1), "öä: 1");
        assert_eq!(source.line(9), "");
        assert_eq!(at(999, 1000).0, Location { line: 3, column: 1 });
    }
}
