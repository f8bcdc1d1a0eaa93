use super::Parser;
use crate::ast::{Annotation, Block, Case, ForParts, Statement, StatementKind, Try};
use crate::lex::Kind;
use crate::{Place, Problem};

impl Parser<'_> {
    /// Statements up to a closing brace, a `case`, or the end.
    pub(super) fn block(&mut self) -> Result<Block, Problem> {
        let mut block = Vec::new();
        loop {
            while matches!(self.kind(), Kind::Newline | Kind::Symbol(";")) {
                self.at += 1;
            }
            match self.kind() {
                Kind::End | Kind::Symbol("}") => return Ok(block),
                Kind::Word(word) if matches!(&**word, "case" | "default") && self.is_case() => {
                    return Ok(block);
                }
                _ => {}
            }
            block.push(self.statement()?);
            match self.kind() {
                Kind::Newline | Kind::Symbol(";" | "}") | Kind::End => {}
                _ => return Err(self.unexpected("the end of the statement")),
            }
        }
    }

    fn is_case(&self) -> bool {
        self.is_word("case") || matches!(self.ahead(1), Kind::Symbol(":"))
    }

    pub(super) fn statement(&mut self) -> Result<Statement, Problem> {
        self.deeper(|parser| {
            let start = parser.place();
            let annotations = parser.annotations()?;
            let kind = parser.statement_kind(!annotations.is_empty())?;
            Ok(Statement { kind, at: start.to(parser.before()), annotations })
        })
    }

    fn annotations(&mut self) -> Result<Vec<Annotation>, Problem> {
        let mut annotations = Vec::new();
        while self.take("@") {
            let name = self.type_name()?;
            let args = if self.take("(") { self.args(")")? } else { Vec::new() };
            annotations.push(Annotation { name, args });
            self.skip_newlines();
        }
        Ok(annotations)
    }

    fn statement_kind(&mut self, annotated: bool) -> Result<StatementKind, Problem> {
        if annotated && matches!(self.kind(), Kind::End | Kind::Symbol("}")) {
            return Ok(StatementKind::Block(Vec::new()));
        }
        let Kind::Word(word) = self.kind() else {
            if self.is("{") {
                return self.braces().map(StatementKind::Block);
            }
            return self.command().map(StatementKind::Expr);
        };
        if matches!(self.ahead(1), Kind::Symbol(":")) && !matches!(&**word, "default" | "case") {
            self.at += 2;
            self.skip_newlines();
            return self.deeper(|parser| parser.statement_kind(false));
        }
        let keyword = &**word;
        match keyword {
            "if" | "while" | "for" | "switch" | "try" | "return" | "break" | "continue" | "throw"
            | "assert" => {
                self.at += 1;
            }
            _ => return self.defined_or_expression(),
        }
        match keyword {
            "if" => self.if_else(),
            "while" => {
                let condition = self.condition()?;
                Ok(StatementKind::While(condition, self.body()?))
            }
            "for" => self.for_loop(),
            "switch" => self.switch(),
            "try" => self.try_catch(),
            "return" if self.ends() => Ok(StatementKind::Return(None)),
            "return" => Ok(StatementKind::Return(Some(self.command()?))),
            "throw" => Ok(StatementKind::Throw(self.expression()?)),
            "assert" => {
                let condition = self.expression()?;
                let message = if self.take(":") || self.take(",") { Some(self.expression()?) } else { None };
                Ok(StatementKind::Assert(condition, message))
            }
            word => {
                if matches!(self.kind(), Kind::Word(_)) {
                    self.at += 1;
                }
                Ok(if word == "break" { StatementKind::Break } else { StatementKind::Continue })
            }
        }
    }

    fn ends(&self) -> bool {
        matches!(self.kind(), Kind::Newline | Kind::End | Kind::Symbol(";" | "}"))
    }

    /// `{ ... }`.
    pub(super) fn braces(&mut self) -> Result<Block, Problem> {
        self.expect("{")?;
        let block = self.block()?;
        self.expect("}")?;
        Ok(block)
    }

    /// What belongs to an `if` or a loop: a block or one statement.
    fn body(&mut self) -> Result<Block, Problem> {
        self.skip_newlines();
        match self.kind() {
            Kind::Symbol("{") => self.braces(),
            Kind::Symbol(";") => Ok(Vec::new()),
            _ => Ok(vec![self.statement()?]),
        }
    }

    fn condition(&mut self) -> Result<crate::ast::Expr, Problem> {
        self.expect("(")?;
        let condition = self.expression()?;
        self.expect(")")?;
        Ok(condition)
    }

    fn if_else(&mut self) -> Result<StatementKind, Problem> {
        let mut branches = vec![(self.condition()?, self.body()?)];
        loop {
            let mut by = 0;
            while matches!(self.ahead(by), Kind::Newline | Kind::Symbol(";")) {
                by += 1;
            }
            if !matches!(self.ahead(by), Kind::Word(word) if &**word == "else") {
                return Ok(StatementKind::If(branches, None));
            }
            self.at += by + 1;
            if self.take_word("if") {
                branches.push((self.condition()?, self.body()?));
            } else {
                return Ok(StatementKind::If(branches, Some(self.body()?)));
            }
        }
    }

    fn for_loop(&mut self) -> Result<StatementKind, Problem> {
        self.expect("(")?;
        let start = self.at;
        while self.take_word("def") || self.take_word("final") {}
        if let Some(length) = self.type_ahead(0)
            && matches!(self.ahead(length), Kind::Word(_))
        {
            self.at += length;
        }
        if let Kind::Word(_) = self.kind()
            && (matches!(self.ahead(1), Kind::Word(word) if &**word == "in")
                || matches!(self.ahead(1), Kind::Symbol(":")))
        {
            let name = self.name("a name")?;
            self.at += 1;
            let values = self.expression()?;
            self.expect(")")?;
            return Ok(StatementKind::ForIn(name, values, self.body()?));
        }
        self.at = start;
        let first = if self.is(";") { None } else { Some(self.statement()?) };
        self.expect(";")?;
        let condition = if self.is(";") { None } else { Some(self.expression()?) };
        self.expect(";")?;
        let step = if self.is(")") { None } else { Some(self.expression()?) };
        self.expect(")")?;
        let body = self.body()?;
        Ok(StatementKind::For(Box::new(ForParts { first, condition, step, body })))
    }

    fn switch(&mut self) -> Result<StatementKind, Problem> {
        let value = self.condition()?;
        self.skip_newlines();
        self.expect("{")?;
        let mut cases = Vec::new();
        loop {
            while matches!(self.kind(), Kind::Newline | Kind::Symbol(";")) {
                self.at += 1;
            }
            if self.take("}") {
                return Ok(StatementKind::Switch(value, cases));
            }
            let value = if self.take_word("default") {
                None
            } else if self.take_word("case") {
                Some(self.expression()?)
            } else {
                return Err(self.unexpected("`case`"));
            };
            self.expect(":")?;
            cases.push(Case { value, body: self.block()? });
        }
    }

    fn try_catch(&mut self) -> Result<StatementKind, Problem> {
        let start = self.before();
        self.skip_newlines();
        let body = self.braces()?;
        let mut catches = Vec::new();
        loop {
            let (by, next) = self.past_newlines();
            let Kind::Word(word) = next else { break };
            match &**word {
                "catch" => {
                    self.at += by + 1;
                    self.expect("(")?;
                    self.take_word("final");
                    let mut names = vec![self.type_name()?];
                    while self.take("|") {
                        names.push(self.type_name()?);
                    }
                    let name = if self.is(")") { None } else { Some(self.name("a name")?) };
                    self.expect(")")?;
                    self.skip_newlines();
                    let block = self.braces()?;
                    match (name, names.pop()) {
                        (Some(name), last) => {
                            names.extend(last);
                            catches.push((names, name, block));
                        }
                        (None, Some(name)) => catches.push((Vec::new(), name, block)),
                        (None, None) => {}
                    }
                }
                "finally" => {
                    self.at += by + 1;
                    self.skip_newlines();
                    let last = Some(self.braces()?);
                    return Ok(StatementKind::Try(Box::new(Try { body, catches, last })));
                }
                _ => break,
            }
        }
        if catches.is_empty() {
            return Err(Problem::new(Place::to(start, start), "a `try` needs a `catch` or a `finally`"));
        }
        Ok(StatementKind::Try(Box::new(Try { body, catches, last: None })))
    }
}
