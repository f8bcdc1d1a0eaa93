use super::Run;
use super::context::JobScope;
use super::job::JobIx;
use expr::{EvalError, Value};
use ir::{EnvEntry, EnvKind, EnvNames};
use plan::{Spawn, Work};
use std::cell::RefCell;

/// What the values of variables see: other variables, but never one that is just being filled in.
struct VariableScope<'a> {
    job: JobScope<'a>,
    open: &'a RefCell<Vec<String>>,
}

impl expr::Scope for VariableScope<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        self.job.context(name)
    }

    fn call(&self, function: &str, args: &[Value]) -> Option<Result<Value, EvalError>> {
        self.job.call(function, args)
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.job.run.lookup(&self.job, name, self.open)
    }
}

impl Run {
    /// A variable as a job's own settings see it.
    pub(super) fn variable(&self, job: JobIx, name: &str) -> Option<Value> {
        self.seen_variable(&JobScope::new(self, job), name)
    }

    /// A variable as a job's settings, or its stage's gate, see it.
    pub(super) fn seen_variable(&self, scope: &JobScope<'_>, name: &str) -> Option<Value> {
        self.lookup(scope, name, &RefCell::default())
    }

    /// The strongest first: overrides, variables handed on by the spawning job, reported by needs, the job's own, the
    /// pipeline's own, the environ's.
    fn lookup(&self, scope: &JobScope<'_>, name: &str, open: &RefCell<Vec<String>>) -> Option<Value> {
        let job = scope.job;
        let plan = &self.scope_of(job).plan;
        let plain = |list: &[(String, String)]| {
            list.iter()
                .rev()
                .find(|(key, _)| self.is_called(job, key, name))
                .map(|(_, value)| Value::from(value.as_str()))
        };
        plain(&plan.environ.overrides)
            .or_else(|| plain(&self.forwarded(job)))
            .or_else(|| self.reported(job, name))
            .or_else(|| self.entry(scope, scope.own_variables(), name, open))
            .or_else(|| self.entry(scope, &plan.env, name, open))
            .or_else(|| plain(&plan.environ.env))
    }

    fn reported(&self, job: JobIx, name: &str) -> Option<Value> {
        let needs = self.need_results(job);
        let bringing = needs.values().rev().filter(|result| result.artifacts);
        bringing.filter_map(|result| result.variables.get(name)).next().map(|value| value.as_str().into())
    }

    /// Whether a variable of this key is meant by a name.
    fn is_called(&self, job: JobIx, key: &str, name: &str) -> bool {
        match self.scope_of(job).plan.customs.env_names {
            EnvNames::AsWritten => key == name,
            EnvNames::UpperUnderscore => key.eq_ignore_ascii_case(name),
        }
    }

    fn entry(
        &self,
        scope: &JobScope<'_>,
        list: &[EnvEntry],
        name: &str,
        open: &RefCell<Vec<String>>,
    ) -> Option<Value> {
        let entry = list.iter().rev().find(|entry| self.is_called(scope.job, &entry.name.value, name))?;
        match entry.kind {
            EnvKind::Raw => Some(Value::from(entry.value.text().as_str())),
            EnvKind::Secret => None,
            EnvKind::Expanded | EnvKind::File => {
                if open.borrow().iter().any(|other| self.is_called(scope.job, other, name)) {
                    return None;
                }
                open.borrow_mut().push(name.to_owned());
                let value = entry.value.eval(&VariableScope { job: *scope, open });
                open.borrow_mut().pop();
                value.ok()
            }
        }
    }

    /// Variables that the spawning job hands on to every job of its pipeline.
    pub(super) fn forwarded(&self, job: JobIx) -> Vec<(String, String)> {
        let Some(caller) = self.scope_of(job).caller else { return Vec::new() };
        let Work::Spawn(spawn) = &self[caller].planned().work else { return Vec::new() };
        let Spawn { forward_pipeline_variables, forward_job_variables, .. } = spawn;
        let dialect = self.scope_of(caller).plan.dialect;
        let mut handed = if *forward_pipeline_variables { self.forwarded(caller) } else { Vec::new() };
        let lists = [
            (*forward_pipeline_variables, &self.scope_of(caller).plan.env),
            (*forward_job_variables, &self[caller].planned().env),
        ];
        for entry in lists.iter().filter(|(on, _)| *on).flat_map(|(_, list)| list.iter()) {
            if let Some(value) = self.variable(caller, &entry.name.value) {
                handed.push((entry.name.value.clone(), value.to_text(dialect).into_owned()));
            }
        }
        handed
    }
}
