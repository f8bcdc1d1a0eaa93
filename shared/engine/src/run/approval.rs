use super::decide::Draft;
use super::{Progress, Run};
use events::{Event, Gate};

/// Whether a person let the run begin, where one must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Nobody was asked yet.
    NotAsked,
    /// Somebody is to say so.
    Asked,
    /// Somebody did.
    Given,
}

impl Run {
    /// Whether it waits for a person's word before anything of it begins.
    #[must_use]
    pub fn is_gated(&self) -> bool {
        self.progress == Progress::New && self.facts.gate.is_some() && self.word != Word::Given
    }

    /// What that word must be about.
    #[must_use]
    pub fn awaited_word(&self) -> Option<&Gate> {
        self.facts.gate.as_ref().filter(|_| self.is_gated())
    }
}

impl Draft {
    /// The run shall begin, or say for whose word it waits.
    pub(super) fn submit_or_hold(&mut self) {
        match self.run.awaited_word().cloned() {
            None => self.submit(),
            Some(gate) if self.run.word == Word::NotAsked => self.push(Event::RunHeld { gate }),
            Some(_) => {}
        }
    }

    /// A word about anything else than what the run was made of counts for nothing.
    pub(super) fn approve_run(&mut self, gate: Gate, by: String) {
        if self.run.awaited_word() == Some(&gate) {
            self.push(Event::RunApproved { gate, by });
        }
    }
}
