//! Finding and ending the processes of a sandbox, however they detached themselves.

use super::mark::Mark;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process_group};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::ops::RangeInclusive;
use std::thread;
use std::time::{Duration, Instant};

/// How often it is looked whether processes are gone.
const TICK: Duration = Duration::from_millis(2);

/// How many processes may be born while we look.
#[cfg(target_os = "linux")]
const NEWBORN: i32 = 1000;

/// Processes that belong to `mark`, with their groups: those that carry it, those in its process groups, and the
/// offspring of both.
///
/// Processes of other users cannot be looked into and are only found by group or parent.
#[cfg(target_os = "linux")]
pub(super) fn members(mark: &Mark) -> BTreeMap<i32, i32> {
    let groups = mark.groups();
    let range = range(mark);
    let this = std::process::id().cast_signed();
    let mut stats = BTreeMap::new();
    let Ok(processes) = fs::read_dir("/proc") else { return BTreeMap::new() };
    for process in processes.flatten() {
        let pid = process.file_name().to_str().and_then(|name| name.parse::<i32>().ok());
        let Some(pid) = pid.filter(|pid| range.contains(pid) && *pid != this) else { continue };
        if let Some(stat) = Stat::of(pid).filter(|stat| stat.alive && !stat.kernel) {
            stats.insert(pid, stat);
        }
    }
    let carries =
        |pid: &i32| fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environ| mark.is_in(&environ));
    let found: BTreeSet<i32> = stats
        .iter()
        .filter(|(pid, stat)| groups.contains(&stat.group) || carries(pid))
        .map(|(pid, _)| *pid)
        .collect();
    let belongs = |pid: i32| {
        let line = std::iter::successors(Some(pid), |pid| stats.get(pid).map(|stat| stat.parent));
        // A pid may have come again while we looked, so the line could be a circle.
        line.take(stats.len() + 1).any(|pid| found.contains(&pid))
    };
    stats.iter().filter(|(pid, _)| belongs(**pid)).map(|(pid, stat)| (*pid, stat.group)).collect()
}

/// The pids that a process of `mark` can have. The system counts pids up, so that a young sandbox need not look at
/// those who were there before it.
#[cfg(target_os = "linux")]
fn range(mark: &Mark) -> RangeInclusive<i32> {
    let first = mark.first().unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let last = load.split_whitespace().last().and_then(|pid| pid.parse::<i32>().ok()).unwrap_or_default();
    if mark.is_young() && first > 0 && last >= first {
        first..=last.saturating_add(NEWBORN)
    } else {
        1..=i32::MAX
    }
}

/// Elsewhere only the process groups are known.
#[cfg(not(target_os = "linux"))]
pub(super) fn members(mark: &Mark) -> BTreeMap<i32, i32> {
    let lives =
        |group: &i32| Pid::from_raw(*group).is_some_and(|group| test_kill_process_group(group).is_ok());
    mark.groups().into_iter().filter(lives).map(|group| (group, group)).collect()
}

/// What `/proc/PID/stat` tells, see proc(5).
struct Stat {
    alive: bool,
    kernel: bool,
    parent: i32,
    group: i32,
}

impl Stat {
    fn of(pid: i32) -> Option<Self> {
        let mut buffer = [0; 512];
        // Such a file comes in one piece, and what is wanted stands at its beginning.
        let length =
            File::open(format!("/proc/{pid}/stat")).and_then(|mut file| file.read(&mut buffer)).ok()?;
        let stat = &buffer[..length];
        let name_end = stat.iter().rposition(|byte| *byte == b')')?;
        let fields = std::str::from_utf8(&stat[name_end + 1..]).ok()?;
        let mut fields = fields.split_whitespace();
        let state = fields.next()?;
        let parent = fields.next()?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        // Process 2 is the kernel's thread of threads.
        Some(Self { alive: !matches!(state, "Z" | "X"), kernel: parent == 2, parent, group })
    }
}

/// Whether nobody is left in a process group.
pub(super) fn is_empty(group: i32) -> bool {
    Pid::from_raw(group).is_none_or(|group| test_kill_process_group(group) == Err(Errno::SRCH))
}

/// Sends a signal to every process of `mark`. Gives how many there are.
pub(super) fn signal(mark: &Mark, signal: Signal) -> usize {
    let members = members(mark);
    // The groups first: that reaches also those who are being born just now.
    let (grouped, alone): (Vec<_>, Vec<_>) =
        members.iter().partition(|(_, group)| mark.groups().contains(group));
    let groups: BTreeSet<i32> = grouped.into_iter().map(|(_, group)| *group).collect();
    for group in groups.into_iter().filter_map(Pid::from_raw) {
        if kill_process_group(group, signal).is_err() {
            // It ended meanwhile, or it is not ours to end.
        }
    }
    for pid in alone.into_iter().filter_map(|(pid, _)| Pid::from_raw(*pid)) {
        if kill_process(pid, signal).is_err() {
            // As above.
        }
    }
    members.len()
}

/// Kills every process of `mark` and waits, at most so long, until they are gone. Gives how many there were.
pub(super) fn end_all(mark: &Mark, patience: Duration) -> usize {
    let begin = Instant::now();
    let mut most = 0;
    loop {
        let left = signal(mark, Signal::KILL);
        most = most.max(left);
        if left == 0 || begin.elapsed() > patience {
            return most;
        }
        thread::sleep(TICK);
    }
}
