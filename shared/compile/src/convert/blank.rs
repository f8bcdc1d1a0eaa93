//! A source without some of its parts, at which all others keep their places.
use std::ops::Range;

/// How a part stands in what is around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A key with its value.
    Entry,
    /// An item of a list, with its dash if it has one.
    Item,
}

/// Puts blanks in place of a part, and of the comma or dash that goes with it.
pub(super) fn blank(text: &mut [u8], part: Part, range: Range<usize>) {
    let Some(inside) = text.get_mut(range.clone()) else { return };
    inside.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    let blank = |byte: &u8| byte.is_ascii_whitespace();
    let after = text[range.end..].iter().position(|byte| !blank(byte)).map(|at| range.end + at);
    let before = text[..range.start].iter().rposition(|byte| !blank(byte));
    let is = |at: Option<usize>, byte: u8| at.filter(|at| text[*at] == byte);
    let dash = is(before, b'-').filter(|_| part == Part::Item);
    if let Some(at) = dash.or_else(|| is(after, b',')).or_else(|| is(before, b',')) {
        text[at] = b' ';
    }
}
