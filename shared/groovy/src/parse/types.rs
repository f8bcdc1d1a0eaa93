use super::Parser;
use crate::Problem;
use crate::ast::Name;
use crate::lex::Kind;

const PRIMITIVES: &[&str] = &["void", "boolean", "byte", "char", "short", "int", "long", "float", "double"];

/// Words that are no names.
pub(super) const KEYWORDS: &[&str] = &[
    "as",
    "assert",
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "def",
    "default",
    "do",
    "else",
    "enum",
    "extends",
    "finally",
    "for",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "new",
    "package",
    "return",
    "switch",
    "throw",
    "throws",
    "trait",
    "try",
    "while",
];

/// Whether a word is by custom the name of a type.
pub(super) fn is_type(word: &str) -> bool {
    PRIMITIVES.contains(&word) || word.starts_with(|c: char| c.is_uppercase())
}

impl Parser<'_> {
    /// How many tokens from `by` on make a type (`a.b.C<D>[]`), if they do and its name looks like one.
    pub(super) fn type_ahead(&self, by: usize) -> Option<usize> {
        let mut end = by;
        let mut last;
        loop {
            let Kind::Word(word) = self.ahead(end) else { return None };
            last = word;
            end += 1;
            match (self.ahead(end), self.ahead(end + 1)) {
                (Kind::Symbol("."), Kind::Word(_)) => end += 1,
                _ => break,
            }
        }
        if !is_type(last) {
            return None;
        }
        if matches!(self.ahead(end), Kind::Symbol("<")) {
            end = self.generics_ahead(end)?;
        }
        while matches!((self.ahead(end), self.ahead(end + 1)), (Kind::Symbol("["), Kind::Symbol("]"))) {
            end += 2;
        }
        Some(end - by)
    }

    fn generics_ahead(&self, by: usize) -> Option<usize> {
        let mut open = 0_i32;
        for end in by..by + 64 {
            match self.ahead(end) {
                Kind::Symbol("<") => open += 1,
                Kind::Symbol(">") => open -= 1,
                Kind::Symbol(">>") => open -= 2,
                Kind::Symbol(">>>") => open -= 3,
                Kind::Symbol("," | "?" | "." | "[" | "]" | "&") | Kind::Word(_) => {}
                _ => return None,
            }
            if open <= 0 {
                return Some(end + 1);
            }
        }
        None
    }

    /// A type where one must stand; its name is the last part of a path.
    pub(super) fn type_name(&mut self) -> Result<Name, Problem> {
        let mut name = self.name("a type")?;
        while self.is(".") && matches!(self.ahead(1), Kind::Word(_)) {
            self.at += 1;
            let part = self.name("a type")?;
            name = Name { at: name.at.to(part.at), text: part.text };
        }
        if self.is("<")
            && let Some(end) = self.generics_ahead(0)
        {
            self.at += end;
        }
        while self.is("[") && matches!(self.ahead(1), Kind::Symbol("]")) {
            self.at += 2;
        }
        Ok(name)
    }
}
