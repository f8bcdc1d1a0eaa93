use super::View;
use events::{Event, LogChunk, Record, RunView, StepId};
use std::collections::VecDeque;
use std::io;

/// Brings what happened and what was printed to a view, in an order that makes sense: a step's lines come after its
/// beginning and before its end.
pub struct Orderly {
    view: Box<dyn View>,
    run: RunView,
    early: VecDeque<LogChunk>,
}

impl Orderly {
    /// For a run of which nothing is known yet.
    pub fn new(view: Box<dyn View>) -> Self {
        Self { view, run: RunView::default(), early: VecDeque::new() }
    }

    /// How the run stands.
    pub fn run(self) -> RunView {
        self.run
    }

    /// Something happened. All that was printed before has been told.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        if matches!(record.event, Event::JobFinished { .. }) {
            self.preparations()?;
        }
        self.run.apply(record);
        self.view.record(record, &self.run)?;
        if matches!(record.event, Event::StepStarted { .. } | Event::JobStarted { .. }) {
            for chunk in std::mem::take(&mut self.early) {
                self.log(chunk)?;
            }
        }
        Ok(())
    }

    /// A job printed something.
    pub fn log(&mut self, chunk: LogChunk) -> io::Result<()> {
        let job = self.run.jobs.get(&chunk.job);
        let begun =
            job.is_some_and(|job| job.attempt == chunk.attempt && job.steps.contains_key(&chunk.step));
        if begun {
            self.view.log(&chunk, &self.run)
        } else {
            self.early.push_back(chunk);
            Ok(())
        }
    }

    /// Nothing more is known for the moment.
    pub fn idle(&mut self) -> io::Result<()> {
        self.preparations()?;
        self.view.idle(&self.run)
    }

    /// No more will be told.
    pub fn end(&mut self) -> io::Result<()> {
        for chunk in std::mem::take(&mut self.early) {
            self.view.log(&chunk, &self.run)?;
        }
        self.view.end(&self.run)
    }

    /// What is told under the first step's number although that step has not begun: the job is being prepared.
    fn preparations(&mut self) -> io::Result<()> {
        for chunk in std::mem::take(&mut self.early) {
            let job = self.run.jobs.get(&chunk.job);
            if chunk.step == StepId(0) && job.is_some_and(|job| job.attempt == chunk.attempt) {
                self.view.log(&chunk, &self.run)?;
            } else {
                self.early.push_back(chunk);
            }
        }
        Ok(())
    }
}
