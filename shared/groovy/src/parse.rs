//! A recursive-descent parser. Newlines end statements, and are skipped where the language lets an expression go on.
mod args;
mod binary;
mod closure;
mod define;
mod postfix;
mod primary;
mod statement;
mod types;

use crate::ast::{Access, Arg, Block, Callee, Expr, ExprKind, Name, Piece, Script};
use crate::lex::{self, Fragment, Kind, Token};
use crate::{Place, Problem};

/// How deep statements and expressions may stand in each other.
const DEPTH: u32 = 150;

/// How high a tree may grow, long chains of operators and calls included.
const HEIGHT: u32 = 300;

/// Reads a script.
///
/// # Errors
/// The first thing in it that is not of the language.
pub fn parse(text: &str) -> Result<Script, Problem> {
    let tokens = lex::tokens(text)?;
    let mut parser = Parser::new(&tokens, 0);
    let statements = parser.block()?;
    match parser.kind() {
        Kind::End => Ok(Script { statements }),
        _ => Err(parser.unexpected("a statement")),
    }
}

/// Reads one expression.
///
/// # Errors
/// The first thing in it that is not of the language.
pub fn parse_expression(text: &str) -> Result<Expr, Problem> {
    let tokens = lex::tokens(text)?;
    let mut parser = Parser::new(&tokens, 0);
    parser.skip_newlines();
    let expr = parser.command()?;
    parser.skip_newlines();
    match parser.kind() {
        Kind::End => Ok(expr),
        _ => Err(parser.unexpected("the end of the expression")),
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: u32,
    /// The highest tree made since a closure began.
    peak: u32,
}

impl<'t> Parser<'t> {
    fn new(tokens: &'t [Token], depth: u32) -> Self {
        Self { tokens, at: 0, depth, peak: 0 }
    }

    fn token(&self) -> &'t Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn kind(&self) -> &'t Kind {
        &self.token().kind
    }

    fn ahead(&self, by: usize) -> &'t Kind {
        &self.tokens[(self.at + by).min(self.tokens.len() - 1)].kind
    }

    fn place(&self) -> Place {
        self.token().at
    }

    /// Where the token before this one ends.
    fn before(&self) -> Place {
        self.at.checked_sub(1).map_or(Place::default(), |at| self.tokens[at].at)
    }

    fn next(&mut self) -> &'t Token {
        let token = self.token();
        self.at += 1;
        token
    }

    fn is(&self, symbol: &str) -> bool {
        matches!(self.kind(), Kind::Symbol(found) if *found == symbol)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.kind(), Kind::Word(found) if &**found == word)
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = self.is(symbol);
        self.at += usize::from(found);
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &'static str) -> Result<Place, Problem> {
        let place = self.place();
        if self.take(symbol) { Ok(place) } else { Err(self.unexpected(&format!("`{symbol}`"))) }
    }

    fn skip_newlines(&mut self) {
        while matches!(self.kind(), Kind::Newline) {
            self.at += 1;
        }
    }

    /// The first token from here on that is no newline, and how far away it is.
    fn past_newlines(&self) -> (usize, &'t Kind) {
        let mut by = 0;
        while matches!(self.ahead(by), Kind::Newline) {
            by += 1;
        }
        (by, self.ahead(by))
    }

    fn name(&mut self, what: &str) -> Result<Name, Problem> {
        match self.kind() {
            Kind::Word(word) => {
                let name = Name { text: word.clone(), at: self.place() };
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.unexpected(what)),
        }
    }

    fn unexpected(&self, wanted: &str) -> Problem {
        let found = match self.kind() {
            Kind::Word(word) => format!("`{word}`"),
            Kind::Symbol(symbol) => format!("`{symbol}`"),
            Kind::Int(_) | Kind::Decimal(_) => "a number".to_owned(),
            Kind::Text(_) | Kind::Rich(_) => "a text".to_owned(),
            Kind::Newline => "the end of the line".to_owned(),
            Kind::End => "the end".to_owned(),
        };
        Problem::new(self.place(), format!("this is {found}, and {wanted} is expected"))
    }

    /// Goes one level down, as long as the limit allows.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        if self.depth >= DEPTH {
            return Err(Problem::new(
                self.place(),
                format!("more than {DEPTH} levels stand one inside the other"),
            ));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn expr(&mut self, kind: ExprKind, at: Place) -> Result<Expr, Problem> {
        let below = height(&kind);
        self.grown(kind, at, below)
    }

    fn grown(&mut self, kind: ExprKind, at: Place, below: u32) -> Result<Expr, Problem> {
        let depth = below + 1;
        if depth > HEIGHT {
            let message =
                format!("more than {HEIGHT} operators and calls hang on each other; use variables between");
            return Err(Problem::new(at, message));
        }
        self.peak = self.peak.max(depth);
        Ok(Expr { kind, at, depth })
    }

    fn pieces(&mut self, fragments: &[Fragment]) -> Result<Vec<Piece>, Problem> {
        let mut pieces = Vec::with_capacity(fragments.len());
        for fragment in fragments {
            pieces.push(match fragment {
                Fragment::Text(text) => Piece::Text(text.clone()),
                Fragment::Hole(tokens, at) => Piece::Hole(self.hole(tokens)?, *at),
            });
        }
        Ok(pieces)
    }

    fn hole(&mut self, tokens: &[Token]) -> Result<Block, Problem> {
        self.deeper(|outer| {
            let mut inner = Parser::new(tokens, outer.depth);
            inner.skip_newlines();
            inner.take("->");
            let block = inner.block()?;
            outer.peak = outer.peak.max(inner.peak);
            match inner.kind() {
                Kind::End => Ok(block),
                _ => Err(inner.unexpected("the end of the hole")),
            }
        })
    }
}

/// How high the trees below are.
fn height(kind: &ExprKind) -> u32 {
    let args = |args: &[Arg]| {
        args.iter()
            .map(|arg| arg.value.depth.max(arg.key.as_ref().map_or(0, |key| key.depth)))
            .max()
            .unwrap_or(0)
    };
    match kind {
        ExprKind::Property(one, _, Access::Plain | Access::Safe | Access::Spread)
        | ExprKind::Unary(_, one)
        | ExprKind::Count(one, _, _)
        | ExprKind::InstanceOf(one, _)
        | ExprKind::As(one, _)
        | ExprKind::Spread(one)
        | ExprKind::Method(one, _) => one.depth,
        ExprKind::Computed(one, two, _)
        | ExprKind::Range(one, two, _)
        | ExprKind::Binary(_, one, two)
        | ExprKind::Elvis(one, two)
        | ExprKind::Assign(one, _, two) => one.depth.max(two.depth),
        ExprKind::Ternary(one, two, three) => one.depth.max(two.depth).max(three.depth),
        ExprKind::Index(one, list) => one.depth.max(list.iter().map(|item| item.depth).max().unwrap_or(0)),
        ExprKind::List(list) => list.iter().map(|item| item.depth).max().unwrap_or(0),
        ExprKind::Map(list) | ExprKind::New(_, list) => args(list),
        ExprKind::Call(call) => {
            let callee = match &call.callee {
                Callee::Name(_) => 0,
                Callee::Method(one, _, _) | Callee::Value(one) => one.depth,
                Callee::Computed(one, two) => one.depth.max(two.depth),
            };
            callee.max(args(&call.args))
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
