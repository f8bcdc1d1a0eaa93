use super::Run;
use super::job::{Job, JobIx, State};
use events::JobId;
use expr::Value;
use plan::{Plan, Work};
use std::collections::HashMap;
use std::sync::Arc;

/// A scope's place in its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ScopeIx(pub usize);

/// A pipeline whose jobs run: the plan itself, a called or a spawned one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scope {
    pub caller: Option<JobIx>,
    pub plan: Arc<Plan>,
    pub inputs: Value,
    /// In order, copies side by side.
    pub jobs: Vec<JobIx>,
    /// The copies of each key.
    pub keys: HashMap<String, Vec<JobIx>>,
}

impl Run {
    /// Adds a pipeline and its jobs.
    pub(super) fn open(&mut self, caller: Option<JobIx>, plan: Arc<Plan>, inputs: Value) -> ScopeIx {
        let ix = ScopeIx(self.scopes.len());
        let mut scope =
            Scope { caller, plan: Arc::clone(&plan), inputs, jobs: Vec::new(), keys: HashMap::new() };
        for (index, job) in plan.jobs.iter().enumerate() {
            let id = self.scoped_id(caller, &job.id);
            let at = self.add(Job::new(id, ix, &plan, index));
            scope.jobs.push(at);
            scope.keys.entry(job.key.clone()).or_default().push(at);
        }
        self.scopes.push(Arc::new(scope));
        ix
    }

    /// Puts copies in the place of a job.
    pub(super) fn multiply(&mut self, job: JobIx, copies: Vec<plan::Job>) {
        let key = self[job].planned().key.clone();
        let ix = self[job].scope;
        let caller = self[ix].caller;
        let mut added = Vec::with_capacity(copies.len());
        for copy in copies {
            let id = self.scoped_id(caller, &copy.id);
            added.push(self.add(Job::copy(id, ix, copy)));
        }
        let scope = Arc::make_mut(&mut self.scopes[ix.0]);
        for list in [Some(&mut scope.jobs), scope.keys.get_mut(&key)].into_iter().flatten() {
            let at = list.iter().position(|other| *other == job).unwrap_or(list.len());
            list.splice(at..(at + 1).min(list.len()), added.iter().copied());
        }
        self.change(job).state = State::Expanded;
    }

    /// A job's id in the run, with a number behind it if another has that: `build / test` may be one job's name, or
    /// two jobs'.
    fn scoped_id(&self, caller: Option<JobIx>, id: &JobId) -> JobId {
        let wished = match caller {
            Some(caller) => format!("{} / {id}", self[caller].id).into(),
            None => id.clone(),
        };
        let mut ids = std::iter::once(wished.clone()).chain((2..).map(|n| format!("{wished} #{n}").into()));
        ids.find(|id| !self.ids.contains_key(id)).unwrap_or(wished)
    }

    fn add(&mut self, job: Job) -> JobIx {
        let at = JobIx(self.jobs.len());
        Arc::make_mut(&mut self.ids).insert(job.id.clone(), at);
        self.jobs.push(Arc::new(job));
        at
    }

    /// The job that called the pipeline this one is in, and the one that called that one's, ...
    pub(super) fn callers(&self, job: JobIx) -> impl Iterator<Item = JobIx> {
        std::iter::successors(self.scope_of(job).caller, |caller| self.scope_of(*caller).caller)
    }

    /// What the caller was given for the inputs, over the pipeline's own values.
    pub(super) fn inputs(plan: &Plan, given: &Value) -> Value {
        match (&plan.inputs, given) {
            (Value::Object(own), Value::Object(given)) => {
                let all = own.iter().chain(given.iter());
                Value::object(all.map(|(name, value)| (name, value.clone())))
            }
            (own, Value::Null) => own.clone(),
            (_, given) => given.clone(),
        }
    }

    /// The plan that a calling job knows from the start.
    pub(super) fn known_plan(&self, job: JobIx) -> Option<&Plan> {
        match &self[job].planned().work {
            Work::Call(call) => Some(&call.plan),
            Work::Spawn(spawn) => match &spawn.source {
                plan::SpawnSource::Planned { plan } => Some(plan),
                _ => None,
            },
            Work::Steps { .. } => None,
        }
    }
}
