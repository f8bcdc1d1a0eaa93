use super::Run;
use super::context::{JobScope, OutputScope, flag};
use super::decide::Draft;
use super::job::{End, JobIx};
use super::needs::worst;
use super::scope::ScopeIx;
use events::{Cause, Event, Outcome};
use expr::EvalError;
use indexmap::IndexMap;
use ir::Tolerance;

type Values = IndexMap<String, String>;

impl Draft {
    /// A job ends for good; its failure may end others too.
    pub(super) fn end(
        &mut self,
        job: JobIx,
        outcome: Outcome,
        cause: Option<Cause>,
        outputs: Values,
        variables: Values,
    ) {
        let (tolerated, cause) = self.run.judged(job, outcome, cause);
        self.take(Event::JobFinished {
            job: self.run[job].id.clone(),
            attempt: self.run[job].attempt,
            outcome,
            tolerated,
            cause,
            outputs,
            variables,
        });
    }

    /// Takes an event in; one that says that a job failed may end its copies too, or all jobs of its pipeline.
    pub(super) fn take(&mut self, event: Event) {
        let failed = match &event {
            Event::JobFinished { job, outcome: Outcome::Failure, tolerated: false, .. } => self.run.find(job),
            _ => None,
        };
        self.push(event);
        let Some(job) = failed else { return };
        if self.run.scope_of(job).plan.cancel_on_failure {
            let reason = format!("`{}` failed", self.run[job].id);
            self.cancel_all(self.run[self.run[job].scope].jobs.clone(), &reason);
        } else if self.run.fail_fast(job).unwrap_or_default() {
            let reason = format!("fail-fast: `{}` failed", self.run[job].id);
            self.cancel_all(self.run.copies(job).to_vec(), &reason);
        }
        if let Some(stage) = self.run.stage_of(job).filter(|stage| stage.fail_fast) {
            let reason = format!("`{}` of stage `{}` failed", self.run[job].id, stage.name);
            let others = self.run.stage_jobs(self.run[job].scope, &stage.name).collect();
            self.cancel_all(others, &reason);
        }
    }

    fn cancel_all(&mut self, jobs: Vec<JobIx>, reason: &str) {
        jobs.into_iter().for_each(|job| self.cancel(job, reason.to_owned()));
    }

    /// A job ends before a runner saw it.
    pub(super) fn fail(&mut self, job: JobIx, cause: Cause) {
        self.end(job, Outcome::Failure, Some(cause), Values::new(), Values::new());
    }

    /// A calling job ends once its pipeline has.
    pub(super) fn close(&mut self, job: JobIx, scope: ScopeIx) {
        if !self.run[scope].jobs.iter().all(|inner| self.run[*inner].has_ended()) {
            return;
        }
        let outcome = self.run.outcome(scope);
        match self.run.outputs(scope) {
            Ok(outputs) => self.end(job, outcome, None, outputs, Values::new()),
            Err(error) => {
                self.fail(job, Cause::Invalid { message: format!("the pipeline's outputs: {error}") });
            }
        }
    }
}

impl Run {
    /// How a pipeline ended.
    pub(super) fn outcome(&self, scope: ScopeIx) -> Outcome {
        let caller = self[scope].caller;
        let by_caller = |caller: JobIx| self.is_cancelled(caller) || self[caller].cancel.is_some();
        let cancelled = self.cancel.is_some() || caller.is_some_and(by_caller);
        let ends = || self[scope].jobs.iter().filter_map(|job| self[*job].end());
        match worst(ends().map(End::counts_as)) {
            Outcome::Failure | Outcome::Cancelled | Outcome::Skipped if cancelled => Outcome::Cancelled,
            // All that ran went well, and something was kept from running.
            Outcome::Success if cancelled && ends().any(End::is_left_out) => Outcome::Cancelled,
            outcome => outcome,
        }
    }

    fn outputs(&self, scope: ScopeIx) -> Result<Values, EvalError> {
        let outputs = self[scope].plan.outputs.iter();
        let seen = OutputScope { run: self, scope };
        outputs.map(|(name, value)| Ok((name.clone(), value.render(&seen)?))).collect()
    }

    /// The outputs of the run itself. Nobody called it, so one that cannot be evaluated is left out.
    pub(super) fn outputs_that_read(&self, scope: ScopeIx) -> Values {
        let outputs = self[scope].plan.outputs.iter();
        let seen = OutputScope { run: self, scope };
        outputs.filter_map(|(name, value)| Some((name.clone(), value.render(&seen).ok()?))).collect()
    }

    /// Whether a failure does not count; and why it is one, if that cannot be said.
    pub(super) fn judged(&self, job: JobIx, outcome: Outcome, cause: Option<Cause>) -> (bool, Option<Cause>) {
        match self.tolerates(job, outcome, cause.as_ref()) {
            Ok(tolerated) => (tolerated, cause),
            Err(error) => {
                let message = format!("whether the job's failure counts: {error}");
                (false, Some(Cause::Invalid { message }))
            }
        }
    }

    fn tolerates(&self, job: JobIx, outcome: Outcome, cause: Option<&Cause>) -> Result<bool, EvalError> {
        if outcome != Outcome::Failure {
            return Ok(false);
        }
        match &self[job].planned().tolerance {
            Tolerance::None => Ok(false),
            Tolerance::All => Ok(true),
            Tolerance::ExitCodes(codes) => Ok(match cause {
                Some(Cause::Exit { code }) => codes.contains(code),
                _ => false,
            }),
            Tolerance::If(rule) => flag(rule, &JobScope::new(self, job)),
        }
    }
}
