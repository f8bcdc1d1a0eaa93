use super::Run;
use super::context::flag;
use super::decide::Draft;
use events::{Event, Repository, Skip};
use expr::{EvalError, Scope, Value};
use plan::Plan;

/// Which other runs a run may not overlap with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunGroup {
    /// Runs of this name, whatever the case of its letters.
    pub name: String,
    /// Runs of this repository: what others call alike is another group.
    pub repository: Repository,
    /// It ends the one that runs.
    pub cancel_running: bool,
    /// Those that wait keep their turn, rather than give it to the newest.
    pub queue_all: bool,
}

impl Run {
    /// The group it belongs to.
    pub fn group_of_runs(&self) -> Result<Option<RunGroup>, EvalError> {
        let Some(rule) = &self.plan.concurrency else { return Ok(None) };
        let scope = PlanScope(&self.plan);
        let cancel_running = rule.cancel_running.as_ref().map_or(Ok(false), |cancel| flag(cancel, &scope))?;
        let (name, repository) = (rule.group.render(&scope)?, self.facts.repository.clone());
        Ok(Some(RunGroup { name, repository, cancel_running, queue_all: rule.queue_all }))
    }
}

impl RunGroup {
    /// Whether runs of both are in each other's way.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let place = |group: &Self| {
            let Repository { owner, name, url, .. } = &group.repository;
            [owner.clone(), name.clone(), url.clone()]
        };
        self.name.eq_ignore_ascii_case(&other.name) && place(self) == place(other)
    }
}

impl Draft {
    /// A run that is cancelled before it began: nothing of it runs.
    pub(super) fn never_begin(&mut self, reason: String) {
        self.submit();
        self.push(Event::CancelRequested { job: None, reason });
        for job in self.run.indices() {
            self.skip(job, Skip::Cancelled);
        }
    }
}

/// What the settings of a whole run see.
struct PlanScope<'a>(&'a Plan);

impl Scope for PlanScope<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        match name {
            "inputs" => Some(self.0.inputs.clone()),
            _ => self.0.environ.contexts.get(name).cloned(),
        }
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }
}
