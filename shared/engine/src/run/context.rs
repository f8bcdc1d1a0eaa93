use super::Run;
use super::gate::Status;
use super::job::JobIx;
use super::scope::{Scope, ScopeIx};
use expr::{EvalError, Template, Value};
use ir::EnvEntry;
use plan::NeedResult;

/// What expressions on the level of a job see.
#[derive(Clone, Copy)]
pub(super) struct JobScope<'a> {
    pub run: &'a Run,
    pub job: JobIx,
    /// The strategy itself is being evaluated, and cannot look at itself.
    bare: bool,
    /// The job's stage is being decided.
    pub of_stage: bool,
}

impl<'a> JobScope<'a> {
    pub fn new(run: &'a Run, job: JobIx) -> Self {
        Self { run, job, bare: false, of_stage: false }
    }

    /// For the templates of the strategy.
    pub fn without_strategy(run: &'a Run, job: JobIx) -> Self {
        Self { run, job, bare: true, of_stage: false }
    }

    /// For the gate of the job's stage.
    pub fn of_stage(run: &'a Run, job: JobIx) -> Self {
        Self { run, job, bare: false, of_stage: true }
    }

    fn past(&self, name: &str) -> Option<Value> {
        let customs = &self.run.scope_of(self.job).plan.customs;
        let known = customs.past.iter().any(|context| context.name.eq_ignore_ascii_case(name));
        if !known {
            return None;
        }
        let stage = self.run.stage_of(self.job);
        let (needs, stage) = match stage.filter(|_| self.of_stage) {
            Some(stage) => (self.run.stage_needs(self.job, stage), None),
            None => (self.run.need_results(self.job), stage.map(|stage| stage.name.as_str())),
        };
        plan::past(&customs.past, &needs, &self.run.stage_results(self.job), stage, name)
    }

    /// All variables, in the order of their layers.
    fn variables(&self) -> Value {
        let plan = &self.run.scope_of(self.job).plan;
        let own = [&plan.env[..], self.own_variables()].into_iter().flatten();
        let given = plan.environ.env.iter().map(|(name, _)| name.as_str());
        let fixed = plan.environ.overrides.iter().map(|(name, _)| name.as_str());
        let names = given.chain(own.map(|entry| entry.name.value.as_str())).chain(fixed);
        Value::object(names.filter_map(|name| Some((name, expr::Scope::variable(self, name)?))))
    }

    /// The variables of the job, or of its stage where that is being decided.
    pub fn own_variables(&self) -> &'a [EnvEntry] {
        match self.run.stage_of(self.job).filter(|_| self.of_stage) {
            Some(stage) => &stage.env,
            None => &self.run[self.job].planned().env,
        }
    }

    fn status(&self, args: &[Value]) -> Result<Status, EvalError> {
        let dialect = self.run.scope_of(self.job).plan.dialect;
        let names: Vec<String> = args.iter().map(|name| name.to_text(dialect).into_owned()).collect();
        match self.run.stage_of(self.job).filter(|_| self.of_stage) {
            _ if !names.is_empty() => self.run.status_of(self.job, &names, self.of_stage),
            Some(stage) => Ok(self.run.stage_status(self.job, stage)),
            None => Ok(self.run.status(self.job)),
        }
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
            _ => self.past(name).or_else(|| scope.plan.environ.contexts.get(name).cloned()).or_else(|| {
                let known = name == "variables" && scope.plan.dialect.contexts().contains(&name);
                known.then(|| self.variables())
            }),
        }
    }

    fn call(&self, function: &str, args: &[Value]) -> Option<Result<Value, EvalError>> {
        let ask = |of: fn(&Status) -> bool| self.status(args).map(|status| Value::from(of(&status)));
        Some(match function {
            "always" => Ok(Value::from(true)),
            "success" => ask(Status::success),
            "failure" => ask(Status::failure),
            "unstable" => ask(Status::unstable),
            "cancelled" => Ok(Value::from(self.run.is_cancelled(self.job))),
            _ => return None,
        })
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.run.seen_variable(self, name)
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
