use super::{Input, LogError, Progress, Run};
use events::{Event, JobId, Timestamp};

/// A run that thinks ahead: each event it decides on is learned at once, so that the next decision sees it.
pub(super) struct Draft {
    pub run: Run,
    pub now: Timestamp,
    events: Vec<Event>,
    failed: Option<LogError>,
}

impl Draft {
    pub fn push(&mut self, event: Event) {
        if self.failed.is_some() {
            return;
        }
        match self.run.learn(&event) {
            Ok(()) => self.events.push(event),
            Err(error) => self.failed = Some(error),
        }
    }

    /// How many events were decided on.
    pub fn len(&self) -> usize {
        self.events.len()
    }
}

impl Run {
    /// The events that follow from an input. None, if it changes nothing: it is stale, came twice, or too late.
    pub fn decide(&self, input: Input, now: Timestamp) -> Result<Vec<Event>, LogError> {
        let takes = match self.progress {
            Progress::New => {
                matches!(input, Input::Submit | Input::ApproveRun { .. } | Input::Cancel { job: None, .. })
            }
            Progress::Going => !matches!(input, Input::Submit | Input::ApproveRun { .. }),
            Progress::Finished(_) => false,
        };
        if !takes {
            return Ok(Vec::new());
        }
        let draft = || Draft { run: self.clone(), now, events: Vec::new(), failed: None };
        let draft = match input {
            Input::Report(report) => {
                let events = self.news(report);
                if events.iter().all(|event| !ends_job(event)) {
                    return Ok(events);
                }
                let mut draft = draft();
                events.into_iter().for_each(|event| draft.take(event));
                draft
            }
            other => {
                let mut draft = draft();
                draft.begin(other);
                draft
            }
        };
        draft.finish()
    }
}

fn ends_job(event: &Event) -> bool {
    matches!(event, Event::JobFinished { .. })
}

impl Draft {
    fn begin(&mut self, input: Input) {
        match input {
            Input::Submit => self.submit_or_hold(),
            Input::ApproveRun { gate, by } => self.approve_run(gate, by),
            Input::RunnerLost { job, attempt } => self.lost(&job, attempt),
            Input::Cancel { job: None, reason } if self.run.progress == Progress::New => {
                self.never_begin(reason);
            }
            Input::Cancel { job: None, reason } => {
                if self.run.cancel.is_none() {
                    self.push(Event::CancelRequested { job: None, reason });
                }
            }
            Input::Cancel { job: Some(job), reason } => {
                if let Some(at) = self.run.find(&job) {
                    self.cancel(at, reason);
                }
            }
            Input::Approve { job, by } => self.approve(job, by),
            Input::PlanLoaded { job, attempt, plan } => self.plan_loaded(&job, attempt, &plan),
            Input::PlanRefused { job, attempt, message } => self.plan_refused(&job, attempt, message),
            Input::Tick | Input::Report(_) => {}
        }
    }

    pub(super) fn submit(&mut self) {
        let (plan, facts) = (self.run.plan.clone(), self.run.facts.clone());
        let (name, format) = (plan.name.clone(), plan.format.clone());
        self.push(Event::RunCreated { run: facts.run.clone(), name, format });
        self.announce(self.run.indices().collect());
        for absent in &plan.absent {
            let job = absent.job.clone();
            let name = job.to_string();
            self.push(Event::JobAdded { job: job.clone(), name, stage: None, needs: Vec::new() });
            self.push(Event::JobSkipped { job, skip: absent.skip.clone() });
        }
    }

    fn approve(&mut self, job: JobId, by: String) {
        let Some(at) = self.run.find(&job) else { return };
        let one = &self.run[at];
        if !one.approved && !one.is_active() && !one.has_ended() {
            self.push(Event::JobApproved { job, by });
        }
    }

    fn finish(mut self) -> Result<Vec<Event>, LogError> {
        self.advance();
        match self.failed {
            Some(error) => Err(error),
            None => Ok(self.events),
        }
    }
}
