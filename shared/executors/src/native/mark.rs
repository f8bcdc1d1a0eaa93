use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The variable that says which sandbox and which step a process belongs to: `SANDBOX/STEP`.
pub(super) const VARIABLE: &str = "RUSTCI_PROCESS";

/// By what the processes of a sandbox, or of one step in it, are known.
#[derive(Debug)]
pub(super) struct Mark {
    value: String,
    groups: Mutex<Vec<i32>>,
    since: Instant,
}

impl Mark {
    /// Of the whole sandbox of that name.
    pub(super) fn new(sandbox: String) -> Self {
        Self { value: sandbox + "/", groups: Mutex::default(), since: Instant::now() }
    }

    /// Of one step.
    pub(super) fn step(&self, number: u32) -> Self {
        Self { value: format!("{}{number}/", self.value), groups: Mutex::default(), since: Instant::now() }
    }

    /// What the variable is set to.
    pub(super) fn value(&self) -> &str {
        &self.value
    }

    /// Also who is in this process group belongs to it.
    pub(super) fn add_group(&self, group: i32) {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).push(group);
    }

    /// The process groups that belong to it.
    pub(super) fn groups(&self) -> Vec<i32> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// So young that the system cannot have gone through all its pids since.
    pub(super) fn is_young(&self) -> bool {
        self.since.elapsed() < Duration::from_secs(5)
    }

    /// Whether an environment, as in `/proc/PID/environ`, has it.
    pub(super) fn is_in(&self, environ: &[u8]) -> bool {
        environ.split(|byte| *byte == 0).any(|variable| {
            let value = variable.strip_prefix(VARIABLE.as_bytes()).and_then(|rest| rest.strip_prefix(b"="));
            value.is_some_and(|value| value.starts_with(self.value.as_bytes()))
        })
    }
}
