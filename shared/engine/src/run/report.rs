use super::Run;
use super::job::{JobIx, State};
use events::{Attempt, Cause, Event, JobId, News, Outcome, Report};
use indexmap::IndexMap;

impl Run {
    /// What a runner's claim comes to. A try that is not the current one changes nothing, nor does old news.
    pub(super) fn news(&self, report: Report) -> Vec<Event> {
        let Report { job, attempt, news, .. } = report;
        let Some(at) = self.current(&job, attempt) else { return Vec::new() };
        if self.wanted_file(at).is_some() {
            return Vec::new();
        }
        let told = &self[at].told;
        let event = match news {
            News::Started { runner } if self[at].state == State::Queued => {
                Some(Event::JobStarted { job, attempt, runner })
            }
            News::StepStarted { step, name } if !told.steps.contains_key(&step) => {
                Some(Event::StepStarted { job, attempt, step, name })
            }
            News::StepFinished { step, end } if told.steps.get(&step) != Some(&true) => {
                Some(Event::StepFinished { job, attempt, step, end })
            }
            News::Annotated { annotation } if !told.annotations.contains(&annotation) => {
                Some(Event::Annotated { job, attempt, annotation })
            }
            News::Finished { outcome, cause, tolerated, outputs, variables } => {
                let end = Finished { outcome, cause, tolerated, outputs, variables };
                return self.finished(at, attempt, end);
            }
            _ => None,
        };
        event.into_iter().collect()
    }

    /// The try has ended: for good, or another follows.
    fn finished(&self, at: JobIx, attempt: Attempt, end: Finished) -> Vec<Event> {
        let job = self[at].id.clone();
        let unstable = matches!(end.cause, Some(Cause::Unstable { .. }));
        if end.outcome == Outcome::Failure && !unstable && self.tries_again(at, end.cause.as_ref()) {
            let retried = Event::JobRetried { job: job.clone(), attempt, cause: end.cause };
            return vec![retried, Event::JobQueued { job, attempt: Attempt(attempt.0 + 1) }];
        }
        let (tolerated, cause) = self.judged(at, end.outcome, end.cause);
        let tolerated = tolerated || (end.tolerated && end.outcome == Outcome::Failure);
        let Finished { outcome, outputs, variables, .. } = end;
        vec![Event::JobFinished { job, attempt, outcome, tolerated, cause, outputs, variables }]
    }

    /// The job of this try, if the try is the one that counts.
    pub(super) fn current(&self, job: &JobId, attempt: Attempt) -> Option<JobIx> {
        let at = self.find(job)?;
        let goes_on = matches!(self[at].state, State::Queued | State::Running { .. });
        (goes_on && self[at].attempt == attempt).then_some(at)
    }
}

/// How a runner says that a try ended.
struct Finished {
    outcome: Outcome,
    cause: Option<Cause>,
    tolerated: bool,
    outputs: IndexMap<String, String>,
    variables: IndexMap<String, String>,
}
