use bytes::Bytes;
use events::{Attempt, JobId, LogChunk, StepId};
use std::collections::{HashMap, VecDeque};

/// How many lines of a failing step are repeated at the end.
const LINES: usize = 12;

/// Keeps the last lines of every step that has not gone well, to be repeated at the end.
#[derive(Default)]
pub struct Tail {
    steps: HashMap<(JobId, StepId), (Attempt, VecDeque<Bytes>)>,
}

impl Tail {
    /// Takes in a piece of log; keeps slices of it, copies nothing. A new try of a job begins anew.
    pub fn push(&mut self, chunk: &LogChunk) {
        let key = (chunk.job.clone(), chunk.step);
        let (attempt, lines) = self.steps.entry(key).or_insert_with(|| (chunk.attempt, VecDeque::new()));
        if *attempt != chunk.attempt {
            *attempt = chunk.attempt;
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

    /// A step whose lines nobody needs again.
    pub fn forget(&mut self, job: &JobId, step: StepId) {
        self.steps.remove(&(job.clone(), step));
    }

    /// The last lines of a step.
    pub fn of(&self, job: &JobId, step: StepId) -> Vec<String> {
        let lines = self.steps.get(&(job.clone(), step)).map(|(_, lines)| lines.iter());
        let text = |line: &Bytes| String::from_utf8_lossy(line).trim_end_matches('\r').to_owned();
        lines.into_iter().flatten().map(text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::RunId;

    fn chunk(attempt: u32, step: u32, text: &str) -> LogChunk {
        LogChunk {
            run: RunId::from("1"),
            job: JobId::from("a"),
            attempt: Attempt(attempt),
            number: 0,
            step: StepId(step),
            text: Bytes::copy_from_slice(text.as_bytes()),
        }
    }

    #[test]
    fn only_the_last_lines_of_each_step_are_kept() {
        let (mut tail, job) = (Tail::default(), JobId::from("a"));
        tail.push(&chunk(1, 0, "fine\n"));
        tail.forget(&job, StepId(0));
        tail.push(&chunk(1, 1, &(0..100).map(|i| format!("line {i}\n")).collect::<String>()));
        tail.push(&chunk(1, 1, "the end"));
        tail.push(&chunk(1, 2, "afterwards\n"));
        let lines = tail.of(&job, StepId(1));
        assert_eq!(lines.len(), LINES);
        assert_eq!((lines[0].as_str(), lines[LINES - 1].as_str()), ("line 89", "the end"));
        assert_eq!(tail.of(&job, StepId(2)), ["afterwards"]);
        assert!(tail.of(&job, StepId(0)).is_empty());
    }

    #[test]
    fn a_new_try_repeats_nothing_of_the_one_before() {
        let mut tail = Tail::default();
        tail.push(&chunk(1, 0, "first\n"));
        tail.push(&chunk(2, 0, "second\n"));
        assert_eq!(tail.of(&JobId::from("a"), StepId(0)), ["second"]);
    }
}
