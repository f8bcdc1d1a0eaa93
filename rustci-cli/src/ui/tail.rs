use events::{JobId, LogChunk, StepId};
use std::collections::{HashMap, VecDeque};

/// How many lines of a failing step are repeated at the end.
const LINES: usize = 12;

/// Keeps the last lines of every job's current step, to be repeated if the step fails.
#[derive(Default)]
pub struct Tail {
    jobs: HashMap<JobId, (StepId, VecDeque<bytes::Bytes>)>,
    kept: HashMap<(JobId, StepId), Vec<String>>,
}

impl Tail {
    /// Takes in a piece of log; keeps slices of it, copies nothing.
    pub fn push(&mut self, chunk: &LogChunk) {
        let (step, lines) = self
            .jobs
            .entry(chunk.job.clone())
            .or_insert_with(|| (chunk.step, VecDeque::with_capacity(LINES)));
        if *step != chunk.step {
            *step = chunk.step;
            lines.clear();
        }
        let text = chunk.text.as_ref();
        let start = memchr::memrchr_iter(b'\n', text).nth(LINES).map_or(0, |at| at + 1);
        let mut from = start;
        for end in memchr::memchr_iter(b'\n', &text[start..]).map(|at| start + at) {
            lines.push_back(chunk.text.slice(from..end));
            from = end + 1;
        }
        if from < text.len() {
            lines.push_back(chunk.text.slice(from..));
        }
        while lines.len() > LINES {
            lines.pop_front();
        }
    }

    /// Keeps the last lines of a step that has failed; those of a later one do not push them out.
    pub fn keep(&mut self, job: &JobId, step: StepId) {
        self.kept.insert((job.clone(), step), self.last(job, step));
    }

    /// The lines kept of a step.
    pub fn of(&self, job: &JobId, step: StepId) -> &[String] {
        self.kept.get(&(job.clone(), step)).map_or(&[], Vec::as_slice)
    }

    fn last(&self, job: &JobId, step: StepId) -> Vec<String> {
        match self.jobs.get(job) {
            Some((current, lines)) if *current == step => lines
                .iter()
                .map(|line| String::from_utf8_lossy(line).trim_end_matches('\r').to_owned())
                .collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::{Attempt, RunId};

    fn chunk(step: u32, text: String) -> LogChunk {
        LogChunk {
            run: RunId::from("1"),
            job: JobId::from("a"),
            attempt: Attempt(1),
            number: 0,
            step: StepId(step),
            text: text.into(),
        }
    }

    #[test]
    fn only_the_last_lines_of_the_last_step_are_kept() {
        let mut tail = Tail::default();
        tail.push(&chunk(0, "old\n".into()));
        tail.push(&chunk(1, (0..100).map(|i| format!("line {i}\n")).collect()));
        tail.push(&chunk(1, "the end".into()));
        tail.keep(&JobId::from("a"), StepId(1));
        tail.push(&chunk(2, "later\n".into()));
        let lines = tail.of(&JobId::from("a"), StepId(1));
        assert_eq!(lines.len(), LINES);
        assert_eq!((lines[0].as_str(), lines[LINES - 1].as_str()), ("line 89", "the end"));
        assert!(tail.of(&JobId::from("a"), StepId(0)).is_empty());
    }
}
