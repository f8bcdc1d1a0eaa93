//! Tokens to a tree.
use crate::ast::{Ast, Call, Node};
use crate::dialect::{Holes, Language, Names, Symbol, jenkins};
use crate::rules::{ARGUMENTS, FUNCTION, SYNTAX};
use crate::token::{Kind, Token, tokens};
use crate::{Dialect, Value, letters};
use diag::{Diagnostic, Span, Text, did_you_mean};
use std::sync::Arc;

/// How deep brackets may nest; GitHub does not count them, a stack does.
const NESTING: usize = 100;

/// The tree of a text, or all that is wrong with it.
pub(crate) fn parse(text: &Text, dialect: Dialect) -> Result<Ast, Vec<Diagnostic>> {
    let language = dialect.language();
    let whole = text.span_of(0, text.as_str().len());
    if text.as_str().chars().count() > language.grammar.length {
        let limit = language.grammar.length;
        return Err(vec![Diagnostic::error(
            SYNTAX,
            whole,
            format!("the expression is longer than {limit} characters"),
        )]);
    }
    if language.grammar.holes == Holes::Code {
        return jenkins::parse(text);
    }
    let tokens = tokens(text, &language.grammar);
    let mut parser = Parser { text, language, tokens, at: 0, nesting: 0, findings: Vec::new() };
    match parser.whole() {
        Ok(ast) if parser.findings.is_empty() => Ok(ast),
        Ok(_) => Err(parser.findings),
        Err(problem) => {
            parser.findings.push(*problem);
            Err(parser.findings)
        }
    }
}

struct Parser<'a> {
    text: &'a Text,
    language: &'static Language,
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
    /// Wrong calls, which need not end the reading.
    findings: Vec<Diagnostic>,
}

type Parsed = Result<Ast, Box<Diagnostic>>;

