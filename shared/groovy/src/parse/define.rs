use super::Parser;
use crate::Problem;
use crate::ast::{Define, Method, Name, StatementKind};
use crate::lex::Kind;
use std::sync::Arc;

const MODIFIERS: &[&str] = &[
    "def",
    "var",
    "final",
    "static",
    "private",
    "public",
    "protected",
    "synchronized",
    "abstract",
    "transient",
];

impl Parser<'_> {
    /// What begins with a word that is no statement's keyword: an import, a definition or an expression.
    pub(super) fn defined_or_expression(&mut self) -> Result<StatementKind, Problem> {
        if self.is_word("import") {
            return Ok(StatementKind::Import(self.path()));
        }
        if self.is_word("package") {
            return Ok(StatementKind::Package(self.path()));
        }
        let mut modified = false;
        while let Kind::Word(word) = self.kind()
            && MODIFIERS.contains(&&**word)
            && matches!(self.ahead(1), Kind::Word(_) | Kind::Symbol("(" | "<"))
        {
            if matches!(self.ahead(1), Kind::Symbol("(")) && &**word != "def" {
                break;
            }
            modified = true;
            self.at += 1;
        }
        if let Kind::Word(word) = self.kind()
            && matches!(&**word, "class" | "interface" | "enum" | "trait")
            && matches!(self.ahead(1), Kind::Word(_))
        {
            return self.class();
        }
        if modified && self.is("(") {
            return self.several();
        }
        let declared = match self.type_ahead(0) {
            Some(length) if self.declares(length, modified) => Some(self.type_name()?),
            _ => None,
        };
        if !modified && declared.is_none() {
            let expr = self.command()?;
            return self.with_block_below(expr).map(StatementKind::Expr);
        }
        let name = match self.kind() {
            Kind::Text(text) => {
                let name = Name { text: text.clone(), at: self.place() };
                self.at += 1;
                name
            }
            _ => self.name("a name")?,
        };
        if self.is("(") {
            return self.method(name);
        }
        let mut names = vec![name];
        let mut value = self.initial()?;
        // `def a, b = 1`: each its own; only the last may have a value that differs.
        while self.take(",") {
            self.skip_newlines();
            if value.is_some() {
                return Err(self.unexpected("one definition a statement"));
            }
            names.push(self.name("a name")?);
            if self.is("=") {
                return Err(self.unexpected("one definition a statement"));
            }
            value = None;
        }
        Ok(StatementKind::Define(Define { names, declared, value }))
    }

    fn initial(&mut self) -> Result<Option<crate::ast::Expr>, Problem> {
        if !self.take("=") {
            return Ok(None);
        }
        self.skip_newlines();
        self.command().map(Some)
    }

    /// Whether a type of that many tokens is followed by what it declares.
    fn declares(&self, length: usize, modified: bool) -> bool {
        if !matches!(self.ahead(length), Kind::Word(word) if !super::types::KEYWORDS.contains(&&**word)) {
            return false;
        }
        match self.ahead(length + 1) {
            Kind::Symbol("=" | ";" | "}" | ",") | Kind::Newline | Kind::End => true,
            Kind::Symbol("(") => modified || self.body_follows(length + 1),
            _ => false,
        }
    }

    /// Whether the parentheses that open there are followed by a body.
    fn body_follows(&self, by: usize) -> bool {
        let mut open = 0_i32;
        for end in by..by + 512 {
            match self.ahead(end) {
                Kind::Symbol("(") => open += 1,
                Kind::Symbol(")") => open -= 1,
                Kind::End => return false,
                _ => {}
            }
            if open == 0 {
                return matches!(self.ahead(end + 1), Kind::Symbol("{"));
            }
        }
        false
    }

    /// `def (a, b) = values`.
    fn several(&mut self) -> Result<StatementKind, Problem> {
        self.expect("(")?;
        let params = self.params(")")?;
        self.expect("=")?;
        self.skip_newlines();
        let value = Some(self.command()?);
        let names = params.into_iter().map(|param| param.name).collect();
        Ok(StatementKind::Define(Define { names, declared: None, value }))
    }

    fn method(&mut self, name: Name) -> Result<StatementKind, Problem> {
        self.expect("(")?;
        let params = self.params(")")?;
        self.skip_newlines();
        if self.take_word("throws") {
            self.type_name()?;
            while self.take(",") {
                self.type_name()?;
            }
            self.skip_newlines();
        }
        let body = self.braces()?;
        Ok(StatementKind::Method(Arc::new(Method { name, params, body })))
    }

    /// Takes a path up to the end of the line.
    fn path(&mut self) -> Arc<str> {
        self.at += 1;
        let mut path = String::new();
        loop {
            match self.kind() {
                Kind::Word(word) => path.push_str(if &**word == "static" { "" } else { word }),
                Kind::Symbol(symbol @ ("." | "*")) => path.push_str(symbol),
                Kind::Symbol(".&" | "*.") => {}
                _ => return path.into(),
            }
            self.at += 1;
        }
    }

    /// A class is stepped over: its name is kept.
    fn class(&mut self) -> Result<StatementKind, Problem> {
        self.at += 1;
        let name = self.name("a name")?;
        while !self.is("{") {
            if matches!(self.kind(), Kind::End) {
                return Err(self.unexpected("`{`"));
            }
            self.at += 1;
        }
        let mut open = 0_i32;
        loop {
            match self.next().kind {
                Kind::Symbol("{") => open += 1,
                Kind::Symbol("}") => open -= 1,
                Kind::End => return Err(self.unexpected("`}`")),
                _ => {}
            }
            if open == 0 {
                return Ok(StatementKind::Class(name));
            }
        }
    }
}
