use super::{View, colourless::colourless, faint, green, red, summary, tail::Tail, yellow};
use events::{Cause, Event, JobId, LogChunk, Outcome, Record, RunView};
use indexmap::IndexMap;
use std::io::{BufWriter, Stdout, Write};

/// Lines with the job's name in front, for pipes and files; and the lines above the bars on a terminal.
pub struct Plain {
    out: BufWriter<Stdout>,
    colour: bool,
    width: usize,
    tail: Tail,
    /// Titles of steps that have begun: those of steps that turn out to be skipped are not shown.
    begun: IndexMap<JobId, String>,
}

impl Plain {
    /// Writes to standard output.
    pub fn new(colour: bool) -> Self {
        Self {
            out: BufWriter::with_capacity(1 << 16, std::io::stdout()),
            colour,
            width: 0,
            tail: Tail::default(),
            begun: IndexMap::new(),
        }
    }

    fn prefix(&mut self, job: &JobId, run: &RunView) -> String {
        let name = run.jobs.get(job).map_or(job.as_str(), |view| view.name.as_str());
        self.width = self.width.max(name.chars().count().min(32));
        let number = run.jobs.get_index_of(job).unwrap_or_default();
        let text = format!("{name:width$} | ", width = self.width);
        if self.colour { format!("\u{1b}[3{}m{text}\u{1b}[0m", 1 + (number + 5) % 6) } else { text }
    }

    /// Shows the title of the step that has begun, if it has not been shown.
    fn title(&mut self, job: &JobId, run: &RunView) -> std::io::Result<()> {
        match self.begun.shift_remove(job) {
            Some(line) => self.say(job, run, &line),
            None => Ok(()),
        }
    }

    fn say(&mut self, job: &JobId, run: &RunView, text: &str) -> std::io::Result<()> {
        let prefix = self.prefix(job, run);
        writeln!(self.out, "{prefix}{text}")
    }
}

impl View for Plain {
    fn record(&mut self, record: &Record, run: &RunView) -> std::io::Result<()> {
        let colour = self.colour;
        if let Event::StepFinished { job, step, end, .. } = &record.event
            && end.conclusion != Outcome::Failure
        {
            self.tail.forget(job, *step);
        }
        // Annotations stand in the log already, as the lines that they were read from.
        match &record.event {
            Event::StepStarted { job, name, .. } => {
                self.title(job, run)?;
                let line = faint(&format!("> {}", name.lines().next().unwrap_or_default()), colour);
                self.begun.insert(job.clone(), line);
                return Ok(());
            }
            Event::StepFinished { job, end, .. } if end.outcome == Outcome::Skipped => {
                self.begun.shift_remove(job);
                return Ok(());
            }
            Event::StepFinished { job, end, .. } if end.outcome == Outcome::Failure => {
                self.title(job, run)?;
                let cause = end.cause.as_ref().map(ToString::to_string).unwrap_or_default();
                let word = if end.conclusion == Outcome::Failure { "failed" } else { "failed, but goes on" };
                self.say(job, run, &red(&format!("! {word}: {cause}"), colour))?;
            }
            Event::JobFinished { job, outcome, tolerated, cause, .. } => {
                self.title(job, run)?;
                let issues = matches!(cause, Some(Cause::Unstable { .. }));
                let cause = cause.as_ref().map(|c| format!(": {c}")).unwrap_or_default();
                let line = match (outcome, tolerated) {
                    (Outcome::Success, _) => green("passed", colour),
                    (Outcome::Failure, true) if issues => {
                        yellow(&format!("passed with issues{cause}"), colour)
                    }
                    (Outcome::Failure, true) => yellow(&format!("failed (allowed){cause}"), colour),
                    (Outcome::Failure, false) => red(&format!("failed{cause}"), colour),
                    (Outcome::Cancelled | Outcome::Skipped, _) => {
                        yellow(&format!("{}{cause}", outcome.as_str()), colour)
                    }
                };
                self.say(job, run, &line)?;
            }
            Event::JobSkipped { job, skip } => {
                let line = faint(&format!("skipped: {skip}"), colour);
                self.say(job, run, &line)?;
            }
            Event::JobRetried { job, attempt, .. } => {
                self.say(job, run, &yellow(&format!("try {} failed, trying again", attempt.0), colour))?;
            }
            Event::CancelRequested { job: None, reason } => {
                writeln!(self.out, "{}", yellow(&format!("cancelling: {reason}"), colour))?;
            }
            _ => return Ok(()),
        }
        self.out.flush()
    }

    fn idle(&mut self, run: &RunView) -> std::io::Result<()> {
        for (job, line) in std::mem::take(&mut self.begun) {
            self.say(&job, run, &line)?;
        }
        self.out.flush()
    }

    fn log(&mut self, chunk: &LogChunk, run: &RunView) -> std::io::Result<()> {
        self.title(&chunk.job, run)?;
        let prefix = self.prefix(&chunk.job, run);
        let plain = (!self.colour).then(|| LogChunk { text: colourless(&chunk.text), ..chunk.clone() });
        let chunk = plain.as_ref().unwrap_or(chunk);
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', &chunk.text) {
            self.out.write_all(prefix.as_bytes())?;
            self.out.write_all(&chunk.text[from..=end])?;
            from = end + 1;
        }
        if from < chunk.text.len() {
            self.out.write_all(prefix.as_bytes())?;
            self.out.write_all(&chunk.text[from..])?;
            self.out.write_all(b"\n")?;
        }
        self.tail.push(chunk);
        self.out.flush()
    }

    fn end(&mut self, run: &RunView) -> std::io::Result<()> {
        for (id, job) in &run.jobs {
            for (step, view) in &job.steps {
                let Some(end) = view.end.as_ref().filter(|end| end.conclusion == Outcome::Failure) else {
                    continue;
                };
                let cause = end.cause.as_ref().map(|c| format!(": {c}")).unwrap_or_default();
                writeln!(
                    self.out,
                    "\n{}",
                    red(&format!("{} / {}{cause}", job.name, view.name), self.colour)
                )?;
                for line in self.tail.of(id, *step) {
                    writeln!(self.out, "    {line}")?;
                }
            }
        }
        writeln!(self.out, "\n{}", summary(run, self.colour))?;
        self.out.flush()
    }
}
