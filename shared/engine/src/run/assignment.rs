use super::Run;
use super::job::State;
use events::{Attempt, Facts, JobId};
use plan::Assignment;

impl Run {
    /// What the runner gets that takes this try. None, if the try may not be taken any more.
    #[must_use]
    pub fn assignment(&self, id: &JobId, attempt: Attempt) -> Option<Assignment> {
        let at = self.current(id, attempt)?;
        let job = &self[at];
        if self.wanted_file(at).is_some() || !matches!(job.state, State::Queued | State::Running { .. }) {
            return None;
        }
        let plan = &self.scope_of(at).plan;
        let mut environ = plan.environ.clone();
        environ.overrides.extend(self.forwarded(at));
        Some(Assignment {
            version: plan::VERSION,
            run: self.facts.run.clone(),
            id: id.clone(),
            attempt,
            number: at.0 as u64 + 1,
            job: job.planned().clone(),
            format: plan.format.clone(),
            dialect: plan.dialect,
            facts: Facts::clone(&self.facts),
            environ,
            env: plan.env.clone(),
            inputs: self.scope_of(at).inputs.clone(),
            secrets: plan.secrets.clone(),
            status_variable: plan.status_variable.clone(),
            needs: self.need_results(at),
        })
    }
}
