use super::Parser;
use crate::Problem;
use crate::ast::{Expr, ExprKind};
use crate::lex::Kind;

/// How tightly an operator between two values binds, and whether it groups from the right.
fn level(symbol: &str) -> Option<(u8, bool)> {
    Some(match symbol {
        "||" => (1, false),
        "&&" => (2, false),
        "|" => (3, false),
        "^" => (4, false),
        "&" => (5, false),
        "==" | "!=" | "<=>" | "===" | "!==" | "=~" | "==~" => (6, false),
        "<" | ">" | "<=" | ">=" | "in" | "instanceof" | "as" => (7, false),
        "<<" | ">>" | ">>>" | ".." | "..<" => (8, false),
        "+" | "-" => (9, false),
        "*" | "/" | "%" => (10, false),
        "**" => (11, true),
        _ => return None,
    })
}

/// The operator of an assignment, without its `=`.
fn assignment(symbol: &'static str) -> Option<&'static str> {
    Some(match symbol {
        "=" => "",
        "+=" => "+",
        "-=" => "-",
        "*=" => "*",
        "/=" => "/",
        "%=" => "%",
        "**=" => "**",
        "<<=" => "<<",
        ">>=" => ">>",
        "&=" => "&",
        "|=" => "|",
        "^=" => "^",
        _ => return None,
    })
}

const WORDS: [&str; 3] = ["in", "instanceof", "as"];

impl Parser<'_> {
    /// An expression; no command.
    pub(super) fn expression(&mut self) -> Result<Expr, Problem> {
        self.deeper(|parser| {
            let left = parser.ternary()?;
            parser.assigned(left)
        })
    }

    /// The rest of an assignment, if there is one.
    pub(super) fn assigned(&mut self, left: Expr) -> Result<Expr, Problem> {
        let Kind::Symbol(symbol) = self.kind() else { return Ok(left) };
        let Some(operator) = assignment(symbol) else { return Ok(left) };
        let known = matches!(
            left.kind,
            ExprKind::Name(_) | ExprKind::Property(..) | ExprKind::Index(..) | ExprKind::Computed(..)
        );
        if !known {
            return Err(Problem::new(left.at, "nothing can be assigned to this"));
        }
        self.at += 1;
        self.skip_newlines();
        let value = self.deeper(Self::command)?;
        let at = left.at.to(value.at);
        self.expr(ExprKind::Assign(Box::new(left), operator, Box::new(value)), at)
    }

    pub(super) fn ternary(&mut self) -> Result<Expr, Problem> {
        let condition = self.binary(0)?;
        self.chosen(condition)
    }

    /// The rest of `a ? b : c` and `a ?: b`, if there is one.
    pub(super) fn chosen(&mut self, condition: Expr) -> Result<Expr, Problem> {
        let (by, next) = self.past_newlines();
        match next {
            Kind::Symbol("?") => {
                self.at += by + 1;
                self.skip_newlines();
                let yes = self.expression()?;
                self.skip_newlines();
                self.expect(":")?;
                self.skip_newlines();
                let no = self.expression()?;
                let at = condition.at.to(no.at);
                self.expr(ExprKind::Ternary(Box::new(condition), Box::new(yes), Box::new(no)), at)
            }
            Kind::Symbol("?:") => {
                self.at += by + 1;
                self.skip_newlines();
                let no = self.expression()?;
                let at = condition.at.to(no.at);
                self.expr(ExprKind::Elvis(Box::new(condition), Box::new(no)), at)
            }
            _ => Ok(condition),
        }
    }

    fn binary(&mut self, least: u8) -> Result<Expr, Problem> {
        let left = self.unary()?;
        self.combined(left, least)
    }

    /// What operators that bind at least so tightly make of `left`.
    pub(super) fn combined(&mut self, mut left: Expr, least: u8) -> Result<Expr, Problem> {
        loop {
            let operator: &'static str = match self.kind() {
                Kind::Symbol("!") if matches!(self.ahead(1), Kind::Word(word) if &**word == "in") => "!in",
                Kind::Symbol(symbol) => symbol,
                Kind::Word(word) => match WORDS.iter().find(|known| **known == &**word) {
                    Some(known) => known,
                    None => return Ok(left),
                },
                _ => return Ok(left),
            };
            let bare = operator.trim_start_matches('!');
            let Some((level, right)) = level(if operator == "!in" { bare } else { operator }) else {
                return Ok(left);
            };
            if level < least {
                return Ok(left);
            }
            self.at += if operator == "!in" { 2 } else { 1 };
            self.skip_newlines();
            left = match operator {
                "instanceof" => {
                    let name = self.type_name()?;
                    let at = left.at.to(name.at);
                    self.expr(ExprKind::InstanceOf(Box::new(left), name), at)?
                }
                "as" => {
                    let name = self.type_name()?;
                    let at = left.at.to(name.at);
                    self.expr(ExprKind::As(Box::new(left), name), at)?
                }
                _ => {
                    let next = if right { level } else { level + 1 };
                    let value = self.deeper(|parser| parser.binary(next))?;
                    let at = left.at.to(value.at);
                    let (left, value) = (Box::new(left), Box::new(value));
                    let kind = match operator {
                        ".." => ExprKind::Range(left, value, true),
                        "..<" => ExprKind::Range(left, value, false),
                        _ => ExprKind::Binary(operator, left, value),
                    };
                    self.expr(kind, at)?
                }
            };
        }
    }

    fn unary(&mut self) -> Result<Expr, Problem> {
        let start = self.place();
        match self.kind() {
            Kind::Symbol(symbol @ ("!" | "-" | "+" | "~")) => {
                self.at += 1;
                let operand = self.deeper(Self::unary)?;
                let at = start.to(operand.at);
                self.expr(ExprKind::Unary(symbol, Box::new(operand)), at)
            }
            Kind::Symbol(symbol @ ("++" | "--")) => {
                self.at += 1;
                let operand = self.deeper(Self::unary)?;
                let at = start.to(operand.at);
                let step = if *symbol == "++" { 1 } else { -1 };
                self.expr(ExprKind::Count(Box::new(operand), step, false), at)
            }
            Kind::Symbol("(") if self.casts() => {
                self.at += 1;
                let name = self.type_name()?;
                self.expect(")")?;
                let operand = self.deeper(Self::unary)?;
                let at = start.to(operand.at);
                self.expr(ExprKind::As(Box::new(operand), name), at)
            }
            _ => self.postfix(),
        }
    }

    /// Whether `(Type)` with a value behind it stands here.
    fn casts(&self) -> bool {
        let Some(length) = self.type_ahead(1) else { return false };
        let close = matches!(self.ahead(1 + length), Kind::Symbol(")"));
        close
            && match self.ahead(2 + length) {
                Kind::Word(word) => !WORDS.contains(&&**word),
                Kind::Int(_) | Kind::Decimal(_) | Kind::Text(_) | Kind::Rich(_) | Kind::Symbol("(" | "[") => {
                    true
                }
                _ => false,
            }
    }
}
