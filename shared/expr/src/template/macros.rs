//! `$(name)`: a variable's value, in which other macros may stand.
use super::holes::macro_ranges;
use crate::eval::MEMORY;
use crate::{Dialect, Scope};

/// How long a chain of variables may be.
const DEPTH: usize = 50;

/// Writes the value of a variable, macros in it filled in to the end. One that nobody defined stays as it was written,
/// and so does one that leads back to itself.
pub(super) fn fill(name: &str, written: &str, scope: &dyn Scope, out: &mut String) {
    Filling { scope, open: Vec::new(), out }.one(name, written);
}

struct Filling<'a> {
    scope: &'a dyn Scope,
    /// The variables being filled in, outermost first.
    open: Vec<String>,
    out: &'a mut String,
}

impl Filling<'_> {
    fn one(&mut self, name: &str, written: &str) {
        let endless = self.open.iter().any(|open| open.eq_ignore_ascii_case(name))
            || self.open.len() >= DEPTH
            || self.out.len() > MEMORY;
        match self.scope.variable(name) {
            Some(value) if !endless => {
                self.open.push(name.to_owned());
                self.text(&value.to_text(Dialect::Azure));
                self.open.pop();
            }
            _ => self.out.push_str(written),
        }
    }

    fn text(&mut self, text: &str) {
        let mut at = 0;
        for range in macro_ranges(text) {
            self.out.push_str(&text[at..range.start]);
            at = range.end;
            self.one(&text[range.start + 2..range.end - 1], &text[range]);
        }
        self.out.push_str(&text[at..]);
    }
}
