use super::{Plain, View};
use events::{Event, JobId, LogChunk, Record, RunView};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::collections::HashMap;
use std::time::Duration;

/// A terminal: the lines of [`Plain`] above, a bar for every running job below.
pub struct Progress {
    lines: Plain,
    bars: MultiProgress,
    jobs: HashMap<JobId, ProgressBar>,
}

impl Progress {
    /// Bars on standard error, lines on standard output.
    pub fn new(colour: bool) -> Self {
        Self { lines: Plain::new(colour), bars: MultiProgress::new(), jobs: HashMap::new() }
    }

    fn begin(&mut self, job: &JobId, run: &RunView) {
        let bar = self.bars.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(run.jobs.get(job).map_or_else(|| job.to_string(), |view| view.name.clone()));
        bar.enable_steady_tick(Duration::from_millis(120));
        self.jobs.insert(job.clone(), bar);
    }

    fn above(&mut self, write: impl FnOnce(&mut Plain) -> std::io::Result<()>) -> std::io::Result<()> {
        let lines = &mut self.lines;
        self.bars.suspend(|| write(lines))
    }
}

impl View for Progress {
    fn record(&mut self, record: &Record, run: &RunView) -> std::io::Result<()> {
        match &record.event {
            Event::JobStarted { job, .. } => self.begin(job, run),
            Event::StepStarted { job, name, .. } => {
                if let Some(bar) = self.jobs.get(job) {
                    bar.set_message(name.lines().next().unwrap_or_default().to_owned());
                }
            }
            Event::JobFinished { job, .. } | Event::JobLost { job, .. } => {
                if let Some(bar) = self.jobs.remove(job) {
                    bar.finish_and_clear();
                    self.bars.remove(&bar);
                }
            }
            _ => {}
        }
        self.above(|lines| lines.record(record, run))
    }

    fn log(&mut self, chunk: &LogChunk, run: &RunView) -> std::io::Result<()> {
        self.above(|lines| lines.log(chunk, run))
    }

    fn idle(&mut self, run: &RunView) -> std::io::Result<()> {
        self.above(|lines| lines.idle(run))
    }

    fn end(&mut self, run: &RunView) -> std::io::Result<()> {
        for (_, bar) in self.jobs.drain() {
            bar.finish_and_clear();
        }
        self.lines.end(run)
    }
}
