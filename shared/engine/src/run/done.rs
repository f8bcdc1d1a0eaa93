use super::Run;
use super::decide::Draft;
use super::job::{JobIx, State};
use events::{Attempt, Done, Event, JobId, Outcome};
use indexmap::IndexMap;

impl Run {
    /// The jobs that a repetition of what went wrong need not run again: they succeeded, and so did, or were rightly
    /// skipped, all that they waited for.
    #[must_use]
    pub fn done(&self) -> IndexMap<JobId, Done> {
        let again = self.again();
        let kept = self.jobs.iter().zip(&again).filter(|(_, again)| !**again);
        kept.filter_map(|(job, _)| {
            let end = job.end().filter(|end| end.outcome == Outcome::Success)?;
            let done = Done { outputs: end.outputs.clone(), variables: end.variables.clone() };
            Some((job.id.clone(), done))
        })
        .collect()
    }

    /// Whether anything went wrong, or has not happened.
    #[must_use]
    pub fn has_undone(&self) -> bool {
        self.indices().any(|job| self.is_undone(job))
    }

    fn is_undone(&self, job: JobIx) -> bool {
        match &self[job].state {
            State::Ended(end) => matches!(end.outcome, Outcome::Failure | Outcome::Cancelled),
            State::Expanded => false,
            _ => !self[job].waits_aside(),
        }
    }

    /// For each job, whether it or anything before it went wrong.
    fn again(&self) -> Vec<bool> {
        let mut after: Vec<Vec<JobIx>> = vec![Vec::new(); self.jobs.len()];
        for job in self.indices() {
            // What a called pipeline's jobs wait for, their caller has waited for.
            for waits in std::iter::once(job).chain(self.callers(job)) {
                for need in &self[waits].planned().needs {
                    self.needed(waits, need).for_each(|needed| after[needed.0].push(job));
                }
            }
        }
        let mut again = vec![false; self.jobs.len()];
        let mut open: Vec<JobIx> = self.indices().filter(|job| self.is_undone(*job)).collect();
        while let Some(job) = open.pop() {
            if !std::mem::replace(&mut again[job.0], true) {
                open.extend(&after[job.0]);
            }
        }
        again
    }
}

impl Draft {
    /// An earlier run has done the job: it ended before any try of it.
    pub(super) fn keep_done(&mut self, job: JobIx) {
        let id = self.run[job].id.clone();
        let earlier = self.run.facts.earlier.as_ref().and_then(|earlier| earlier.done.get(&id));
        let Some(Done { outputs, variables }) = earlier.cloned() else { return };
        let (outcome, tolerated, cause) = (Outcome::Success, false, None);
        let attempt = Attempt(0);
        self.push(Event::JobFinished { job: id, attempt, outcome, tolerated, cause, outputs, variables });
    }
}
