use crate::ui::View;
use events::{Event, LogChunk, Record, RunView, StepId};
use scheduler::Follow;
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use tokio::sync::mpsc;

/// After so long without news a view may show what it held back.
const QUIET: Duration = Duration::from_millis(30);

/// Brings what happened and what was printed to a view, in an order that makes sense: a step's lines come after its
/// beginning and before its end.
pub struct Teller {
    follow: Follow,
    logs: mpsc::Receiver<LogChunk>,
    view: Box<dyn View>,
    run: RunView,
    early: VecDeque<LogChunk>,
}

impl Teller {
    /// One for this run.
    pub fn new(follow: Follow, logs: mpsc::Receiver<LogChunk>, view: Box<dyn View>) -> Self {
        Self { follow, logs, view, run: RunView::default(), early: VecDeque::new() }
    }

    /// Tells all of it, up to the run's end.
    pub async fn tell(mut self) -> io::Result<RunView> {
        let mut idle = true;
        loop {
            tokio::select! {
                biased;
                Some(chunk) = self.logs.recv() => self.log(chunk)?,
                next = self.follow.next() => match next {
                    Ok(Some(record)) => self.record(&record)?,
                    Ok(None) => break,
                    Err(error) => return Err(io::Error::other(error)),
                },
                () = tokio::time::sleep(QUIET), if !idle => {
                    idle = true;
                    self.preparations()?;
                    self.view.idle(&self.run)?;
                    continue;
                }
            }
            idle = false;
        }
        self.drain()?;
        for chunk in std::mem::take(&mut self.early) {
            self.view.log(&chunk, &self.run)?;
        }
        self.view.end(&self.run)?;
        Ok(self.run)
    }

    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.drain()?;
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

    /// All that was printed before now.
    fn drain(&mut self) -> io::Result<()> {
        while let Ok(chunk) = self.logs.try_recv() {
            self.log(chunk)?;
        }
        Ok(())
    }

    fn log(&mut self, chunk: LogChunk) -> io::Result<()> {
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
