use super::Run;
use super::context::JobScope;
use super::job::{JobIx, State};
use events::{Attempt, Facts, JobId};
use expr::{Scope, Value};
use indexmap::IndexMap;
use plan::{Assignment, Call, HandedSecrets, Work};

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
        let strategy = JobScope::new(self, at).context("strategy");
        environ.contexts.extend(strategy.map(|strategy| ("strategy".to_owned(), strategy)));
        environ.overrides.extend(self.forwarded(at));
        Some(Assignment {
            version: plan::VERSION,
            run: self.facts.run.clone(),
            id: id.clone(),
            attempt,
            number: at.0 as u64 + 1,
            job: self.settled(at),
            format: plan.format.clone(),
            dialect: plan.dialect,
            facts: Facts::clone(&self.facts),
            environ,
            env: plan.env.clone(),
            inputs: self.scope_of(at).inputs.clone(),
            secrets: plan.secrets.clone(),
            handed: self.handed(at),
            status_variable: plan.status_variable.clone(),
            needs: self.need_results(at),
            stages: self.stage_results(at),
            customs: plan.customs.clone(),
        })
    }

    /// The job as planned, with what is known only now: the place it deploys to, and its group.
    fn settled(&self, at: JobIx) -> plan::Job {
        let mut job = self[at].planned().clone();
        let scope = JobScope::new(self, at);
        let render = |template: &expr::Template| match template.render(&scope) {
            Ok(text) => expr::Template::literal(text.as_str().into()),
            // What cannot be told yet stays as it was written.
            Err(_) => template.clone(),
        };
        if let Some(rule) = &mut job.concurrency {
            rule.group = render(&rule.group);
            rule.cancel_running = rule.cancel_running.as_ref().map(render);
        }
        if let Some(environment) = &mut job.environment {
            environment.name = render(&environment.name);
            environment.url = environment.url.as_ref().map(render);
        }
        job
    }

    /// What the jobs around this one handed on of their secrets.
    fn handed(&self, at: JobIx) -> Vec<HandedSecrets> {
        let mut callers: Vec<JobIx> = self.callers(at).collect();
        callers.reverse();
        let handed = |caller: JobIx| match &self[caller].planned().work {
            Work::Call(Call { secrets: Some(values), .. }) => {
                Some(HandedSecrets { values: values.clone(), contexts: self.contexts(caller) })
            }
            _ => None,
        };
        callers.into_iter().filter_map(handed).collect()
    }

    /// All contexts that a job's own settings see.
    fn contexts(&self, job: JobIx) -> IndexMap<String, Value> {
        let mut contexts = self.scope_of(job).plan.environ.contexts.clone();
        let seen = JobScope::new(self, job);
        for name in ["needs", "matrix", "strategy", "inputs"] {
            contexts.extend(seen.context(name).map(|value| (name.to_owned(), value)));
        }
        contexts
    }
}
