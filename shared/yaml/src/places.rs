//! Where each byte of a scalar's value was written.

mod block;
mod flow;

use crate::Style;
use diag::{Span, Text};

/// Pairs of a value's byte and a file's byte, kept sparse: a pair only where they stop running in step.
#[derive(Default)]
struct Places {
    pairs: Vec<(u32, u32)>,
}

impl Places {
    fn put(&mut self, value: usize, file: usize) {
        let (value, file) = (value as u32, file as u32);
        match self.pairs.last() {
            Some((v, f)) if file.checked_sub(*f) == Some(value - v) => {}
            _ => self.pairs.push((value, file)),
        }
    }
}

/// A scalar's text with its places. `body` is its source without quotes, or without the header of a block, and begins
/// at byte `start`; `span` is the whole of it.
pub(crate) fn locate(value: &str, style: Style, body: &str, start: usize, span: Span) -> Text {
    if value == body {
        return Text::verbatim(value, span, start as u32);
    }
    let places = match style {
        Style::Plain | Style::Single | Style::Double => flow::places(value, style, body, start),
        Style::Literal | Style::Folded => block::places(value, style, body, start),
    };
    Text::mapped(value, span, places.pairs)
}
