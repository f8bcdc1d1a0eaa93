//! Finding the holes in a text.
use super::Part;
use crate::dialect::Holes;
use crate::rules::SYNTAX;
use crate::variables::{Reference, references};
use crate::{Dialect, Expr};
use diag::{Diagnostic, Span, Text};
use std::ops::Range;

/// The parts of a text whose holes are `${{ }}`, whatever else its dialect marks them with.
pub(super) fn expressions(text: &Text, dialect: Dialect) -> (Vec<Part>, Vec<Diagnostic>) {
    let mut reader = Reader { text, parts: Vec::new(), literal: Vec::new(), problems: Vec::new() };
    reader.expressions(dialect);
    reader.flush();
    (reader.parts, reader.problems)
}

/// The parts of a text, and what is wrong with its holes.
pub(super) fn parse(text: &Text, dialect: Dialect) -> (Vec<Part>, Vec<Diagnostic>) {
    let mut reader = Reader { text, parts: Vec::new(), literal: Vec::new(), problems: Vec::new() };
    match dialect.language().grammar.holes {
        Holes::Expressions => reader.expressions(dialect),
        Holes::Variables => reader.variables(dialect, false),
        Holes::VariablesAndPercent => reader.variables(dialect, true),
        Holes::Macros => reader.macros(dialect),
        Holes::Code => match Expr::parse(text, dialect) {
            Ok(expr) => reader.hole(expr),
            Err(problems) => {
                reader.problems.extend(problems);
                reader.literal(0..text.as_str().len());
            }
        },
    }
    reader.flush();
    (reader.parts, reader.problems)
}

struct Reader<'a> {
    text: &'a Text,
    parts: Vec<Part>,
    /// Ranges of the text that make up the literal at hand.
    literal: Vec<Range<usize>>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn expressions(&mut self, dialect: Dialect) {
        let source = self.text.as_str();
        let mut at = 0;
        while let Some(open) = source[at..].find("${{").map(|found| at + found) {
            self.literal(at..open);
            let inside = open + 3;
            let Some(close) = closing(&source[inside..]).map(|found| inside + found) else {
                let span = self.text.span_of(open, inside);
                let problem = Diagnostic::error(SYNTAX, span, "the expression is not closed");
                self.problems.push(problem.help("end it with `}}`"));
                self.literal(open..source.len());
                return;
            };
            match Expr::parse(&self.text.slice(inside, close), dialect) {
                Ok(expr) => self.hole(expr),
                Err(problems) => {
                    self.problems.extend(problems);
                    self.literal(open..close + 2);
                }
            }
            at = close + 2;
        }
        self.literal(at..source.len());
    }

    fn variables(&mut self, dialect: Dialect, percent: bool) {
        let source = self.text.as_str();
        let mut at = 0;
        for (range, reference) in references(source, percent) {
            self.literal(at..range.start);
            at = range.end;
            match reference {
                Reference::Escape => self.literal(range.end - 1..range.end),
                Reference::Variable(name) => {
                    self.hole(Expr::variable(self.text.slice(range.start, range.end), name, dialect));
                }
            }
        }
        self.literal(at..source.len());
    }

    /// `$(name)` anywhere, or one `$[ expression ]` and nothing else.
    fn macros(&mut self, dialect: Dialect) {
        let source = self.text.as_str();
        if let Some((start, end)) = runtime(source) {
            match Expr::parse(&self.text.slice(start, end), dialect) {
                Ok(expr) => self.hole(expr),
                Err(problems) => {
                    self.problems.extend(problems);
                    self.literal(0..source.len());
                }
            }
            return;
        }
        let mut at = 0;
        for range in macro_ranges(source) {
            self.literal(at..range.start);
            at = range.end;
            let name = &source[range.start + 2..range.end - 1];
            self.hole(Expr::variable(self.text.slice(range.start, range.end), name, dialect));
        }
        self.literal(at..source.len());
    }

    fn literal(&mut self, range: Range<usize>) {
        match self.literal.last_mut() {
            _ if range.is_empty() => {}
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.literal.push(range),
        }
    }

    fn hole(&mut self, expr: Expr) {
        self.flush();
        self.parts.push(Part::Hole(expr));
    }

    fn flush(&mut self) {
        let ranges = std::mem::take(&mut self.literal);
        match ranges.as_slice() {
            [] => {}
            [range] => self.parts.push(Part::Literal(self.text.slice(range.start, range.end))),
            [first, .., last] => {
                let span = self.text.span_of(first.start, last.end);
                let mut value = String::new();
                let mut map = Vec::new();
                for range in ranges.iter().cloned() {
                    let mut start = range.start;
                    for line in self.text.as_str()[range].split_inclusive('\n') {
                        map.push((value.len() as u32, self.text.span_of(start, start).start));
                        value.push_str(line);
                        start += line.len();
                    }
                }
                self.parts.push(Part::Literal(Text::mapped(value, span, map)));
            }
        }
    }
}

/// What a service puts in before a program reads the text: all of its `${{ }}`, and the macros of a dialect that has
/// them. What programs read themselves, as `$NAME`, is none.
pub(super) fn put_in(source: &str, dialect: Dialect) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = source[at..].find("${{").map(|found| at + found) {
        let Some(close) = closing(&source[open + 3..]) else { break };
        at = open + 3 + close + 2;
        found.push(open..at);
    }
    if dialect.language().grammar.holes == Holes::Macros {
        found.extend(macro_ranges(source));
    }
    found
}

/// Every `$(name)`.
pub(super) fn macro_ranges(source: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = source[from..].find("$(").map(|found| from + found) {
        from = open + 2;
        let name = &source[from..];
        let name = &name[..name.find(['(', ')', '\n', '$', '"', '\'']).unwrap_or(name.len())];
        let close = from + name.len();
        if !name.is_empty() && source[close..].starts_with(')') {
            from = close + 1;
            found.push(open..from);
        }
    }
    found
}

/// Where the expression ends: the first `}}` outside of a string, or, if a string never ends, the first at all.
fn closing(inside: &str) -> Option<usize> {
    let mut quoted = false;
    let outside = inside.bytes().enumerate().find(|(at, byte)| {
        quoted ^= *byte == b'\'';
        !quoted && inside.as_bytes()[*at..].starts_with(b"}}")
    });
    outside.map(|(at, _)| at).or_else(|| inside.find("}}"))
}

/// Where the expression stands in a text that is all `$[ expression ]`.
fn runtime(source: &str) -> Option<(usize, usize)> {
    let start = source.len() - source.trim_start().len();
    let end = source.trim_end().len();
    let inside = source.get(start..end)?.strip_prefix("$[")?.strip_suffix(']')?;
    Some((start + 2, start + 2 + inside.len()))
}

/// The place of a hole with its marks.
pub(super) fn outside(text: &Text, expr: &Expr) -> Span {
    let inside = expr.text().span();
    match expr.dialect().language().grammar.holes {
        Holes::Expressions => Span::new(text.span().source, inside.start.saturating_sub(3), inside.end + 2),
        Holes::Variables | Holes::VariablesAndPercent | Holes::Macros | Holes::Code => inside,
    }
}
