use events::{RunId, Timestamp};
use std::collections::BTreeSet;

/// Which runs want to be woken when.
#[derive(Debug, Default)]
pub(crate) struct Timers(BTreeSet<(Timestamp, RunId)>);

impl Timers {
    pub fn add(&mut self, at: Timestamp, run: RunId) {
        self.0.insert((at, run));
    }

    pub fn next(&self) -> Option<Timestamp> {
        self.0.first().map(|(at, _)| *at)
    }

    /// Takes out those whose time has come.
    pub fn due(&mut self, now: Timestamp) -> Vec<RunId> {
        let mut due = Vec::new();
        while self.next().is_some_and(|at| at <= now) {
            due.extend(self.0.pop_first().map(|(_, run)| run));
        }
        due.dedup();
        due
    }
}
