use crate::ast::{Ast, Node};
use crate::{Value, letters};
use diag::Span;
use std::sync::Arc;

/// What an expression or a template depends on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Uses {
    /// Context paths, each as long as it was written: `needs.build.outputs.version`.
    pub paths: Vec<Path>,
    /// Variables: `$NAME`.
    pub variables: Vec<Named>,
    /// Functions.
    pub calls: Vec<Named>,
}

/// A context's name and what is reached through it.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The context first.
    pub segments: Vec<Segment>,
    /// Where it was written.
    pub span: Span,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A name that was written out: `.name` or `['name']`.
    Name(Arc<str>),
    /// All members: `.*`.
    All,
    /// An index that only the run knows, or a number.
    Computed,
}

/// A name and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: Arc<str>,
    /// Its place.
    pub span: Span,
}

impl Path {
    /// The context.
    #[must_use]
    pub fn root(&self) -> &str {
        self.name(0).unwrap_or_default()
    }

    /// The name at a step, if it was written out.
    #[must_use]
    pub fn name(&self, step: usize) -> Option<&str> {
        match self.segments.get(step)? {
            Segment::Name(name) => Some(name),
            Segment::All | Segment::Computed => None,
        }
    }

    /// Whether it leads to a value that a path like `event.commits.*.message` names, or takes it along with others.
    #[must_use]
    pub fn is(&self, pattern: &str) -> bool {
        let fits = |(segment, name): (&Segment, &str)| match segment {
            Segment::Name(found) => letters::same(found, name),
            Segment::All => true,
            Segment::Computed => name == "*",
        };
        self.segments.len() == pattern.split('.').count()
            && self.segments.iter().zip(pattern.split('.')).all(fits)
    }

    /// Whether the path begins with these names, without regard to case.
    #[must_use]
    pub fn starts_with(&self, names: &[&str]) -> bool {
        names
            .iter()
            .enumerate()
            .all(|(step, name)| self.name(step).is_some_and(|found| letters::same(found, name)))
    }
}

impl Uses {
    pub(crate) fn of(ast: &Ast) -> Self {
        let mut uses = Self::default();
        uses.collect(ast);
        uses
    }

    /// Adds what another depends on.
    pub fn extend(&mut self, other: Uses) {
        self.paths.extend(other.paths);
        self.variables.extend(other.variables);
        self.calls.extend(other.calls);
    }

    /// The paths into one context.
    pub fn context<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Path> {
        self.paths.iter().filter(move |path| letters::same(path.root(), name))
    }

    fn collect(&mut self, ast: &Ast) {
        if let Some(path) = self.path(ast) {
            self.paths.push(path);
            return;
        }
        match &ast.node {
            Node::Variable(name) => self.variables.push(Named { name: Arc::clone(name), span: ast.span }),
            Node::Call(call) => self.calls.push(Named { name: Arc::clone(&call.name), span: call.name_span }),
            _ => {}
        }
        for child in ast.children() {
            self.collect(child);
        }
    }

    /// The path a node is, if it begins with a context; indices on the way are collected too.
    fn path(&mut self, ast: &Ast) -> Option<Path> {
        let (receiver, segment) = match &ast.node {
            Node::Name(name) => {
                return Some(Path { segments: vec![Segment::Name(Arc::clone(name))], span: ast.span });
            }
            Node::Property(receiver, name) => (receiver, Segment::Name(Arc::clone(name))),
            Node::Filter(receiver) => (receiver, Segment::All),
            Node::Index(receiver, index) => match Value::of_literal(index) {
                Some(Value::String(name)) => (receiver, Segment::Name(Arc::clone(name))),
                _ => (receiver, Segment::Computed),
            },
            _ => return None,
        };
        let mut path = self.path(receiver)?;
        if let Node::Index(_, index) = &ast.node {
            self.collect(index);
        }
        path.segments.push(segment);
        path.span = ast.span;
        Some(path)
    }
}
