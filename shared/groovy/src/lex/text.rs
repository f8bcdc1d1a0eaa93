//! Texts: quoted by one or three marks, between slashes, between dollar-slashes; those of double quotes and slashes
//! have holes (<https://docs.groovy-lang.org/docs/groovy-2.4.21/html/documentation/#all-strings>).
use super::{Fragment, HOLES, Kind, Lexer, begins_word, continues_word};
use crate::{Place, Problem};

/// What a text is made of while it is read.
#[derive(Default)]
struct Pieces {
    done: Vec<Fragment>,
    text: String,
}

impl Pieces {
    fn hole(&mut self, hole: Fragment) {
        if !self.text.is_empty() {
            self.done.push(Fragment::Text(std::mem::take(&mut self.text).into()));
        }
        self.done.push(hole);
    }

    fn kind(mut self) -> Kind {
        if self.done.is_empty() {
            return Kind::Text(self.text.into());
        }
        if !self.text.is_empty() {
            self.done.push(Fragment::Text(self.text.into()));
        }
        Kind::Rich(self.done)
    }
}

impl Lexer<'_> {
    /// `'a'`, `"a"`, `'''a'''`, `"""a"""`.
    pub(super) fn quoted(&mut self, mark: char) -> Result<Kind, Problem> {
        let start = self.at;
        let triple: String = std::iter::repeat_n(mark, 3).collect();
        let long = self.rest().starts_with(&triple);
        let close = if long { triple.as_str() } else { &triple[..1] };
        self.at += close.len();
        let mut pieces = Pieces::default();
        loop {
            let Some(next) = self.peek() else { return Err(self.unclosed(start)) };
            if self.rest().starts_with(close) {
                self.at += close.len();
                return Ok(pieces.kind());
            }
            match next {
                '\n' | '\r' if !long => return Err(self.unclosed(start)),
                '\\' => self.escape(&mut pieces.text)?,
                '$' if mark == '"' => {
                    let Some(hole) = self.hole()? else {
                        let message =
                            "a `$` in double quotes begins a name or `${`; write `\\$` for the sign";
                        return Err(self.problem(self.at, message));
                    };
                    pieces.hole(hole);
                }
                '\r' if self.rest().starts_with("\r\n") => self.at += 1,
                _ => {
                    self.at += next.len_utf8();
                    pieces.text.push(next);
                }
            }
        }
    }

    fn unclosed(&self, start: usize) -> Problem {
        self.problem(start, "the text that begins here is never closed")
    }

    fn escape(&mut self, out: &mut String) -> Result<(), Problem> {
        let start = self.at;
        self.at += 1;
        let Some(sign) = self.peek() else { return Err(self.unclosed(start)) };
        self.at += sign.len_utf8();
        match sign {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            '\\' | '\'' | '"' | '$' => out.push(sign),
            '\n' => {}
            '\r' => self.at += usize::from(self.rest().starts_with('\n')),
            '0'..='7' => {
                let more = self.rest().bytes().take_while(|c| (b'0'..=b'7').contains(c)).count();
                let end = self.at + more.min(if sign <= '3' { 2 } else { 1 });
                let code = u32::from_str_radix(&self.text[self.at - 1..end], 8).unwrap_or_default();
                self.at = end;
                out.extend(char::from_u32(code));
            }
            'u' => {
                self.at += self.rest().bytes().take_while(|c| *c == b'u').count();
                let code = self.rest().get(..4).and_then(|code| u32::from_str_radix(code, 16).ok());
                let Some(code) = code else {
                    return Err(self.problem(start, "`\\u` is followed by four hexadecimal digits"));
                };
                self.at += 4;
                out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => {
                let message = format!("there is no escape `\\{sign}`; write `\\\\` for a backslash");
                return Err(self.problem(start, message));
            }
        }
        Ok(())
    }

    /// What begins with a dollar sign, if it is a hole.
    fn hole(&mut self) -> Result<Option<Fragment>, Problem> {
        let start = self.at;
        let after = &self.rest()[1..];
        if after.starts_with('{') {
            self.holes += 1;
            if self.holes > HOLES {
                return Err(
                    self.problem(start, format!("more than {HOLES} texts stand in each other's holes"))
                );
            }
            self.at += 2;
            let tokens = self.tokens(Some(start))?;
            self.holes -= 1;
            return Ok(Some(Fragment::Hole(tokens, Place::new(start, self.at))));
        }
        let begins = |c: char| begins_word(c) && c != '$';
        if !after.starts_with(begins) {
            return Ok(None);
        }
        // `$a.b.c`: as far as names go on.
        let mut end = 0;
        loop {
            let name = after[end..].find(|c: char| !continues_word(c) || c == '$');
            end += name.unwrap_or(after.len() - end);
            match after[end..].strip_prefix('.') {
                Some(more) if more.starts_with(begins) => end += 1,
                _ => break,
            }
        }
        let inside = &self.text[..start + 1 + end];
        let mut lexer =
            Lexer { text: inside, at: start + 1, count: self.count, holes: self.holes, comments: Vec::new() };
        let tokens = lexer.tokens(None)?;
        self.count = lexer.count;
        self.at = start + 1 + end;
        Ok(Some(Fragment::Hole(tokens, Place::new(start, self.at))))
    }

    /// `/a/`: nothing is escaped but the slash.
    pub(super) fn slashy(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        self.at += 1;
        let mut pieces = Pieces::default();
        loop {
            let Some(next) = self.peek() else { return Err(self.unclosed(start)) };
            match next {
                '/' => {
                    self.at += 1;
                    return Ok(pieces.kind());
                }
                '\\' if self.rest().starts_with("\\/") => {
                    self.at += 2;
                    pieces.text.push('/');
                }
                '$' => self.open_hole(&mut pieces)?,
                _ => {
                    self.at += next.len_utf8();
                    pieces.text.push(next);
                }
            }
        }
    }

    /// `$/a/$`: a dollar sign escapes itself and the slash.
    pub(super) fn dollar_slashy(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        self.at += 2;
        let mut pieces = Pieces::default();
        loop {
            let rest = self.rest();
            let Some(next) = rest.chars().next() else { return Err(self.unclosed(start)) };
            if rest.starts_with("/$") {
                self.at += 2;
                return Ok(pieces.kind());
            }
            if rest.starts_with("$$") || rest.starts_with("$/") {
                pieces.text.push_str(&rest[1..2]);
                self.at += 2;
            } else if next == '$' {
                self.open_hole(&mut pieces)?;
            } else {
                self.at += next.len_utf8();
                pieces.text.push(next);
            }
        }
    }

    /// A hole, or a dollar sign that stands for itself.
    fn open_hole(&mut self, pieces: &mut Pieces) -> Result<(), Problem> {
        match self.hole()? {
            Some(hole) => pieces.hole(hole),
            None => {
                self.at += 1;
                pieces.text.push('$');
            }
        }
        Ok(())
    }
}
