//! Text to tokens, as a dialect's grammar says.
use crate::dialect::{Escape, Grammar, Quote, Symbol};
use crate::rules::SYNTAX;
use crate::{Value, Version, number, pattern};
use diag::{Diagnostic, Text};
use std::ops::Range;
use std::sync::Arc;

/// A token and the bytes of the text it was made from.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// What a token is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Symbol(Symbol),
    Literal(Value),
    Name(Arc<str>),
    Variable(Arc<str>),
    /// `$[[ inputs.name ]]`.
    Input(Arc<str>),
    Pattern(Arc<str>),
    /// Here the text stops making sense.
    Bad(Box<Diagnostic>),
    End,
}

/// All tokens; the last one is [`Kind::End`] or [`Kind::Bad`].
pub(crate) fn tokens(text: &Text, grammar: &Grammar) -> Vec<Token> {
    let mut lexer = Lexer { source: text.as_str(), grammar, at: 0, tokens: Vec::new() };
    loop {
        lexer.skip_blanks();
        let start = lexer.at;
        let kind = lexer.next().unwrap_or_else(|problem| problem.on(text));
        let last = matches!(kind, Kind::End | Kind::Bad(_));
        lexer.tokens.push(Token { kind, start, end: lexer.at });
        if last {
            return lexer.tokens;
        }
    }
}

/// What cannot be a token.
struct Problem {
    range: Range<usize>,
    message: String,
    help: Option<String>,
}

impl Problem {
    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn on(self, text: &Text) -> Kind {
        let span = text.span_of(self.range.start, self.range.end);
        Kind::Bad(Box::new(Diagnostic { help: self.help, ..Diagnostic::error(SYNTAX, span, self.message) }))
    }
}

