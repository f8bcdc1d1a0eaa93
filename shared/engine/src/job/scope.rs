use super::frame::Frame;
use super::standing::Standing;
use super::{Files, Secrets, Variables};
use expr::{EvalError, Object, Scope, Value};
use plan::ir::Token;
use plan::{Assignment, SecretUse};
use std::sync::Arc;

/// What a step's expressions see.
pub(super) struct StepScope<'a> {
    pub assignment: &'a Assignment,
    pub secrets: &'a Secrets,
    pub token: Option<Token>,
    pub files: &'a dyn Files,
    /// How the job stands.
    pub standing: Standing,
    /// It goes well, but with issues.
    pub issues: bool,
    /// The steps among which the step stands.
    pub frame: Option<&'a Frame>,
    pub variables: &'a Variables,
    /// Inputs of the action that is being started, instead of the frame's.
    pub inputs: Option<&'a Value>,
    /// The job's environment, for `$NAME` where the pipeline sets none.
    pub machine: &'a [(String, String)],
}

impl StepScope<'_> {
    /// How the steps around this one stand: those of the job, or of the action it belongs to.
    pub fn around(&self) -> Standing {
        match self.frame {
            Some(frame) if frame.is_nested() => Standing { failed: frame.failed, ..self.standing },
            _ => self.standing,
        }
    }

    fn given(&self, name: &str) -> Option<Value> {
        let contexts = &self.assignment.environ.contexts;
        let found = contexts.get(name).or_else(|| {
            contexts.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        });
        found.cloned()
    }

    /// A context with some of its members replaced.
    fn with<'m>(&self, name: &str, members: impl IntoIterator<Item = (&'m str, Value)>) -> Value {
        let mut object = match self.given(name) {
            Some(Value::Object(object)) => (*object).clone(),
            _ => Object::default(),
        };
        for (member, value) in members {
            object.insert(member, value);
        }
        Value::Object(Arc::new(object))
    }

    fn past(&self, name: &str) -> Option<Value> {
        let Assignment { needs, stages, customs, job, .. } = self.assignment;
        plan::past(&customs.past, needs, stages, job.stage.as_deref(), name)
    }

    fn strategy(&self) -> Value {
        let leg = &self.assignment.job.leg;
        let numbers = [("job-index", leg.index), ("job-total", leg.total.max(1))];
        self.with("strategy", numbers.map(|(name, number)| (name, Value::Number(f64::from(number)))))
    }

    /// The run's token, if it has a place in this context.
    fn token(&self, context: &str) -> Option<(&'static str, Value)> {
        let token = self.token.filter(|token| token.context.eq_ignore_ascii_case(context))?;
        Some((token.member, Value::from(self.secrets.get(token.secret)?.reveal())))
    }

    fn secrets(&self) -> Value {
        Value::object(self.secrets.iter().map(|(name, secret)| (name, Value::from(secret.reveal()))))
    }
}

impl Scope for StepScope<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        if matches!(&self.assignment.secrets, SecretUse::Context(context) if context == name) {
            return Some(self.secrets());
        }
        let nested = self.frame.filter(|frame| frame.action);
        match name {
            "env" => Some(self.variables.to_object()),
            "variables" => Some(self.variables.all()),
            "steps" => Some(self.frame.map_or(Value::Null, Frame::results)),
            "inputs" => Some(match (self.inputs, nested) {
                (Some(inputs), _) => inputs.clone(),
                (None, Some(frame)) => frame.inputs.clone(),
                (None, None) => match &self.assignment.inputs {
                    Value::Null => self.given("inputs").unwrap_or_else(|| Value::object::<&str>([])),
                    inputs => inputs.clone(),
                },
            }),
            "matrix" => Some(match &self.assignment.job.leg.matrix {
                Value::Null => Value::object::<&str>([]),
                matrix => matrix.clone(),
            }),
            "strategy" => Some(self.strategy()),
            "job" => Some(self.with("job", [("status", Value::from(self.standing.word()))])),
            _ => {
                let facts = nested.and_then(|frame| frame.facts.get(name)).into_iter().flatten();
                let mut members: Vec<_> = facts.map(|(name, value)| (name.as_str(), value.clone())).collect();
                members.extend(self.token(name));
                if members.is_empty() {
                    self.past(name).or_else(|| self.given(name))
                } else {
                    Some(self.with(name, members))
                }
            }
        }
    }

    fn call(&self, function: &str, args: &[Value]) -> Option<Result<Value, EvalError>> {
        let around = self.around();
        Some(Ok(Value::Bool(match function.to_ascii_lowercase().as_str() {
            "success" => around.is_well() && !around.owing,
            "failure" => (around.failed || around.owing) && !around.cancelled,
            "unstable" => self.issues && !around.cancelled,
            "always" => true,
            "cancelled" => self.standing.cancelled,
            "hashfiles" => {
                let patterns: Vec<_> = args.iter().filter_map(Value::as_str).collect();
                let hash = self.files.hash(&patterns);
                return Some(hash.map(Value::from).map_err(EvalError::new));
            }
            _ => return None,
        })))
    }

    fn variable(&self, name: &str) -> Option<Value> {
        let machine = || self.machine.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        self.variables.get(name).or_else(machine).map(Value::from)
    }
}
