//! Letters without their case, one character to one character, as .NET's ordinal comparison sees them.
use std::cmp::Ordering;

/// A character's upper case, if that is a single one. The dotless i and the long s keep apart from `I` and `S`.
fn upper(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    if matches!(c, '\u{131}' | '\u{17f}') {
        return c;
    }
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

/// The text in upper case, character by character.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(upper).collect()
}

/// Whether two texts differ in case only.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.chars().map(upper).eq(b.chars().map(upper))
}

/// The order of two texts by their UTF-16 units, without case.
pub(crate) fn order(a: &str, b: &str) -> Ordering {
    fold(a).encode_utf16().cmp(fold(b).encode_utf16())
}
