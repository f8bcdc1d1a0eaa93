use super::Run;
use super::context::JobScope;
use super::decide::Draft;
use super::job::{JobIx, State};
use events::{Attempt, Cause, Event, JobId, Outcome};
use expr::{EvalError, Template, Value};
use indexmap::IndexMap;
use plan::{Plan, SpawnSource, Work};

impl Draft {
    /// Nothing holds the job any more.
    pub(super) fn start(&mut self, job: JobIx) {
        let begun = match &self.run[job].planned().work {
            Work::Steps { .. } => self.run.labels(job).map(|_| None),
            Work::Call(call) => self.run.given_inputs(job, &call.inputs).map(Some),
            Work::Spawn(spawn) => match &spawn.source {
                SpawnSource::Planned { .. } => self.run.given_inputs(job, &spawn.inputs).map(Some),
                SpawnSource::Artifact { .. } => Ok(None),
                SpawnSource::Unavailable { message } => Err(EvalError::new(message.clone())),
            },
        };
        match begun {
            Ok(None) => self.queue(job),
            Ok(Some(inputs)) => self.open(job, &inputs, None),
            Err(error) => self.fail(job, Cause::Invalid { message: error.to_string() }),
        }
    }

    /// A runner may take the next try of it.
    pub(super) fn queue(&mut self, job: JobIx) {
        let one = &self.run[job];
        self.push(Event::JobQueued { job: one.id.clone(), attempt: Attempt(one.attempt.0 + 1) });
    }

    fn open(&mut self, job: JobIx, inputs: &Value, plan: Option<serde_json::Value>) {
        let id = self.run[job].id.clone();
        let inputs = match serde_json::to_value(inputs) {
            Ok(inputs) => inputs,
            Err(error) => return self.fail(job, Cause::Invalid { message: format!("its inputs: {error}") }),
        };
        self.push(Event::ScopeOpened { job: id.clone(), inputs, plan });
        let State::Open { scope } = self.run[job].state else { return };
        self.announce(self.run[scope].jobs.clone());
        for absent in self.run[scope].plan.absent.clone() {
            let job: JobId = format!("{id} / {}", absent.job).into();
            let name = job.to_string();
            self.push(Event::JobAdded { job: job.clone(), name, stage: None, needs: Vec::new() });
            self.push(Event::JobSkipped { job, skip: absent.skip });
        }
        if matches!(&self.run[job].planned().work, Work::Spawn(spawn) if !spawn.wait) {
            self.end(job, Outcome::Success, None, IndexMap::new(), IndexMap::new());
        }
    }

    /// The pipeline that the job spawns is there.
    pub(super) fn plan_loaded(&mut self, job: &JobId, attempt: Attempt, plan: &Plan) {
        let Some(at) = self.run.loading(job, attempt) else { return };
        let inputs = match &self.run[at].planned().work {
            Work::Spawn(spawn) => self.run.given_inputs(at, &spawn.inputs),
            _ => return,
        };
        match (inputs, serde_json::to_value(plan)) {
            (Ok(inputs), Ok(plan)) => self.open(at, &inputs, Some(plan)),
            (Err(error), _) => self.fail(at, Cause::Invalid { message: error.to_string() }),
            (_, Err(error)) => {
                self.fail(at, Cause::Broken { message: format!("the plan cannot be kept: {error}") });
            }
        }
    }

    /// It cannot be had.
    pub(super) fn plan_refused(&mut self, job: &JobId, attempt: Attempt, message: String) {
        if let Some(at) = self.run.loading(job, attempt) {
            self.fail(at, Cause::Invalid { message });
        }
    }
}

impl Run {
    fn loading(&self, job: &JobId, attempt: Attempt) -> Option<JobIx> {
        let at = self.find(job)?;
        let waits = self[at].state == State::Queued && self[at].attempt == attempt;
        (waits && self.wanted_file(at).is_some()).then_some(at)
    }

    /// The file that the job's pipeline is in, and the key of the job that makes it.
    pub(super) fn wanted_file(&self, job: JobIx) -> Option<(&str, &str)> {
        match &self[job].planned().work {
            Work::Spawn(spawn) => match &spawn.source {
                SpawnSource::Artifact { path, job } => Some((path, job)),
                _ => None,
            },
            _ => None,
        }
    }

    fn given_inputs(&self, job: JobIx, inputs: &[(String, Template)]) -> Result<Value, EvalError> {
        let scope = JobScope::new(self, job);
        let given = inputs.iter().map(|(name, value)| Ok((name.as_str(), value.eval(&scope)?)));
        Ok(Value::object(given.collect::<Result<Vec<_>, EvalError>>()?))
    }

    /// What it asks of a runner.
    pub(super) fn labels(&self, job: JobIx) -> Result<Vec<String>, EvalError> {
        let scope = JobScope::new(self, job);
        let dialect = self.scope_of(job).plan.dialect;
        let mut labels = Vec::new();
        for label in &self[job].planned().runs_on.labels {
            match label.eval(&scope)? {
                Value::Array(list) => {
                    labels.extend(list.iter().map(|item| item.to_text(dialect).into_owned()));
                }
                Value::Object(_) => {
                    return Err(EvalError::new(format!("`{}` must be a label or a list", label.text())));
                }
                value => labels.push(value.to_text(dialect).into_owned()),
            }
        }
        Ok(labels)
    }
}
