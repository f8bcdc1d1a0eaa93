use super::job::State;
use super::{Progress, Run};
use events::{Attempt, Hold, JobId, Outcome};

/// How a run stands, and on whom it waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing has happened yet.
    New,
    /// It goes on by itself.
    Going,
    /// It goes on only when a person approves one of these jobs, or cancels.
    AwaitsApproval(Vec<JobId>),
    /// It has ended.
    Finished(Outcome),
}

/// How a try of a job stands, for the runner that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// It goes on.
    Current,
    /// It goes on, but shall end.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// It is over: what the runner says of it changes nothing any more.
    Over,
}

impl Run {
    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.progress {
            Progress::New => Standing::New,
            Progress::Finished(outcome) => Standing::Finished(outcome),
            Progress::Going => self.awaited(),
        }
    }

    fn awaited(&self) -> Standing {
        let mut awaited = Vec::new();
        for job in &self.jobs {
            match &job.state {
                State::Held { hold: Hold::Manual, .. } => awaited.push(job.id.clone()),
                State::Held { hold: Hold::Until { .. }, .. } | State::Queued | State::Running { .. } => {
                    return Standing::Going;
                }
                _ => {}
            }
        }
        if awaited.is_empty() { Standing::Going } else { Standing::AwaitsApproval(awaited) }
    }

    /// How a try of a job stands.
    #[must_use]
    pub fn trial(&self, job: &JobId, attempt: Attempt) -> Trial {
        match self.current(job, attempt).map(|at| self[at].cancel.clone()) {
            None => Trial::Over,
            Some(None) => Trial::Current,
            Some(Some(reason)) => Trial::Cancelled { reason },
        }
    }
}
