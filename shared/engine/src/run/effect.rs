use super::Run;
use super::job::{JobIx, State};
use events::{Attempt, Event, Hold, JobId, Outcome, Timestamp};
use plan::CONTAINERS;

/// What an event asks of the world once it is written down. Each may be asked for twice and must then do no more.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A runner that has these labels may take this try; [`Run::assignment`] says what it then gets.
    Enqueue {
        /// The job.
        job: JobId,
        /// The try.
        attempt: Attempt,
        /// What it asks of a runner.
        labels: Vec<String>,
    },
    /// The try is over: no runner may take or keep it.
    Release {
        /// The job.
        job: JobId,
        /// The try.
        attempt: Attempt,
    },
    /// The runner that has this try shall end it.
    CancelJob {
        /// The job.
        job: JobId,
        /// The try.
        attempt: Attempt,
        /// Why.
        reason: String,
    },
    /// A pipeline is to be read from a file that a job left, and handed in as [`super::Input::PlanLoaded`].
    LoadPlan {
        /// The job that spawns it.
        job: JobId,
        /// Its try.
        attempt: Attempt,
        /// The file.
        path: String,
        /// The jobs that may have left it.
        from: Vec<JobId>,
    },
    /// A [`super::Input::Tick`] is wanted then.
    WakeAt(Timestamp),
    /// The run has ended.
    Finished(Outcome),
}

impl Run {
    /// What an event asks for, seen from the run that has just learned of it.
    #[must_use]
    pub fn effects(&self, event: &Event) -> Vec<Effect> {
        match event {
            Event::JobQueued { job, .. } => {
                self.find(job).and_then(|at| self.wanted(at)).into_iter().collect()
            }
            Event::CancelRequested { job: Some(job), .. } => {
                self.find(job).and_then(|at| self.cancelled(at)).into_iter().collect()
            }
            Event::JobFinished { job, attempt, .. }
            | Event::JobRetried { job, attempt, .. }
            | Event::JobLost { job, attempt } => {
                vec![Effect::Release { job: job.clone(), attempt: *attempt }]
            }
            Event::JobHeld { hold: Hold::Until { at }, .. } => vec![Effect::WakeAt(*at)],
            Event::RunFinished { outcome, .. } => vec![Effect::Finished(*outcome)],
            _ => Vec::new(),
        }
    }

    /// All that is still asked for: what somebody who takes the run over has to do again.
    #[must_use]
    pub fn outstanding(&self) -> Vec<Effect> {
        let of = |at: JobIx| match &self[at].state {
            State::Held { hold: Hold::Until { at }, .. } => Some(Effect::WakeAt(*at)),
            State::Queued => self.wanted(at),
            State::Running { .. } => self.cancelled(at),
            _ => None,
        };
        self.indices().filter_map(of).collect()
    }

    fn wanted(&self, at: JobIx) -> Option<Effect> {
        let job = &self[at];
        let (id, attempt) = (job.id.clone(), job.attempt);
        if job.state != State::Queued {
            return None;
        }
        if let Some((path, key)) = self.wanted_file(at) {
            let makers = self.scope_of(at).keys.get(key).map_or(&[][..], Vec::as_slice);
            let from = makers.iter().map(|maker| self[*maker].id.clone()).collect();
            return Some(Effect::LoadPlan { job: id, attempt, path: path.to_owned(), from });
        }
        // They were evaluated before it was queued.
        let mut labels = self.labels(at).unwrap_or_default();
        if job.planned().needs_containers() {
            labels.push(CONTAINERS.to_owned());
        }
        Some(Effect::Enqueue { job: id, attempt, labels })
    }

    fn cancelled(&self, at: JobIx) -> Option<Effect> {
        let job = &self[at];
        let (id, attempt) = (job.id.clone(), job.attempt);
        match (&job.state, &job.cancel) {
            (State::Running { .. }, Some(reason)) => {
                Some(Effect::CancelJob { job: id, attempt, reason: reason.clone() })
            }
            _ => None,
        }
    }
}
