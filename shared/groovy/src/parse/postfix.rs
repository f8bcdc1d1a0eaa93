use super::Parser;
use crate::ast::{Access, Arg, Call, Callee, Expr, ExprKind, Name};
use crate::lex::Kind;
use crate::{Place, Problem};

impl Parser<'_> {
    /// An expression, or a call whose arguments stand without parentheses: `sh 'make'`, `a b, c: d`.
    pub(super) fn command(&mut self) -> Result<Expr, Problem> {
        self.deeper(|parser| {
            let begins = matches!(parser.kind(), Kind::Word(_) | Kind::Symbol("(" | "[") | Kind::Text(_));
            if !begins || matches!(parser.kind(), Kind::Word(word) if &**word == "new") {
                return parser.expression();
            }
            if parser.is("(") {
                return parser.expression();
            }
            let mut left = parser.postfix()?;
            while takes_bare_args(&left) && parser.begins_bare_arg() {
                let args = parser.bare_args()?;
                left = parser.call_with(left, args, false)?;
                if matches!(parser.kind(), Kind::Word(_)) && parser.begins_bare_arg() {
                    let name = parser.name("a name")?;
                    let at = left.at.to(name.at);
                    left = parser.expr(ExprKind::Property(Box::new(left), name, Access::Plain), at)?;
                }
            }
            let left = parser.combined(left, 0)?;
            let left = parser.chosen(left)?;
            parser.assigned(left)
        })
    }

    /// A value and what hangs on it: members, indexes, calls, blocks.
    pub(super) fn postfix(&mut self) -> Result<Expr, Problem> {
        let mut left = self.primary()?;
        loop {
            let (by, past) = self.past_newlines();
            left = match past {
                Kind::Symbol(symbol @ ("." | "?." | "*." | ".&" | ".@")) => {
                    self.at += by + 1;
                    self.skip_newlines();
                    self.member(left, symbol)?
                }
                _ if by > 0 => return Ok(left),
                Kind::Symbol("(") if callable(&left) => {
                    self.at += 1;
                    let args = self.args(")")?;
                    self.call_with(left, args, true)?
                }
                Kind::Symbol("[") if !(self.token().spaced && self.begins_bare_arg()) => {
                    self.at += 1;
                    let items = self.args("]")?;
                    let at = left.at.to(self.before());
                    if let Some(keyed) = items.iter().find(|item| item.key.is_some()) {
                        return Err(Problem::new(keyed.at(), "an index has no names"));
                    }
                    let items = items.into_iter().map(|item| item.value).collect();
                    self.expr(ExprKind::Index(Box::new(left), items), at)?
                }
                Kind::Symbol("{") if takes_block(&left) => self.with_block(left)?,
                Kind::Symbol(symbol @ ("++" | "--")) => {
                    self.at += 1;
                    let at = left.at.to(self.before());
                    let step = if *symbol == "++" { 1 } else { -1 };
                    self.expr(ExprKind::Count(Box::new(left), step, true), at)?
                }
                _ => return Ok(left),
            };
        }
    }

    fn member(&mut self, left: Expr, symbol: &str) -> Result<Expr, Problem> {
        let access = match symbol {
            "?." => Access::Safe,
            "*." => Access::Spread,
            _ => Access::Plain,
        };
        let at = self.place();
        let name = match self.kind() {
            Kind::Word(word) | Kind::Text(word) => Name { text: word.clone(), at },
            Kind::Rich(fragments) => {
                self.at += 1;
                let outer = std::mem::take(&mut self.peak);
                let pieces = self.pieces(fragments)?;
                let height = std::mem::replace(&mut self.peak, outer);
                let name = self.grown(ExprKind::Rich(pieces), at, height)?;
                let at = left.at.to(at);
                return self.expr(ExprKind::Computed(Box::new(left), Box::new(name), access), at);
            }
            Kind::Symbol("(") => {
                self.at += 1;
                let name = self.expression()?;
                self.expect(")")?;
                let at = left.at.to(self.before());
                return self.expr(ExprKind::Computed(Box::new(left), Box::new(name), access), at);
            }
            _ => return Err(self.unexpected("a name")),
        };
        self.at += 1;
        let at = left.at.to(at);
        let left = Box::new(left);
        let kind = match symbol {
            ".&" => ExprKind::Method(left, name),
            _ => ExprKind::Property(left, name, access),
        };
        self.expr(kind, at)
    }

    /// `callee` as a call with these arguments.
    fn call_with(&mut self, callee: Expr, args: Vec<Arg>, parens: bool) -> Result<Expr, Problem> {
        let at = callee.at.to(self.before());
        let call = Call { callee: called(callee), args, block: None, parens };
        self.expr(ExprKind::Call(Box::new(call)), at)
    }

    /// A statement's name or call with a block that begins on a line of its own.
    pub(super) fn with_block_below(&mut self, left: Expr) -> Result<Expr, Problem> {
        match self.past_newlines() {
            (by @ 1.., Kind::Symbol("{")) if takes_block(&left) => {
                self.at += by;
                self.with_block(left)
            }
            _ => Ok(left),
        }
    }

    fn with_block(&mut self, left: Expr) -> Result<Expr, Problem> {
        let start = self.place();
        let (closure, height) = self.closure()?;
        let end = self.before();
        let at = left.at.to(end);
        let below = height.max(left.depth);
        let mut call = match left.kind {
            ExprKind::Call(call) if call.block.is_none() => call,
            kind => {
                let callee = called(Expr { kind, ..left });
                Box::new(Call { callee, args: Vec::new(), block: None, parens: false })
            }
        };
        call.block = Some((closure, Place::to(start, end)));
        self.grown(ExprKind::Call(call), at, below)
    }
}

fn called(callee: Expr) -> Callee {
    match callee.kind {
        ExprKind::Name(text) => Callee::Name(Name { text, at: callee.at }),
        ExprKind::Property(receiver, name, access) => Callee::Method(*receiver, name, access),
        ExprKind::Computed(receiver, name, _) => Callee::Computed(*receiver, *name),
        kind => Callee::Value(Expr { kind, ..callee }),
    }
}

fn callable(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Name(_)
            | ExprKind::Property(..)
            | ExprKind::Computed(..)
            | ExprKind::Call(_)
            | ExprKind::Index(..)
            | ExprKind::Closure(_)
            | ExprKind::Method(..)
    )
}

fn takes_bare_args(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Name(_) | ExprKind::Property(..) | ExprKind::Computed(..))
}

/// Whether a block behind it is its argument.
fn takes_block(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Property(..) | ExprKind::Computed(..) => true,
        ExprKind::Call(call) => call.block.is_none() && call.parens,
        _ => false,
    }
}
