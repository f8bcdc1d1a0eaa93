use super::Parser;
use crate::Problem;
use crate::ast::{Closure, Param};
use crate::lex::Kind;
use std::sync::Arc;

impl Parser<'_> {
    /// `{ a, b -> ... }`, and how high its tree is.
    pub(super) fn closure(&mut self) -> Result<(Arc<Closure>, u32), Problem> {
        self.deeper(|parser| {
            parser.expect("{")?;
            let outer = std::mem::take(&mut parser.peak);
            let params = if parser.has_params() { Some(parser.params("->")?) } else { None };
            let body = parser.block()?;
            parser.expect("}")?;
            let height = parser.peak + 1;
            parser.peak = outer.max(height);
            Ok((Arc::new(Closure { params, body }), height))
        })
    }

    /// Whether an arrow ends a list of parameters that begins here.
    fn has_params(&self) -> bool {
        for by in 0.. {
            match self.ahead(by) {
                Kind::Symbol("->") => return true,
                Kind::Symbol("," | "=" | "<" | ">" | "[" | "]" | "." | "..." | ":" | "-") => {}
                Kind::Symbol(_) | Kind::End => return false,
                Kind::Newline if by > 0 && !matches!(self.ahead(by - 1), Kind::Symbol(",")) => {
                    return matches!(self.ahead(by + 1), Kind::Symbol("->"));
                }
                _ => {}
            }
        }
        false
    }

    /// Parameters up to `close`, which is taken.
    pub(super) fn params(&mut self, close: &'static str) -> Result<Vec<Param>, Problem> {
        let mut params = Vec::new();
        loop {
            self.skip_newlines();
            if self.take(close) {
                return Ok(params);
            }
            while self.take_word("final") || self.take_word("def") {}
            if let Some(length) = self.type_ahead(0)
                && matches!(self.ahead(length), Kind::Word(_) | Kind::Symbol("..."))
            {
                self.at += length;
                self.take("...");
            }
            let name = self.name("a parameter")?;
            let default = if self.take("=") { Some(self.expression()?) } else { None };
            params.push(Param { name, default });
            self.skip_newlines();
            if !self.take(",") {
                self.expect(close)?;
                return Ok(params);
            }
        }
    }
}
