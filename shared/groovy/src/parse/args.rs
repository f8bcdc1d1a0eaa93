use super::Parser;
use super::types::KEYWORDS;
use crate::Problem;
use crate::ast::{Arg, Expr, ExprKind};
use crate::lex::Kind;

impl Parser<'_> {
    /// Arguments up to `)`, or items up to `]`; a comma may stand behind the last.
    pub(super) fn args(&mut self, close: &'static str) -> Result<Vec<Arg>, Problem> {
        let mut args = Vec::new();
        loop {
            self.skip_newlines();
            if self.take(close) {
                return Ok(args);
            }
            args.push(self.arg()?);
            self.skip_newlines();
            if !self.take(",") {
                self.expect(close)?;
                return Ok(args);
            }
        }
    }

    /// `value`, `name: value`, `(key): value`, `*list`, `*: map`.
    pub(super) fn arg(&mut self) -> Result<Arg, Problem> {
        let start = self.place();
        if self.take("*") {
            self.take(":");
            let value = self.expression()?;
            let at = start.to(value.at);
            let value = self.expr(ExprKind::Spread(Box::new(value)), at)?;
            return Ok(Arg { key: None, value });
        }
        if let (Kind::Word(word), Kind::Symbol(":")) = (self.kind(), self.ahead(1)) {
            let key = self.expr(ExprKind::Text(word.clone()), start)?;
            self.at += 2;
            return self.keyed(key);
        }
        let value = self.expression()?;
        if self.take(":") { self.keyed(value) } else { Ok(Arg { key: None, value }) }
    }

    fn keyed(&mut self, key: Expr) -> Result<Arg, Problem> {
        self.skip_newlines();
        Ok(Arg { key: Some(key), value: self.expression()? })
    }

    /// Arguments without parentheses, up to the end of the statement.
    pub(super) fn bare_args(&mut self) -> Result<Vec<Arg>, Problem> {
        let mut args = vec![self.arg()?];
        while self.take(",") {
            self.skip_newlines();
            args.push(self.arg()?);
        }
        Ok(args)
    }

    /// Whether an argument without parentheses begins here.
    pub(super) fn begins_bare_arg(&self) -> bool {
        match self.kind() {
            Kind::Word(word) => &**word == "new" || !KEYWORDS.contains(&&**word),
            Kind::Int(_) | Kind::Decimal(_) | Kind::Text(_) | Kind::Rich(_) => true,
            // `name ["a"]` is an index; `name [a: 1]` can be none.
            Kind::Symbol("[") => {
                matches!(self.ahead(2), Kind::Symbol(":")) || matches!(self.ahead(1), Kind::Symbol(":"))
            }
            Kind::Symbol("!") => self.token().spaced,
            _ => false,
        }
    }
}
