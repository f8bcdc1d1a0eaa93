use super::View;
use events::{Attempt, Event, JobId, LogChunk, Record, RunView, StepId};
use std::collections::{HashMap, HashSet};
use std::io;

/// What is wanted of a run.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only this job.
    pub job: Option<JobId>,
    /// Only this step.
    pub step: Option<StepId>,
    /// Nothing of these steps.
    pub over: HashSet<(JobId, StepId)>,
    /// Nothing of tries before these.
    pub latest: HashMap<JobId, Attempt>,
}

impl Wanted {
    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        self.job.is_none() && self.step.is_none() && self.over.is_empty() && self.latest.is_empty()
    }

    fn fits(&self, job: &JobId, attempt: Option<Attempt>, step: Option<StepId>) -> bool {
        self.job.as_ref().is_none_or(|only| only == job)
            && attempt.is_none_or(|attempt| self.latest.get(job).is_none_or(|latest| attempt >= *latest))
            && step.is_none_or(|step| {
                self.step.is_none_or(|only| only == step) && !self.over.contains(&(job.clone(), step))
            })
    }
}

/// Shows a part of a run, in another view.
pub struct Only {
    view: Box<dyn View>,
    wanted: Wanted,
}

impl Only {
    /// Only what is wanted.
    pub fn new(view: Box<dyn View>, wanted: Wanted) -> Self {
        Self { view, wanted }
    }
}

impl View for Only {
    fn record(&mut self, record: &Record, run: &RunView) -> io::Result<()> {
        let fits = match &record.event {
            Event::StepStarted { job, attempt, step, .. }
            | Event::StepFinished { job, attempt, step, .. } => {
                self.wanted.fits(job, Some(*attempt), Some(*step))
            }
            Event::JobStarted { job, attempt, .. }
            | Event::JobRetried { job, attempt, .. }
            | Event::JobLost { job, attempt } => self.wanted.fits(job, Some(*attempt), None),
            Event::JobFinished { job, .. } | Event::JobSkipped { job, .. } => {
                self.wanted.fits(job, None, None)
            }
            _ => true,
        };
        if fits { self.view.record(record, run) } else { Ok(()) }
    }

    fn log(&mut self, chunk: &LogChunk, run: &RunView) -> io::Result<()> {
        let fits = self.wanted.fits(&chunk.job, Some(chunk.attempt), Some(chunk.step));
        if fits { self.view.log(chunk, run) } else { Ok(()) }
    }

    fn idle(&mut self, run: &RunView) -> io::Result<()> {
        self.view.idle(run)
    }

    fn end(&mut self, run: &RunView) -> io::Result<()> {
        self.view.end(run)
    }
}
