use crate::Span;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A string that knows where each of its characters was written.
///
/// A YAML scalar is rarely its source bytes: block scalars lose their indentation, quoted ones their escapes. `Text`
/// keeps the string and a sparse map from its bytes to the file's, so that an error inside an expression inside a
/// block scalar still points at the right character. Two texts are equal when their strings are. Serialises as the
/// string alone; what was read back stands nowhere.
#[derive(Clone, Debug)]
pub struct Text {
    value: Arc<str>,
    span: Span,
    /// Where the first byte was written; bytes run in step from here up to the first pair of `map`.
    base: u32,
    /// `(byte in value, byte in file)`, rising; from each pair on, bytes run in step.
    map: Arc<[(u32, u32)]>,
}

impl Text {
    /// A string that stands in the file byte for byte, from the start of `span`.
    #[must_use]
    pub fn plain(value: impl Into<Arc<str>>, span: Span) -> Self {
        Self::verbatim(value, span, span.start)
    }

    /// A string that stands in the file byte for byte from `base` on, inside `span`: a quoted one without escapes.
    #[must_use]
    pub fn verbatim(value: impl Into<Arc<str>>, span: Span, base: u32) -> Self {
        Self { value: value.into(), span, base, map: Arc::default() }
    }

    /// A string whose bytes stand in the file as `map` says: `(byte in value, byte in file)` pairs in rising order.
    #[must_use]
    pub fn mapped(value: impl Into<Arc<str>>, span: Span, map: Vec<(u32, u32)>) -> Self {
        Self { value: value.into(), span, base: span.start, map: map.into() }
    }

    /// The string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// The string, shared.
    #[must_use]
    pub fn to_arc(&self) -> Arc<str> {
        Arc::clone(&self.value)
    }

    /// The whole of it in the file, quotes and all.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Where a range of bytes of the string was written.
    #[must_use]
    pub fn span_of(&self, start: usize, end: usize) -> Span {
        let first = self.place(start as u32);
        let last = if end > start { self.place(end as u32 - 1) + 1 } else { first };
        Span::new(self.span.source, first, last)
    }

    /// A part of the string, which keeps its places.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Text {
        let span = self.span_of(start, end);
        let (from, to) = (start as u32, end as u32);
        let mut map = vec![(0, span.start)];
        map.extend(self.map.iter().filter(|(v, _)| *v > from && *v < to).map(|(v, s)| (v - from, *s)));
        Text::mapped(&self.value[start..end], span, map)
    }

    fn place(&self, at: u32) -> u32 {
        let index = self.map.partition_point(|(value, _)| *value <= at);
        match index.checked_sub(1).map(|i| self.map[i]) {
            Some((value, source)) => source + (at - value),
            None => self.base + at,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Text {}

impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl From<&str> for Text {
    /// A text that stands in no file.
    fn from(value: &str) -> Self {
        Self::plain(value, Span::NOWHERE)
    }
}

impl Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.value)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceId;

    #[test]
    fn a_place_inside_a_block_scalar_is_the_place_in_the_file() {
        // file: "run: |\n  ab\n  cd\n"; value: "ab\ncd\n"
        let span = Span::new(SourceId(0), 5, 17);
        let text = Text::mapped("ab\ncd\n", span, vec![(0, 9), (3, 14)]);
        assert_eq!(text.span_of(3, 5), Span::new(SourceId(0), 14, 16));
        let part = text.slice(1, 5);
        assert_eq!(part.as_str(), "b\ncd");
        assert_eq!(part.span_of(2, 4), Span::new(SourceId(0), 14, 16));
        assert_eq!(part.span(), Span::new(SourceId(0), 10, 16));
    }
}
