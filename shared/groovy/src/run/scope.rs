use super::Value;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Variables made with `def`, and the scope around them.
#[derive(Debug, Default)]
pub struct Scope {
    variables: RefCell<Vec<(Arc<str>, Value)>>,
    outer: Option<Rc<Scope>>,
}

impl Scope {
    /// An outermost scope.
    #[must_use]
    pub fn root() -> Rc<Self> {
        Rc::default()
    }

    /// A scope inside this one.
    #[must_use]
    pub fn inner(self: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self { variables: RefCell::default(), outer: Some(Rc::clone(self)) })
    }

    /// Makes a variable here.
    pub fn define(&self, name: Arc<str>, value: Value) {
        let mut variables = self.variables.borrow_mut();
        match variables.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => variables.push((name, value)),
        }
    }

    /// The value of a variable, from here outwards.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        let mut scope = self;
        loop {
            let here = scope.variables.borrow();
            if let Some((_, value)) = here.iter().find(|(known, _)| &**known == name) {
                return Some(value.clone());
            }
            drop(here);
            scope = scope.outer.as_deref()?;
        }
    }

    /// Changes a variable; whether there is one.
    pub fn set(&self, name: &str, value: &Value) -> bool {
        let mut scope = self;
        loop {
            if let Some((_, old)) =
                scope.variables.borrow_mut().iter_mut().find(|(known, _)| &**known == name)
            {
                *old = value.clone();
                return true;
            }
            match scope.outer.as_deref() {
                Some(outer) => scope = outer,
                None => return false,
            }
        }
    }

    /// The variables made in this very scope.
    #[must_use]
    pub fn own(&self) -> Vec<(Arc<str>, Value)> {
        self.variables.borrow().clone()
    }
}
