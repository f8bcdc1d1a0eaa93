//! A text as tokens. Line ends count only outside round and square brackets.
mod number;
mod symbol;
mod text;

use crate::{Place, Problem};
use std::sync::Arc;

/// How long a script may be.
const LENGTH: usize = 2 * 1024 * 1024;

/// How many tokens it may have, those in holes of texts included.
const TOKENS: usize = 400_000;

/// How many texts may stand in each other's holes.
const HOLES: u32 = 20;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub at: Place,
    /// Whether something blank stands before it.
    pub spaced: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Word(Arc<str>),
    Int(i64),
    Decimal(f64),
    Text(Arc<str>),
    Rich(Vec<Fragment>),
    Symbol(&'static str),
    Newline,
    End,
}

/// A part of a text with holes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fragment {
    Text(Arc<str>),
    Hole(Vec<Token>, Place),
}

/// The tokens of a text; the last one is its end.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    read(text, &mut Vec::new())
}

/// Where the comments of a script stand; of one that is broken, those before the first wrong sign.
#[must_use]
pub fn comments(text: &str) -> Vec<Place> {
    let mut found = Vec::new();
    // What is wrong is told by whoever reads the script.
    let _ = read(text, &mut found);
    found
}

fn read(text: &str, comments: &mut Vec<Place>) -> Result<Vec<Token>, Problem> {
    if text.len() > LENGTH {
        return Err(Problem::new(
            Place::default(),
            format!("the script is longer than {} MiB", LENGTH >> 20),
        ));
    }
    let mut lexer = Lexer { text, at: 0, count: 0, holes: 0, comments: Vec::new() };
    if text.starts_with("#!") {
        lexer.skip_line();
    }
    let tokens = lexer.tokens(None);
    *comments = lexer.comments;
    tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    count: usize,
    holes: u32,
    comments: Vec<Place>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn problem(&self, start: usize, message: impl Into<String>) -> Problem {
        let width = self.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Problem::new(Place::new(start, start + width), message)
    }

    /// Tokens up to the end, or up to the brace that closes the hole which began at `hole`.
    fn tokens(&mut self, hole: Option<usize>) -> Result<Vec<Token>, Problem> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut open: Vec<(&'static str, usize)> = Vec::new();
        loop {
            let spaced = self.skip_blank()?;
            let start = self.at;
            if hole.is_some() && open.is_empty() && self.rest().starts_with('}') {
                self.at += 1;
                tokens.push(Token { kind: Kind::End, at: Place::new(start, start), spaced });
                return Ok(tokens);
            }
            let quiet = matches!(open.last(), Some(("(" | "[", _)));
            let Some(kind) = self.token(tokens.last(), spaced)? else {
                if let Some((bracket, at)) = open.pop() {
                    return Err(self.problem(at, format!("the `{bracket}` opened here is never closed")));
                }
                if let Some(at) = hole {
                    return Err(self.problem(at, "the hole opened here is never closed"));
                }
                tokens.push(Token { kind: Kind::End, at: Place::new(start, start), spaced });
                return Ok(tokens);
            };
            self.count += 1;
            if self.count > TOKENS {
                return Err(self.problem(start, format!("the script has more than {TOKENS} words and signs")));
            }
            match &kind {
                Kind::Symbol(symbol @ ("(" | "[" | "{")) => open.push((symbol, start)),
                Kind::Symbol(symbol @ (")" | "]" | "}")) => self.close(&mut open, symbol, start)?,
                Kind::Newline if quiet => continue,
                _ => {}
            }
            tokens.push(Token { kind, at: Place::new(start, self.at), spaced });
        }
    }

    fn close(
        &self,
        open: &mut Vec<(&'static str, usize)>,
        symbol: &str,
        start: usize,
    ) -> Result<(), Problem> {
        let expected = match open.pop() {
            Some(("(", _)) => ")",
            Some(("[", _)) => "]",
            Some(_) => "}",
            None => return Err(self.problem(start, format!("this `{symbol}` closes nothing"))),
        };
        if expected == symbol {
            return Ok(());
        }
        Err(self.problem(start, format!("this is `{symbol}`, and `{expected}` is expected")))
    }

    fn token(&mut self, before: Option<&Token>, spaced: bool) -> Result<Option<Kind>, Problem> {
        let Some(first) = self.peek() else { return Ok(None) };
        Ok(Some(match first {
            '\n' | '\r' => {
                self.at += if self.rest().starts_with("\r\n") { 2 } else { 1 };
                Kind::Newline
            }
            '\'' | '"' => self.quoted(first)?,
            '/' if starts_pattern(before, spaced, self.rest()) => self.slashy()?,
            '$' if self.rest().starts_with("$/") => self.dollar_slashy()?,
            '0'..='9' => self.number()?,
            _ if begins_word(first) => Kind::Word(self.word().into()),
            _ => match symbol::at(self.rest()) {
                Some(symbol) => {
                    self.at += symbol.len();
                    Kind::Symbol(symbol)
                }
                None => return Err(self.problem(self.at, format!("`{first}` has no meaning here"))),
            },
        }))
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !continues_word(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find(['\n', '\r']).unwrap_or(self.rest().len());
    }

    /// Skips what means nothing; whether there was anything.
    fn skip_blank(&mut self) -> Result<bool, Problem> {
        let start = self.at;
        loop {
            let rest = self.rest();
            let from = self.at;
            if rest.starts_with("//") {
                self.skip_line();
                self.comments.push(Place::new(from, self.at));
            } else if let Some(inside) = rest.strip_prefix("/*") {
                let end = inside.find("*/");
                self.at += 4 + end.ok_or_else(|| self.problem(self.at, "this comment is never closed"))?;
                self.comments.push(Place::new(from, self.at));
            } else if rest.starts_with("\\\n") {
                self.at += 2;
            } else if rest.starts_with("\\\r\n") {
                self.at += 3;
            } else {
                match rest.chars().next() {
                    Some(c) if c != '\n' && c != '\r' && (c.is_whitespace() || c == '\u{feff}') => {
                        self.at += c.len_utf8();
                    }
                    _ => return Ok(self.at > start || start == 0),
                }
            }
        }
    }
}

pub(crate) fn begins_word(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '$'
}

pub(crate) fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Whether a slash begins a text rather than dividing.
fn starts_pattern(before: Option<&Token>, spaced: bool, rest: &str) -> bool {
    match before.map(|token| &token.kind) {
        None | Some(Kind::Newline) => true,
        Some(Kind::Symbol(symbol)) => !matches!(*symbol, ")" | "]" | "}" | "++" | "--"),
        Some(Kind::Word(word)) => {
            let line = rest.lines().next().unwrap_or_default();
            let close = line.char_indices().skip(1).any(|(_, c)| c == '/');
            matches!(&**word, "return" | "in" | "case" | "assert")
                || (spaced && close && !line[1..].starts_with([' ', '=']))
        }
        _ => false,
    }
}
