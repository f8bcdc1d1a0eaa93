//! What expressions see while a file is filled in.
use super::value::{self, Scalars};
use diag::did_you_mean;
use expr::{EvalError, Object, Path, Scope, Value};
use std::sync::Arc;
use yaml::Node;

/// A name and what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) node: Node,
    pub(super) value: Value,
    /// Something in it is not known.
    pub(super) unknown: bool,
}

impl Bound {
    pub(super) fn new(node: Node, value: Value) -> Self {
        let unknown = value::has_unknown(&node);
        Self { node, value, unknown }
    }

    pub(super) fn of(node: Node, scalars: Scalars) -> Self {
        let value = value::of(&node, scalars);
        Self::new(node, value)
    }
}

/// Whether a file says which parameters it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// It lists them; no others exist.
    Declared,
    /// It does not; what the includer gives is there.
    Open,
}

/// All that expressions of a file see at some place.
#[derive(Clone, Debug)]
pub(super) struct Bindings {
    pub(super) parameters: Arc<Bound>,
    pub(super) strictness: Strictness,
    pub(super) variables: Arc<Object>,
    /// Variables of loops, innermost last.
    pub(super) loops: Vec<(String, Arc<Bound>)>,
}

impl Bindings {
    /// The innermost binding of a name.
    pub(super) fn bound(&self, name: &str) -> Option<&Bound> {
        let own = self.loops.iter().rev().find(|(own, _)| own.eq_ignore_ascii_case(name));
        own.map(|(_, bound)| &**bound)
            .or_else(|| name.eq_ignore_ascii_case("parameters").then_some(&*self.parameters))
    }

    /// With one more variable of a loop.
    pub(super) fn with(&self, name: &str, bound: Bound) -> Self {
        let mut inner = self.clone();
        inner.loops.push((name.to_owned(), Arc::new(bound)));
        inner
    }

    /// Defines a variable.
    pub(super) fn define(&mut self, name: &str, value: &str) {
        let same =
            self.variables.iter().map(|(known, _)| known).find(|known| known.eq_ignore_ascii_case(name));
        let name = same.unwrap_or(name).to_owned();
        Arc::make_mut(&mut self.variables).insert(name, Value::from(value));
    }

    /// Whether a path leads to something that is not known.
    pub(super) fn is_unknown(&self, path: &Path) -> bool {
        if let Some(bound) = self.bound(path.root()) {
            return bound.unknown && leads_to_unknown(&bound.node, path, 1);
        }
        if path.root().eq_ignore_ascii_case("variables") {
            let value = path.name(1).map(|name| self.variables.get(name));
            return match value {
                Some(value) => value.and_then(Value::as_str).is_some_and(|text| text.contains("${{")),
                None => false,
            };
        }
        // Resources and the like are known to the service only.
        ["resources", "pipeline", "environment", "strategy"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(path.root()))
    }
}

fn leads_to_unknown(node: &Node, path: &Path, step: usize) -> bool {
    match (path.name(step), node.as_map()) {
        (Some(name), Some(mapping)) => {
            let entry =
                mapping.iter().find(|entry| entry.name().is_some_and(|own| own.eq_ignore_ascii_case(name)));
            entry.is_some_and(|entry| leads_to_unknown(&entry.value, path, step + 1))
        }
        _ => value::has_unknown(node),
    }
}

impl Scope for Bindings {
    fn context(&self, name: &str) -> Option<Value> {
        match self.bound(name) {
            Some(bound) => Some(bound.value.clone()),
            None => {
                name.eq_ignore_ascii_case("variables").then(|| Value::Object(Arc::clone(&self.variables)))
            }
        }
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }

    fn absent(&self, context: &str, member: &str) -> Result<(), EvalError> {
        let Value::Object(parameters) = &self.parameters.value else { return Ok(()) };
        let declared = self.strictness == Strictness::Declared && context.eq_ignore_ascii_case("parameters");
        if !declared || parameters.get(member).is_some() {
            return Ok(());
        }
        let mut message = format!("there is no parameter \"{member}\"");
        if let Some(meant) = did_you_mean(member, parameters.iter().map(|(name, _)| name)) {
            message += &format!("; did you mean \"{meant}\"?");
        }
        Err(EvalError::new(message))
    }
}
