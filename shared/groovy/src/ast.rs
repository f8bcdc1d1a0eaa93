//! The tree of a script. Parentheses leave no trace but in places.
use crate::Place;
use std::sync::Arc;

/// A name and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name.
    pub text: Arc<str>,
    /// Where.
    pub at: Place,
}

/// Statements one after the other.
pub type Block = Vec<Statement>;

/// A whole text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// Its statements, definitions of methods among them.
    pub statements: Block,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// Where it stands.
    pub at: Place,
    /// What stands before it as `@Name(...)`.
    pub annotations: Vec<Annotation>,
}

/// `@Name(arguments)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// Its name.
    pub name: Name,
    /// Its arguments.
    pub args: Vec<Arg>,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind {
    /// Evaluates.
    Expr(Expr),
    /// `def a = 1`, `String a`, `def (a, b) = [1, 2]`.
    Define(Define),
    /// `def name(parameters) { ... }`.
    Method(Arc<Method>),
    /// `class Name { ... }`, kept as its name.
    Class(Name),
    /// `import a.b.C`.
    Import(Arc<str>),
    /// `package a.b`.
    Package(Arc<str>),
    /// `if`, its `else if`s, and the last `else`.
    If(Vec<(Expr, Block)>, Option<Block>),
    /// `while (condition)`.
    While(Expr, Block),
    /// `for (name in values)`.
    ForIn(Name, Expr, Block),
    /// `for (first; condition; step)`.
    For(Box<ForParts>),
    /// `switch (value)`.
    Switch(Expr, Vec<Case>),
    /// `try`, `catch`, `finally`.
    Try(Box<Try>),
    /// `return value`.
    Return(Option<Expr>),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `throw value`.
    Throw(Expr),
    /// `assert condition : message`.
    Assert(Expr, Option<Expr>),
    /// `{ ... }` on its own.
    Block(Block),
}

/// New variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Their names.
    pub names: Vec<Name>,
    /// Their type, where one is written.
    pub declared: Option<Name>,
    /// Their value; several names take the items of a list.
    pub value: Option<Expr>,
}

/// A method of the script.
#[derive(Debug, PartialEq)]
pub struct Method {
    /// Its name.
    pub name: Name,
    /// What it takes.
    pub params: Vec<Param>,
    /// What it does.
    pub body: Block,
}

/// A parameter of a method or closure.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its value when none is given.
    pub default: Option<Expr>,
}

/// The parts of a counting loop.
#[derive(Clone, Debug, PartialEq)]
pub struct ForParts {
    /// Done first.
    pub first: Option<Statement>,
    /// Asked before each round.
    pub condition: Option<Expr>,
    /// Done after each round.
    pub step: Option<Expr>,
    /// A round.
    pub body: Block,
}

/// `case value:`, or `default:`.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The value; none: `default`.
    pub value: Option<Expr>,
    /// What follows it, up to the next case.
    pub body: Block,
}

/// `try` and what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Try {
    /// What is tried.
    pub body: Block,
    /// What catches: types (none: any), the name of what was caught, what is done.
    pub catches: Vec<(Vec<Name>, Name, Block)>,
    /// What is done in any case.
    pub last: Option<Block>,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub at: Place,
    /// How many expressions stand one inside the other.
    pub(crate) depth: u32,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// `1`.
    Int(i64),
    /// `1.5`.
    Decimal(f64),
    /// `'text'`, or a `"text"` without holes.
    Text(Arc<str>),
    /// `"text ${hole}"`.
    Rich(Vec<Piece>),
    /// `name`.
    Name(Arc<str>),
    /// `receiver.name`.
    Property(Box<Expr>, Name, Access),
    /// `receiver."${name}"`.
    Computed(Box<Expr>, Box<Expr>, Access),
    /// `receiver[index]`; several indexes make a list.
    Index(Box<Expr>, Vec<Expr>),
    /// A call.
    Call(Box<Call>),
    /// `new Type(arguments)`.
    New(Name, Vec<Arg>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `[a: b]`.
    Map(Vec<Arg>),
    /// `from..to`, `from..<to`.
    Range(Box<Expr>, Box<Expr>, bool),
    /// `{ a -> ... }`.
    Closure(Arc<Closure>),
    /// `!a`, `-a`, `+a`, `~a`.
    Unary(&'static str, Box<Expr>),
    /// `a + b` and every other operator between two values.
    Binary(&'static str, Box<Expr>, Box<Expr>),
    /// `a ? b : c`.
    Ternary(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a ?: b`.
    Elvis(Box<Expr>, Box<Expr>),
    /// `a = b`, `a += b`; the operator is without its `=`.
    Assign(Box<Expr>, &'static str, Box<Expr>),
    /// `a++`, `--a`: the step, and whether the value is the one before it.
    Count(Box<Expr>, i64, bool),
    /// `a instanceof Type`.
    InstanceOf(Box<Expr>, Name),
    /// `a as Type`, `(Type) a`.
    As(Box<Expr>, Name),
    /// `*list` in arguments and lists, `*:map` in maps.
    Spread(Box<Expr>),
    /// `receiver.&name`.
    Method(Box<Expr>, Name),
}

/// A part of a text with holes.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text that stands for itself.
    Text(Arc<str>),
    /// What fills a hole: its last value.
    Hole(Block, Place),
}

/// How a member is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// `a.b`
    Plain,
    /// `a?.b`
    Safe,
    /// `a*.b`
    Spread,
}

/// A call of a method, a function or a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// What is called.
    pub callee: Callee,
    /// Its arguments, named ones among them; not the block behind it.
    pub args: Vec<Arg>,
    /// The block behind it: `name(...) { ... }`.
    pub block: Option<(Arc<Closure>, Place)>,
    /// Whether its arguments stand in parentheses.
    pub parens: bool,
}

/// What a call calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Callee {
    /// `name(...)`.
    Name(Name),
    /// `receiver.name(...)`.
    Method(Expr, Name, Access),
    /// `receiver."${name}"(...)`.
    Computed(Expr, Expr),
    /// `value(...)`, where the value is no name.
    Value(Expr),
}

/// An argument, an entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// Its name or key, where it has one.
    pub key: Option<Expr>,
    /// Its value.
    pub value: Expr,
}

impl Arg {
    /// The key as a plain word or text.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.key.as_ref()?.kind {
            ExprKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Where it stands, its key included.
    #[must_use]
    pub fn at(&self) -> Place {
        self.key.as_ref().map_or(self.value.at, |key| key.at.to(self.value.at))
    }
}

/// Code that is a value.
#[derive(Debug, PartialEq)]
pub struct Closure {
    /// Its parameters; `None`: none are written, and there is `it`.
    pub params: Option<Vec<Param>>,
    /// What it does.
    pub body: Block,
}

impl Expr {
    /// The text, if it is one without holes.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The call, if it is one.
    #[must_use]
    pub fn as_call(&self) -> Option<&Call> {
        match &self.kind {
            ExprKind::Call(call) => Some(call),
            _ => None,
        }
    }
}

impl Call {
    /// The name of a function called without a receiver.
    #[must_use]
    pub fn function(&self) -> Option<&Name> {
        match &self.callee {
            Callee::Name(name) => Some(name),
            _ => None,
        }
    }
}
