use expr::variables::{Missing, Variable, expand};
use expr::{Dialect, EvalError, Scope, Value};
use indexmap::IndexMap;
use ir::{EnvEntry, EnvKind};

/// What is known when a run is made: contexts, inputs, and variables in layers.
#[derive(Clone)]
pub(crate) struct Known<'a> {
    pub(crate) contexts: &'a IndexMap<String, Value>,
    /// Values of the pipeline's inputs; none while a caller has yet to give them.
    pub(crate) inputs: Option<&'a Value>,
    /// Variables of the surroundings.
    pub(crate) base: &'a [(String, String)],
    /// The pipeline's and the job's own, later layers winning.
    pub(crate) layers: Vec<&'a [EnvEntry]>,
    /// Variables that win over all others.
    pub(crate) overrides: &'a [(String, String)],
    pub(crate) dialect: Dialect,
}

impl<'a> Known<'a> {
    /// The same with one more layer of variables.
    pub(crate) fn with(&self, layer: &'a [EnvEntry]) -> Self {
        let mut scope = self.clone();
        scope.layers.push(layer);
        scope
    }

    /// Whether a context has its final values now.
    pub(crate) fn knows(&self, context: &str) -> bool {
        match context {
            "inputs" => self.inputs.is_some(),
            _ => self.contexts.keys().any(|name| name.eq_ignore_ascii_case(context)),
        }
    }

    fn lookup(&self, name: &str) -> Option<Variable<'_>> {
        let given = |list: &'a [(String, String)]| list.iter().rev().find(|(key, _)| key == name);
        if let Some((_, value)) = given(self.overrides) {
            return Some(Variable::Raw(value.as_str().into()));
        }
        let entries = self.layers.iter().rev().flat_map(|layer| layer.iter().rev());
        match entries.into_iter().find(|entry| entry.name.value == name) {
            Some(entry) => {
                let text = entry.value.text().as_str().into();
                match entry.kind {
                    EnvKind::Raw => Some(Variable::Raw(text)),
                    EnvKind::Expanded | EnvKind::File => Some(Variable::Expanded(text)),
                    EnvKind::Secret => None,
                }
            }
            None => given(self.base).map(|(_, value)| Variable::Raw(value.as_str().into())),
        }
    }

    fn value(&self, name: &str) -> Option<Value> {
        Some(match self.lookup(name)? {
            Variable::Raw(value) => Value::from(&*value),
            Variable::Expanded(text) => Value::from(expand(&text, &|name| self.lookup(name), Missing::Empty)),
        })
    }

    fn all_variables(&self) -> Value {
        let own = self.layers.iter().flat_map(|layer| layer.iter().map(|entry| entry.name.value.as_str()));
        let names = self.base.iter().map(|(name, _)| name.as_str()).chain(own);
        let names = names.chain(self.overrides.iter().map(|(name, _)| name.as_str()));
        Value::object(names.filter_map(|name| Some((name, self.value(name)?))))
    }
}

impl Scope for Known<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        if name == "inputs" {
            return self.inputs.cloned();
        }
        let found = self.contexts.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        match found {
            Some((_, value)) => Some(value.clone()),
            None if matches!(name, "variables" | "env") && self.dialect.contexts().contains(&name) => {
                Some(self.all_variables())
            }
            None => None,
        }
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.value(name)
    }
}
