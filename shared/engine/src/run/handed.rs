use expr::{EvalError, Scope, Value};
use indexmap::IndexMap;
use plan::{Assignment, HandedSecrets, SecretUse};

/// The secrets of a job, out of all there are: those that the jobs around it handed on, by the names it knows.
///
/// Follows [secrets of reusable workflows](https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows):
/// a caller hands on all of its own, or exactly what it lists.
pub fn handed_secrets(
    assignment: &Assignment,
    all: IndexMap<String, String>,
) -> Result<IndexMap<String, String>, EvalError> {
    assignment.handed.iter().try_fold(all, |secrets, handed| {
        let scope = CallerScope { assignment, handed, secrets: &secrets };
        let value = |(name, value): &(String, expr::Template)| Ok((name.clone(), value.render(&scope)?));
        handed.values.iter().map(value).collect()
    })
}

/// What the values see that a caller hands on.
struct CallerScope<'a> {
    assignment: &'a Assignment,
    handed: &'a HandedSecrets,
    secrets: &'a IndexMap<String, String>,
}

impl Scope for CallerScope<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        match &self.assignment.secrets {
            SecretUse::Context(context) if context == name => {
                let secret =
                    |(name, value): (&String, &String)| (name.as_str().into(), value.as_str().into());
                Some(Value::object(
                    self.secrets.iter().map(secret).collect::<Vec<(std::sync::Arc<str>, Value)>>(),
                ))
            }
            _ => self.handed.contexts.get(name).cloned(),
        }
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }
}
