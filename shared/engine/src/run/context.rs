use super::Run;
use super::job::JobIx;
use super::scope::{Scope, ScopeIx};
use expr::{EvalError, Template, Value};
use indexmap::IndexMap;
use plan::NeedResult;

/// What expressions on the level of a job see.
#[derive(Clone, Copy)]
pub(super) struct JobScope<'a> {
    pub run: &'a Run,
    pub job: JobIx,
    /// The strategy itself is being evaluated, and cannot look at itself.
    bare: bool,
}

impl<'a> JobScope<'a> {
    pub fn new(run: &'a Run, job: JobIx) -> Self {
        Self { run, job, bare: false }
    }

    /// For the templates of the strategy.
    pub fn without_strategy(run: &'a Run, job: JobIx) -> Self {
        Self { run, job, bare: true }
    }

    fn past(&self, name: &str) -> Option<Value> {
        let customs = &self.run.scope_of(self.job).plan.customs;
        let known = customs.past.iter().any(|context| context.name.eq_ignore_ascii_case(name));
        if !known {
            return None;
        }
        plan::past(&customs.past, &self.run.need_results(self.job), &IndexMap::new(), name)
    }

    fn strategy(&self) -> Value {
        let leg = &self.run[self.job].planned().leg;
        let limit = self.run.max_parallel(self.job).ok().flatten().unwrap_or(leg.total);
        // A job without a strategy of its own shows the usual one.
        let usual = self.run[self.job].planned().strategy.fail_fast.is_none();
        let fail_fast = usual || self.run.fail_fast(self.job).unwrap_or_default();
        Value::object([
            ("fail-fast", Value::from(fail_fast)),
            ("job-index", Value::from(f64::from(leg.index))),
            ("job-total", Value::from(f64::from(leg.total))),
            ("max-parallel", Value::from(f64::from(limit))),
        ])
    }
}

impl expr::Scope for JobScope<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        let scope = self.run.scope_of(self.job);
        match name {
            "matrix" => Some(self.run[self.job].planned().leg.matrix.clone()),
            "strategy" if !self.bare => Some(self.strategy()),
            "inputs" => Some(scope.inputs.clone()),
            _ => self.past(name).or_else(|| scope.plan.environ.contexts.get(name).cloned()),
        }
    }

    fn call(&self, function: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        let answer = match function {
            "always" => true,
            "success" => self.run.status(self.job).success(),
            "failure" => self.run.status(self.job).failure(),
            "cancelled" => self.run.is_cancelled(self.job),
            _ => return None,
        };
        Some(Ok(Value::from(answer)))
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.run.variable(self.job, name)
    }
}

/// What the outputs of a pipeline see once its jobs have ended.
pub(super) struct OutputScope<'a> {
    pub run: &'a Run,
    pub scope: ScopeIx,
}

impl expr::Scope for OutputScope<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        let scope: &Scope = &self.run[self.scope];
        match name {
            "jobs" => {
                let mut keys: Vec<_> = scope.keys.iter().filter(|(_, copies)| !copies.is_empty()).collect();
                keys.sort_by_key(|(_, copies)| copies[0]);
                let joined = |copies: &[JobIx]| result_value(&self.run.joined(copies, false, false));
                Some(Value::object(keys.into_iter().map(|(key, copies)| (key.as_str(), joined(copies)))))
            }
            "inputs" => Some(scope.inputs.clone()),
            _ => scope.plan.environ.contexts.get(name).cloned(),
        }
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }
}

fn result_value(result: &NeedResult) -> Value {
    let outputs = result.outputs.iter().map(|(name, value)| (name.as_str(), Value::from(value.as_str())));
    Value::object([("result", Value::from(result.outcome.as_str())), ("outputs", Value::object(outputs))])
}

/// A template that means yes or no. A word that is written plainly comes as text.
pub(super) fn flag(template: &Template, scope: &dyn expr::Scope) -> Result<bool, EvalError> {
    Ok(match template.eval(scope)? {
        Value::Bool(truth) => truth,
        Value::String(text) => text.trim().eq_ignore_ascii_case("true"),
        Value::Number(number) => number != 0.0,
        Value::Null | Value::Version(_) | Value::Array(_) | Value::Object(_) => false,
    })
}

/// A template that means a whole number.
pub(super) fn number(template: &Template, scope: &dyn expr::Scope) -> Result<u32, EvalError> {
    let value = template.eval(scope)?;
    let number = match &value {
        Value::Number(number) => Some(*number),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    match number {
        Some(number) if number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX) => {
            Ok(number as u32)
        }
        _ => Err(EvalError::new(format!("`{}` must be a whole number", template.text()))),
    }
}
