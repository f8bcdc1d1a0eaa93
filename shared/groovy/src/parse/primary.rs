use super::Parser;
use super::types::KEYWORDS;
use crate::Problem;
use crate::ast::{Expr, ExprKind};
use crate::lex::Kind;

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Result<Expr, Problem> {
        let at = self.place();
        let kind = match self.kind() {
            Kind::Int(value) => ExprKind::Int(*value),
            Kind::Decimal(value) => ExprKind::Decimal(*value),
            Kind::Text(text) => ExprKind::Text(text.clone()),
            Kind::Rich(fragments) => {
                self.at += 1;
                let outer = std::mem::take(&mut self.peak);
                let pieces = self.pieces(fragments)?;
                let height = std::mem::replace(&mut self.peak, outer);
                return self.grown(ExprKind::Rich(pieces), at, height);
            }
            Kind::Word(word) => match &**word {
                "null" => ExprKind::Null,
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                "new" => return self.new_object(),
                word if KEYWORDS.contains(&word) => return Err(self.unexpected("a value")),
                _ => ExprKind::Name(word.clone()),
            },
            Kind::Symbol("(") => {
                self.at += 1;
                self.skip_newlines();
                let inner = self.expression()?;
                self.skip_newlines();
                self.expect(")")?;
                return Ok(inner);
            }
            Kind::Symbol("[") => return self.collection(),
            Kind::Symbol("{") => {
                let (closure, height) = self.closure()?;
                let at = at.to(self.before());
                return self.grown(ExprKind::Closure(closure), at, height);
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.at += 1;
        self.expr(kind, at)
    }

    /// `[a, b]`, `[a: b]`, `[:]`.
    fn collection(&mut self) -> Result<Expr, Problem> {
        let start = self.place();
        self.at += 1;
        if self.take(":") {
            self.expect("]")?;
            let at = start.to(self.before());
            return self.expr(ExprKind::Map(Vec::new()), at);
        }
        let items = self.args("]")?;
        let at = start.to(self.before());
        let keyed = items.iter().any(|item| item.key.is_some());
        if !keyed {
            let items = items.into_iter().map(|item| item.value).collect();
            return self.expr(ExprKind::List(items), at);
        }
        let spread = |kind: &ExprKind| matches!(kind, ExprKind::Spread(_));
        if let Some(bare) = items.iter().find(|item| item.key.is_none() && !spread(&item.value.kind)) {
            return Err(Problem::new(bare.value.at, "an entry of a map needs a key"));
        }
        self.expr(ExprKind::Map(items), at)
    }

    fn new_object(&mut self) -> Result<Expr, Problem> {
        let start = self.place();
        self.at += 1;
        let name = self.type_name()?;
        let args = match self.kind() {
            Kind::Symbol("(") => {
                self.at += 1;
                self.args(")")?
            }
            Kind::Symbol("[") => {
                self.at += 1;
                self.args("]")?
            }
            _ => return Err(self.unexpected("`(`")),
        };
        let at = start.to(self.before());
        self.expr(ExprKind::New(name, args), at)
    }
}