struct Lexer<'a> {
    source: &'a str,
    grammar: &'a Grammar,
    at: usize,
    tokens: Vec<Token>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at = self.source.len() - self.rest().trim_start().len();
    }

    fn next(&mut self) -> Result<Kind, Problem> {
        let Some(first) = self.rest().chars().next() else { return Ok(Kind::End) };
        if self.tokens.len() >= self.grammar.tokens {
            let limit = self.grammar.tokens;
            return Err(self.problem(
                self.at,
                self.source.len(),
                format!("the expression has more than {limit} parts"),
            ));
        }
        if let Some(quote) = self.grammar.strings.iter().find(|quote| quote.mark == first) {
            return self.string(quote);
        }
        if self.grammar.numbers && self.starts_number(first) {
            return self.number();
        }
        if first == '$' && self.grammar.variables {
            return self.variable();
        }
        if first == '/' && self.grammar.patterns {
            return self.pattern();
        }
        if first == '_' || first.is_ascii_alphabetic() {
            return self.word();
        }
        let symbol = self.grammar.symbols.iter().find(|(written, _)| self.rest().starts_with(written));
        let Some((written, symbol)) = symbol else { return Err(self.unexpected(first)) };
        self.at += written.len();
        Ok(Kind::Symbol(*symbol))
    }

    fn word(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        let dashes = self.grammar.dashes;
        let word = take(self.rest(), |c| c == '_' || c.is_ascii_alphanumeric() || (dashes && c == '-'));
        self.at += word.len();
        if matches!(self.last(), Some(Kind::Symbol(Symbol::Dot))) {
            return Ok(Kind::Name(word.into()));
        }
        if let Some((_, symbol)) = self.grammar.words.iter().find(|(written, _)| *written == word) {
            return Ok(Kind::Symbol(*symbol));
        }
        let any_case = self.grammar.literals_any_case;
        let is = |written: &str| written == word || any_case && written.eq_ignore_ascii_case(word);
        if let Some((_, value)) = self.grammar.literals.iter().find(|(written, _)| is(written)) {
            return Ok(Kind::Literal(value()));
        }
        if self.grammar.names.is_some() {
            return Ok(Kind::Name(word.into()));
        }
        let problem = self.problem(start, self.at, format!("unexpected word `{word}`"));
        Err(problem.help(format!("write `${word}` for a variable and `\"{word}\"` for text")))
    }

    fn string(&mut self, quote: &Quote) -> Result<Kind, Problem> {
        let mark = quote.mark;
        let start = self.at;
        let mut value = String::new();
        let mut rest = self.rest()[1..].chars().peekable();
        let mut end = start + 1;
        while let Some(c) = rest.next() {
            end += c.len_utf8();
            if c == mark {
                if quote.escape != Escape::Doubled || rest.next_if_eq(&mark).is_none() {
                    self.at = end;
                    return Ok(Kind::Literal(Value::from(value)));
                }
                end += 1;
            } else if c == '\n' && quote.escape == Escape::None {
                break;
            } else if c == '\\'
                && quote.escape == Escape::Backslash
                && let Some(escaped) = rest.next_if(|next| matches!(next, '\\' | '\'' | '"'))
            {
                end += 1;
                value.push(escaped);
                continue;
            }
            value.push(c);
        }
        let problem = self.problem(start, self.source.len(), "the string is not closed");
        Err(match quote.escape {
            Escape::Doubled => {
                problem.help(format!("end it with `{mark}`; inside a string the quote is written twice"))
            }
            Escape::Backslash => {
                problem.help(format!("end it with `{mark}`; inside a string the quote is written `\\{mark}`"))
            }
            Escape::None => problem.help(format!("end it with `{mark}` on the same line")),
        })
    }

    /// Whether a number begins here. A point does only where no property can follow.
    fn starts_number(&self, first: char) -> bool {
        match first {
            '0'..='9' | '+' | '-' => true,
            '.' => !matches!(
                self.last(),
                Some(
                    Kind::Name(_)
                        | Kind::Literal(_)
                        | Kind::Variable(_)
                        | Kind::Symbol(Symbol::Close | Symbol::CloseIndex | Symbol::Star | Symbol::Dot)
                )
            ),
            _ => false,
        }
    }

    fn number(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        let word = take(self.rest(), |c| !c.is_whitespace() && !"()[],!<>=&|".contains(c));
        match number::parse(word) {
            Some(number) => {
                self.at += word.len();
                Ok(Kind::Literal(Value::Number(number)))
            }
            None if self.grammar.versions && Version::parse(word).is_some() => {
                self.at += word.len();
                Ok(Kind::Literal(Version::parse(word).map_or(Value::Null, Value::Version)))
            }
            None if word.starts_with(|c: char| c.is_ascii_digit()) => {
                Err(self.problem(start, start + word.len(), format!("`{word}` is not a number")))
            }
            None => Err(self.unexpected(word.chars().next().unwrap_or_default())),
        }
    }

    fn variable(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        let after = &self.rest()[1..];
        if let Some(inside) = after.strip_prefix("[[") {
            let path = inside.split_once("]]").map(|(path, _)| path);
            let name = path.and_then(|path| path.trim().strip_prefix("inputs."));
            if let (Some(path), Some(name)) = (path, name.filter(|name| is_word(name))) {
                self.at += 1 + 2 + path.len() + 2;
                return Ok(Kind::Input(name.into()));
            }
            let problem = self.problem(start, start + 3, "the input is not written as `$[[ inputs.name ]]`");
            return Err(problem);
        }
        let name = take(after, |c| c == '_' || c.is_ascii_alphanumeric());
        if name.is_empty() {
            let problem = self.problem(start, start + 1, "a variable's name is missing after `$`");
            return Err(problem.help("write it as `$NAME`, without braces"));
        }
        self.at += 1 + name.len();
        Ok(Kind::Variable(name.into()))
    }

    fn pattern(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        let mut escaped = false;
        let close = self.rest().char_indices().skip(1).find(|(_, c)| {
            let closes = *c == '/' && !escaped;
            escaped = *c == '\\' && !escaped;
            closes
        });
        let Some((close, _)) = close.filter(|(at, _)| *at > 1) else {
            let problem = self.problem(start, self.source.len(), "the regular expression is not closed");
            return Err(problem.help("end it with `/`; inside it a slash is written `\\/`"));
        };
        let flags = take(&self.rest()[close + 1..], pattern::is_flag);
        let written = &self.rest()[..=close + flags.len()];
        let end = start + written.len();
        let parts = pattern::Parts { source: &written[1..close], flags };
        pattern::compile(&parts).map_err(|reason| self.problem(start, end, reason))?;
        self.at = end;
        Ok(Kind::Pattern(written.into()))
    }

    fn last(&self) -> Option<&Kind> {
        self.tokens.last().map(|token| &token.kind)
    }

    fn problem(&self, start: usize, end: usize, message: impl Into<String>) -> Problem {
        Problem { range: start..end, message: message.into(), help: None }
    }

    fn unexpected(&self, found: char) -> Problem {
        let problem =
            self.problem(self.at, self.at + found.len_utf8(), format!("unexpected character `{found}`"));
        let writes = |mark| self.grammar.strings.iter().any(|quote| quote.mark == mark);
        match found {
            '"' | '`' if writes('\'') => problem.help("strings are written in single quotes: `'text'`"),
            '=' => problem.help("to compare, write `==`"),
            '&' => problem.help("for \"and\", write `&&`"),
            '|' => problem.help("for \"or\", write `||`"),
            '-' if !self.grammar.dashes && matches!(self.last(), Some(Kind::Name(_))) => {
                problem.help("a name with a dash in it is read by index: `parameters['a-b']`")
            }
            '+' | '-' | '/' | '%' => problem.help("expressions have no arithmetic"),
            '$' => problem.help("inside an expression names stand without `$`"),
            _ => problem,
        }
    }
}

fn take(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !belongs(c)).unwrap_or(text.len())]
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
}