impl Parser<'_> {
    fn whole(&mut self) -> Parsed {
        if matches!(self.peek(), Kind::End) {
            return Err(Box::new(Diagnostic::error(SYNTAX, self.span(), "an expression was expected")));
        }
        let ast = self.any()?;
        match self.peek() {
            Kind::End => Ok(ast),
            _ => Err(self.unexpected("the end or an operator")),
        }
    }

    fn any(&mut self) -> Parsed {
        self.nesting += 1;
        if self.nesting > NESTING {
            return Err(self.too_deep(self.span(), NESTING as u32));
        }
        let ast = self.chain(Symbol::Or, Node::Any, Self::all);
        self.nesting -= 1;
        ast
    }

    fn all(&mut self) -> Parsed {
        self.chain(Symbol::And, Node::All, Self::loose_not)
    }

    fn chain(&mut self, symbol: Symbol, node: fn(Vec<Ast>) -> Node, next: fn(&mut Self) -> Parsed) -> Parsed {
        let first = next(self)?;
        if !self.is(symbol) {
            return Ok(first);
        }
        let mut span = first.span;
        let mut operands = vec![first];
        while self.skip(symbol) {
            let operand = next(self)?;
            span = span.to(operand.span);
            operands.push(operand);
        }
        self.make(node(operands), span)
    }

    fn loose_not(&mut self) -> Parsed {
        self.nots(Symbol::LooseNot, |parser| parser.comparison(1))
    }

    fn comparison(&mut self, level: u8) -> Parsed {
        let mut left = if level > 2 { return self.not() } else { self.comparison(level + 1)? };
        while let Kind::Symbol(Symbol::Compare(operator, at)) = *self.peek() {
            if at != level {
                break;
            }
            self.at += 1;
            let right = self.comparison(level + 1)?;
            let span = left.span.to(right.span);
            left = self.make(Node::Compare(operator, Box::new(left), Box::new(right)), span)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed {
        self.nots(Symbol::Not, Self::postfix)
    }

    fn nots(&mut self, symbol: Symbol, operand: impl Fn(&mut Self) -> Parsed) -> Parsed {
        let mut marks = Vec::new();
        while self.is(symbol) {
            marks.push(self.span());
            self.at += 1;
        }
        let mut ast = operand(self)?;
        for mark in marks.into_iter().rev() {
            let span = mark.to(ast.span);
            ast = self.make(Node::Not(Box::new(ast)), span)?;
        }
        Ok(ast)
    }

    fn postfix(&mut self) -> Parsed {
        let literal = matches!(self.peek(), Kind::Literal(_) | Kind::Pattern(_) | Kind::Variable(_));
        let mut ast = self.primary()?;
        if literal {
            return Ok(ast);
        }
        loop {
            let start = ast.span;
            let node = if self.skip(Symbol::Dot) {
                let end = self.span();
                match self.peek().clone() {
                    Kind::Name(name) => (Node::Property(Box::new(ast), name), end),
                    Kind::Symbol(Symbol::Star) => (Node::Filter(Box::new(ast)), end),
                    _ => return Err(self.unexpected("a property's name or `*`")),
                }
            } else if self.skip(Symbol::OpenIndex) {
                let node = if self.skip(Symbol::Star) {
                    Node::Filter(Box::new(ast))
                } else {
                    let index = self.any()?;
                    Node::Index(Box::new(ast), Box::new(index))
                };
                if !self.is(Symbol::CloseIndex) {
                    return Err(self.unexpected("`]`"));
                }
                (node, self.span())
            } else {
                return Ok(ast);
            };
            self.at += 1;
            ast = self.make(node.0, start.to(node.1))?;
        }
    }

    fn primary(&mut self) -> Parsed {
        let span = self.span();
        let node = match self.peek().clone() {
            Kind::Literal(value) => Node::Literal(value),
            Kind::Pattern(pattern) => Node::Pattern(pattern),
            Kind::Variable(name) => Node::Variable(name),
            Kind::Input(name) => Node::Property(Box::new(Ast::new(Node::Name("inputs".into()), span)), name),
            Kind::Name(name) => {
                self.at += 1;
                return if self.skip(Symbol::Open) {
                    self.call(name, span)
                } else {
                    self.make(Node::Name(name), span)
                };
            }
            Kind::Symbol(Symbol::Open) => {
                self.at += 1;
                let inside = self.any()?;
                return if self.skip(Symbol::Close) { Ok(inside) } else { Err(self.unexpected("`)`")) };
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.at += 1;
        self.make(node, span)
    }

    fn call(&mut self, name: Arc<str>, name_span: Span) -> Parsed {
        let mut args = Vec::new();
        if !self.is(Symbol::Close) {
            args.push(self.any()?);
            while self.skip(Symbol::Comma) {
                args.push(self.any()?);
            }
        }
        if !self.is(Symbol::Close) {
            return Err(self.unexpected("`,` or `)`"));
        }
        let span = name_span.to(self.span());
        self.at += 1;
        self.check_call(&name, name_span, args.len());
        self.make(Node::Call(Call { name, name_span, args }), span)
    }

    fn check_call(&mut self, name: &str, span: Span, count: usize) {
        let Some(function) = self.language.function(name) else {
            let known = self.language.functions.iter().map(|function| function.name);
            let problem = Diagnostic::error(FUNCTION, span, format!("there is no function `{name}`"));
            let help = match did_you_mean(name, known.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the functions are {}", known.collect::<Vec<_>>().join(", ")),
            };
            self.findings.push(problem.help(help));
            return;
        };
        if !function.arity.takes(count) {
            let message = format!("`{}` takes {}, but {count} given", function.name, function.arity);
            let verb = if count == 1 { "is" } else { "are" };
            self.findings.push(Diagnostic::error(
                ARGUMENTS,
                span,
                message.replace(" given", &format!(" {verb} given")),
            ));
        }
    }

    fn make(&self, node: Node, span: Span) -> Parsed {
        let ast = Ast::new(node, span);
        let limit = self.language.grammar.depth;
        if ast.depth() > limit { Err(self.too_deep(span, limit)) } else { Ok(ast) }
    }

    fn too_deep(&self, span: Span, limit: u32) -> Box<Diagnostic> {
        Box::new(Diagnostic::error(
            SYNTAX,
            span,
            format!("the expression nests more than {limit} levels deep"),
        ))
    }

    fn token(&self) -> &Token {
        // The last token is never passed: it is no symbol and begins no value.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn peek(&self) -> &Kind {
        &self.token().kind
    }

    fn span(&self) -> Span {
        let token = self.token();
        self.text.span_of(token.start, token.end)
    }

    fn is(&self, symbol: Symbol) -> bool {
        matches!(self.peek(), Kind::Symbol(found) if *found == symbol)
    }

    fn skip(&mut self, symbol: Symbol) -> bool {
        let found = self.is(symbol);
        self.at += usize::from(found);
        found
    }

    fn unexpected(&self, wanted: &str) -> Box<Diagnostic> {
        let token = self.token();
        let found = match &token.kind {
            Kind::Bad(problem) => return problem.clone(),
            Kind::End => "the expression ends here".to_owned(),
            _ => format!("found `{}`", &self.text.as_str()[token.start..token.end]),
        };
        Box::new(Diagnostic::error(SYNTAX, self.span(), format!("expected {wanted}, but {found}")))
    }
}

impl Language {
    /// The function of a name, with or without regard to case as the dialect has it.
    pub(crate) fn function(&self, name: &str) -> Option<&'static crate::function::Function> {
        let any_case = self.grammar.names == Some(Names::AnyCase);
        self.functions.iter().find(|f| f.name == name || (any_case && letters::same(f.name, name)))
    }
}

impl Value {
    /// A literal's value, if the node is one.
    pub fn of_literal(ast: &Ast) -> Option<&Value> {
        match &ast.node {
            Node::Literal(value) => Some(value),
            _ => None,
        }
    }
}
