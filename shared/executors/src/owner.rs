use rustix::process::{Pid, getpid, test_kill_process};
use std::fmt;
use std::fs;
use std::str::FromStr;

/// The process that made something: written into folder names and labels, so that a later process can tell whether
/// anybody still needs it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    machine: String,
    boot: String,
    /// The namespace that `pid` counts in.
    namespace: u64,
    pid: i32,
    /// Ticks from boot to its start, because pids come again.
    start: u64,
}

impl Owner {
    /// This very process.
    pub(crate) fn this() -> Self {
        let mut owner = Self::here();
        owner.pid = getpid().as_raw_nonzero().get();
        owner.start = start_of(owner.pid).unwrap_or_default();
        owner
    }

    /// Nobody, on this machine.
    fn here() -> Self {
        let namespace = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        let digits: String = namespace.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
        Self {
            machine: first_digits("/etc/machine-id"),
            boot: first_digits("/proc/sys/kernel/random/boot_id"),
            namespace: digits.parse().unwrap_or_default(),
            pid: 0,
            start: 0,
        }
    }

    /// It is certain that it does not run any more. Processes of other machines and other pid namespaces cannot be
    /// seen from here; they are taken to be alive.
    pub(crate) fn is_dead(&self) -> bool {
        let here = Self::here();
        if self.boot != here.boot {
            return self.machine == here.machine && self.machine != UNKNOWN;
        }
        if self.namespace != here.namespace {
            return false;
        }
        let Some(pid) = Pid::from_raw(self.pid) else { return true };
        match start_of(self.pid) {
            Some(start) => start != self.start,
            None => test_kill_process(pid) == Err(rustix::io::Errno::SRCH),
        }
    }
}

const UNKNOWN: &str = "0";

/// The first eight digits of a file with an id.
fn first_digits(path: &str) -> String {
    let id = fs::read_to_string(path).unwrap_or_default();
    let digits: String = id.chars().filter(char::is_ascii_hexdigit).take(8).collect();
    if digits.is_empty() { UNKNOWN.into() } else { digits }
}

/// When a process started: field 22 of its `stat`, see proc(5).
fn start_of(pid: i32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(19)?.parse().ok()
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { machine, boot, namespace, pid, start } = self;
        write!(f, "{machine}-{boot}-{namespace}-{pid}-{start}")
    }
}

/// Not an owner's name.
#[derive(Debug)]
pub(crate) struct NoOwner;

impl FromStr for Owner {
    type Err = NoOwner;

    fn from_str(text: &str) -> Result<Self, NoOwner> {
        let mut parts = text.split('-');
        let mut next = || parts.next().ok_or(NoOwner);
        let owner = Self {
            machine: next()?.into(),
            boot: next()?.into(),
            namespace: next()?.parse().map_err(|_| NoOwner)?,
            pid: next()?.parse().map_err(|_| NoOwner)?,
            start: next()?.parse().map_err(|_| NoOwner)?,
        };
        if parts.next().is_some() { Err(NoOwner) } else { Ok(owner) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_lives_and_reads_back() {
        let this = Owner::this();
        assert!(!this.is_dead());
        assert_eq!(this.to_string().parse::<Owner>().unwrap(), this);
    }

    #[test]
    fn a_pid_that_came_again_is_another_process() {
        let earlier = Owner { start: Owner::this().start.wrapping_sub(1), ..Owner::this() };
        assert!(earlier.is_dead());
    }

    #[test]
    fn what_cannot_be_seen_is_alive() {
        let elsewhere = Owner { namespace: 1, pid: i32::MAX, ..Owner::this() };
        assert!(!elsewhere.is_dead());
        let other = Owner { boot: "ffffffff".into(), machine: "ffffffff".into(), ..Owner::this() };
        assert!(!other.is_dead());
    }

    #[test]
    fn a_reboot_ends_everybody() {
        let before = Owner { boot: "ffffffff".into(), machine: "abcdef01".into(), ..Owner::this() };
        let here = Owner { machine: "abcdef01".into(), ..Owner::this() };
        assert_eq!(before.is_dead(), here.machine == Owner::here().machine);
    }
}
