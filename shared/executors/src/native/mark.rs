use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The variable that says which sandbox and which step a process belongs to: `SANDBOX/STEP`.
pub(super) const VARIABLE: &str = "RUSTCI_PROCESS";

#[derive(Debug, Default)]
struct Groups {
    first: Option<i32>,
    living: Vec<i32>,
}

/// By what the processes of a sandbox, or of one step in it, are known.
#[derive(Debug)]
pub(super) struct Mark {
    value: String,
    groups: Mutex<Groups>,
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
        let mut groups = self.lock();
        groups.first.get_or_insert(group);
        groups.living.push(group);
    }

    /// Nobody is in this process group any more: the system may give its number to strangers.
    pub(super) fn forget_group(&self, group: i32) {
        self.lock().living.retain(|living| *living != group);
    }

    /// The process groups that belong to it.
    pub(super) fn groups(&self) -> Vec<i32> {
        self.lock().living.clone()
    }

    /// The number of its first process.
    pub(super) fn first(&self) -> Option<i32> {
        self.lock().first
    }

    fn lock(&self) -> MutexGuard<'_, Groups> {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
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
