//! The tree of an expression, the same for all dialects.
use crate::Value;
use diag::Span;
use std::sync::Arc;

/// A node of a parsed expression and the place where it was written. Parentheses leave no trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Ast {
    /// What it is.
    pub node: Node,
    /// Where it stands, without parentheses around it.
    pub span: Span,
    depth: u32,
}

/// What a node of an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A value written out: `'text'`, `1`, `true`, `null`.
    Literal(Value),
    /// A regular expression written out: `/^v\d+/i`, with its slashes and flags.
    Pattern(Arc<str>),
    /// A named value: `github`, `branch`.
    Name(Arc<str>),
    /// A variable: `$NAME`.
    Variable(Arc<str>),
    /// A property: `receiver.name`.
    Property(Box<Ast>, Arc<str>),
    /// An index: `receiver[index]`.
    Index(Box<Ast>, Box<Ast>),
    /// All values of a collection: `receiver.*` or `receiver[*]`.
    Filter(Box<Ast>),
    /// A function's call.
    Call(Call),
    /// `!operand`.
    Not(Box<Ast>),
    /// `left operator right`.
    Compare(Comparison, Box<Ast>, Box<Ast>),
    /// `a && b && ...`: the first that does not hold, else the last.
    All(Vec<Ast>),
    /// `a || b || ...`: the first that holds, else the last.
    Any(Vec<Ast>),
    /// Code in a language of its own.
    Code(Arc<groovy::Script>),
}

/// A function's call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name as it was written.
    pub name: Arc<str>,
    /// Where the name stands.
    pub name_span: Span,
    /// The arguments.
    pub args: Vec<Ast>,
}

/// An operator that compares two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `=~`
    Matches,
    /// `!~`
    NotMatches,
}

impl Comparison {
    /// The operator as it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Matches => "=~",
            Comparison::NotMatches => "!~",
        }
    }
}

impl Ast {
    pub(crate) fn new(node: Node, span: Span) -> Self {
        let depth = 1 + match &node {
            // A property's name or a star counts as a node of its own, as on GitHub.
            Node::Property(receiver, _) | Node::Filter(receiver) => receiver.depth,
            _ => node.children().map(|child| child.depth).max().unwrap_or(0),
        };
        Self { node, span, depth }
    }

    /// How many nodes stand one inside the other.
    pub(crate) fn depth(&self) -> u32 {
        self.depth
    }

    /// The nodes directly below, in the order they are written.
    pub fn children(&self) -> impl Iterator<Item = &Ast> {
        self.node.children()
    }

    /// Calls `visit` with this node and all below it, outermost first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Ast)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }
}

impl Node {
    fn children(&self) -> impl Iterator<Item = &Ast> {
        let (pair, list): ([Option<&Ast>; 2], &[Ast]) = match self {
            Node::Literal(_) | Node::Pattern(_) | Node::Name(_) | Node::Variable(_) | Node::Code(_) => {
                ([None; 2], &[])
            }
            Node::Property(one, _) | Node::Filter(one) | Node::Not(one) => ([Some(one), None], &[]),
            Node::Index(one, two) | Node::Compare(_, one, two) => ([Some(one), Some(two)], &[]),
            Node::Call(call) => ([None; 2], &call.args),
            Node::All(list) | Node::Any(list) => ([None; 2], list),
        };
        pair.into_iter().flatten().chain(list)
    }
}
