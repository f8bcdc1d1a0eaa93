//! Variables in text: `$NAME`, `${NAME}` and `%NAME%`, filled in one from another.
//!
//! Follows [GitLab's variable expansion](https://docs.gitlab.com/ci/variables/where_variables_can_be_used/).
use std::borrow::Cow;
use std::ops::Range;

/// A variable as its author defined it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variable<'a> {
    /// Its value may name other variables.
    Expanded(Cow<'a, str>),
    /// Its value stands for itself (`expand: false`).
    Raw(Cow<'a, str>),
}

/// What becomes of a name that nobody defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It stays as it was written, for the shell to see.
    Keep,
    /// It becomes empty.
    Empty,
}

/// `text` with its variables filled in, and the ones in their values, to the end.
///
/// A variable that leads back to itself is left as it was written. `$$` is a dollar sign.
///
/// ```
/// use expr::variables::{Missing, Variable, expand};
/// let lookup = |name: &str| match name {
///     "IMAGE" => Some(Variable::Expanded("$REGISTRY/app".into())),
///     "REGISTRY" => Some(Variable::Raw("r$1".into())),
///     _ => None,
/// };
/// assert_eq!(expand("${IMAGE}:$TAG", &lookup, Missing::Keep), "r$1/app:$TAG");
/// ```
pub fn expand<'a>(text: &str, lookup: &dyn Fn(&str) -> Option<Variable<'a>>, missing: Missing) -> String {
    let mut expansion = Expansion { lookup, missing, open: Vec::new(), out: String::new() };
    expansion.text(text);
    expansion.out
}

/// How much text an expansion may give: variables that double each other would fill the memory.
const LIMIT: usize = 10 * 1024 * 1024;

/// How long a chain of variables may be.
const DEPTH: usize = 100;

struct Expansion<'a, 'b> {
    lookup: &'b dyn Fn(&str) -> Option<Variable<'a>>,
    missing: Missing,
    /// The variables being filled in, outermost first.
    open: Vec<String>,
    out: String,
}

impl Expansion<'_, '_> {
    fn text(&mut self, text: &str) {
        let mut at = 0;
        for (range, reference) in references(text, true) {
            self.out.push_str(&text[at..range.start]);
            at = range.end;
            match reference {
                Reference::Escape => self.out.push('$'),
                Reference::Variable(name) => self.variable(name, &text[range]),
            }
        }
        self.out.push_str(&text[at..]);
    }

    fn variable(&mut self, name: &str, written: &str) {
        let endless =
            self.open.iter().any(|open| open == name) || self.open.len() >= DEPTH || self.out.len() > LIMIT;
        match (self.lookup)(name) {
            Some(_) if endless => self.out.push_str(written),
            Some(Variable::Raw(value)) => self.out.push_str(&value),
            Some(Variable::Expanded(value)) => {
                self.open.push(name.to_owned());
                self.text(&value);
                self.open.pop();
            }
            None if self.missing == Missing::Keep => self.out.push_str(written),
            None => {}
        }
    }
}

/// The names of the variables in a text, in order, with their places.
pub fn names(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    references(text, true).filter_map(|(range, reference)| match reference {
        Reference::Variable(name) => Some((range, name)),
        Reference::Escape => None,
    })
}

/// Something in a text that is not meant literally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference<'a> {
    Variable(&'a str),
    /// `$$`.
    Escape,
}

/// The references in a text, in order. `%NAME%` counts only if `percent`.
pub(crate) fn references(text: &str, percent: bool) -> impl Iterator<Item = (Range<usize>, Reference<'_>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(start) = text[at..].find(['$', '%']).map(|found| at + found) {
            match reference(&text[start..], percent) {
                Some((length, reference)) => {
                    at = start + length;
                    return Some((start..at, reference));
                }
                None => at = start + 1,
            }
        }
        None
    })
}

/// The reference a text begins with, and its length.
fn reference(text: &str, percent: bool) -> Option<(usize, Reference<'_>)> {
    let after = &text[1..];
    if text.starts_with('%') {
        let name = name(after)?;
        let closed = percent && after[name.len()..].starts_with('%');
        return closed.then_some((name.len() + 2, Reference::Variable(name)));
    }
    if after.starts_with('$') {
        return Some((2, Reference::Escape));
    }
    if let Some(inside) = after.strip_prefix('{') {
        let name = name(inside)?;
        return inside[name.len()..].starts_with('}').then_some((name.len() + 3, Reference::Variable(name)));
    }
    name(after).map(|name| (name.len() + 1, Reference::Variable(name)))
}

fn name(text: &str) -> Option<&str> {
    let end = text.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let name = &text[..end];
    (!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(name: &str) -> Option<Variable<'static>> {
        let expanded = |value: &'static str| Some(Variable::Expanded(value.into()));
        match name {
            "A" => expanded("a"),
            "B" => expanded("<$A>"),
            "C" => expanded("${B}%A%"),
            "RAW" => Some(Variable::Raw("$A".into())),
            "SELF" => expanded("x$SELF"),
            "PING" => expanded("$PONG!"),
            "PONG" => expanded("$PING?"),
            "EMPTY" => expanded(""),
            _ => None,
        }
    }

    #[test]
    fn variables_are_filled_in_to_the_end() {
        let cases = [
            ("$A ${A} %A%", "a a a"),
            ("$C", "<a>a"),
            ("[$EMPTY]", "[]"),
            ("$RAW", "$A"),
            ("$$A $$$A", "$A $a"),
            ("$SELF", "x$SELF"),
            ("$PING", "$PING?!"),
            ("$NONE ${NONE} %NONE%", "$NONE ${NONE} %NONE%"),
            ("$1 ${1} 5% $ ${A $", "$1 ${1} 5% $ ${A $"),
            ("ü$A", "üa"),
        ];
        for (text, expected) in cases {
            assert_eq!(expand(text, &lookup, Missing::Keep), expected, "{text}");
        }
        assert_eq!(expand("[$NONE]", &lookup, Missing::Empty), "[]");
    }

    #[test]
    fn doubling_variables_end_somewhere() {
        let lookup = |name: &str| {
            let number: u32 = name.strip_prefix('V')?.parse().ok()?;
            Some(Variable::Expanded(format!("$V{0}$V{0}xxxxxxxx", number + 1).into()))
        };
        assert!(expand("$V1", &lookup, Missing::Keep).len() < 2 * LIMIT);
    }
}
