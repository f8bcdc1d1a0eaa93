//! Runs scripts. All that a script can reach beside its own values is what a [`Host`] gives it; what it may cost in
//! steps, memory and depth is limited.
mod call;
mod class;
mod eval;
mod exec;
mod json;
mod list;
mod map;
mod member;
mod number;
mod operator;
mod pattern;
mod scope;
mod text;
mod value;

#[cfg(test)]
mod tests;

use crate::ast::{Block, Method};
use crate::{Place, Script};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

pub use call::Args;
pub use json::{from_json, to_json};
pub use scope::Scope;
pub use value::{Entries, Function, Thrown, Value};

/// How many things a script may do.
const STEPS: u64 = 2_000_000;

/// How many bytes of text and items it may make.
const MEMORY: usize = 32 * 1024 * 1024;

/// How deep its evaluation may go: so deep that the stack of any thread has room for it.
const DEPTH: u32 = 160;

/// What a script finds around it.
pub trait Host {
    /// The value of a name that the script does not define.
    fn variable(&self, name: &str) -> Option<Value>;

    /// Takes the value of a name that the script does not define; `false` leaves it to the script.
    fn assign(&self, name: &str, value: &Value) -> bool;

    /// A member of one of the host's own objects ([`Value::Host`]).
    ///
    /// # Errors
    /// When the script cannot go on.
    fn member(&self, object: &str, name: &str) -> Result<Value, Stop>;

    /// Sets a member of one of the host's own objects.
    ///
    /// # Errors
    /// When the script cannot go on.
    fn set_member(&self, object: &str, name: &str, value: &Value) -> Result<(), Stop>;

    /// Calls a function of the host, or one of an object of the host. `None`: there is none of that name.
    ///
    /// # Errors
    /// When the script cannot go on.
    fn call(
        &self,
        interpreter: &mut Interpreter<'_>,
        object: Option<&str>,
        name: &str,
        args: Args,
        at: Place,
    ) -> Result<Option<Value>, Stop>;
}

/// Why a script does not simply go on.
#[derive(Clone, Debug)]
pub enum Stop {
    /// `return`.
    Return(Value),
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// Something was thrown; the script may catch it.
    Throw(Rc<Thrown>),
    /// The host wants to go on later; nothing catches this.
    Halt,
    /// It can't go on, for a reason it can't catch: a limit, or what the interpreter does not know.
    Fail(crate::Problem),
}

impl Stop {
    /// Something thrown by the host.
    #[must_use]
    pub fn throw(class: &str, message: impl Into<String>, at: Place) -> Self {
        Stop::Throw(Rc::new(Thrown { class: class.into(), message: message.into(), at }))
    }

    /// The end of it.
    #[must_use]
    pub fn fail(at: Place, message: impl Into<String>) -> Self {
        Stop::Fail(crate::Problem::new(at, message))
    }
}

/// The result of a part of a script.
pub type Outcome = Result<Value, Stop>;

/// Runs scripts for a host.
pub struct Interpreter<'h> {
    host: &'h dyn Host,
    /// Variables without a `def`, and those marked as fields.
    globals: Rc<RefCell<HashMap<Arc<str>, Value>>>,
    methods: HashMap<Arc<str>, Arc<Method>>,
    steps: u64,
    memory: usize,
    depth: u32,
}

impl<'h> Interpreter<'h> {
    /// One that has done nothing.
    #[must_use]
    pub fn new(host: &'h dyn Host) -> Self {
        Self { host, globals: Rc::default(), methods: HashMap::new(), steps: 0, memory: 0, depth: 0 }
    }

    /// Runs a whole script in a scope; its value is that of its last statement.
    ///
    /// # Errors
    /// What the script did not catch.
    pub fn script(&mut self, script: &Script, scope: &Rc<Scope>) -> Outcome {
        self.define(&script.statements);
        match self.block(&script.statements, scope) {
            Err(Stop::Return(value)) => Ok(value),
            other => other,
        }
    }

    /// Runs statements in a scope.
    ///
    /// # Errors
    /// What they did not catch.
    pub fn statements(&mut self, block: &Block, scope: &Rc<Scope>) -> Outcome {
        match self.block(block, scope) {
            Err(Stop::Return(value)) => Ok(value),
            other => other,
        }
    }

    /// Makes the methods among these statements known.
    pub fn define(&mut self, statements: &Block) {
        for statement in statements {
            if let crate::ast::StatementKind::Method(method) = &statement.kind {
                self.methods.insert(method.name.text.clone(), Arc::clone(method));
            }
        }
    }

    /// A variable that the script made without `def`.
    #[must_use]
    pub fn global(&self, name: &str) -> Option<Value> {
        self.globals.borrow().get(name).cloned()
    }

    /// The variables that the script made without `def`.
    #[must_use]
    pub fn globals(&self) -> Vec<(Arc<str>, Value)> {
        let globals = self.globals.borrow();
        let mut all: Vec<_> = globals.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all
    }

    fn step(&mut self, at: Place) -> Result<(), Stop> {
        self.steps += 1;
        if self.steps > STEPS {
            return Err(Stop::fail(at, format!("the script does more than {STEPS} things")));
        }
        Ok(())
    }

    fn spend(&mut self, bytes: usize, at: Place) -> Result<(), Stop> {
        self.memory = self.memory.saturating_add(bytes);
        if self.memory > MEMORY {
            return Err(Stop::fail(at, format!("the script needs more than {} MiB", MEMORY >> 20)));
        }
        Ok(())
    }

    fn text(&mut self, text: impl Into<Arc<str>>, at: Place) -> Outcome {
        let text = text.into();
        self.spend(text.len(), at)?;
        Ok(Value::Text(text))
    }

    fn list(&mut self, items: Vec<Value>, at: Place) -> Outcome {
        self.spend(items.len() * 24 + 24, at)?;
        Ok(Value::list(items))
    }

    fn deeper<T>(&mut self, at: Place, run: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        if self.depth >= DEPTH {
            return Err(Stop::fail(at, "the script calls itself too deeply"));
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }
}
