use super::Usage;
use rustix::time::{ClockId, clock_gettime};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Looks at the process and its machine.
pub struct Machine {
    state: PathBuf,
    /// Busy and total time of the processors at the last look.
    last: Mutex<(u64, u64)>,
}

impl Machine {
    /// With the state in this folder.
    #[must_use]
    pub fn new(state: PathBuf) -> Self {
        Self { state, last: Mutex::new((0, 0)) }
    }

    /// What is used now; processors since the last look. What the system does not tell is 0. Blocks.
    pub fn usage(&self) -> Usage {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let (busy, total) = processors(&read("/proc/stat"));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, all) = std::mem::replace(&mut *last, (busy, total));
        let (busy, total) = (busy.saturating_sub(before), total.saturating_sub(all));
        Usage {
            memory: kilobytes(&read("/proc/self/status"), "VmRSS:") * 1024,
            memory_total: kilobytes(&read("/proc/meminfo"), "MemTotal:") * 1024,
            cpu: if total == 0 { 0.0 } else { busy as f64 * 100.0 / total as f64 },
            cpu_time: cpu_time(),
            disk: size(&self.state),
        }
    }
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let secs = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(secs, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// The figure of a line like `VmRSS:   1234 kB`, see proc(5).
fn kilobytes(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Busy and total time out of the first line of `/proc/stat`: user, nice, system, idle, iowait, ...
fn processors(stat: &str) -> (u64, u64) {
    let line = stat.lines().next().unwrap_or_default();
    let times: Vec<u64> = line.split_whitespace().skip(1).filter_map(|time| time.parse().ok()).collect();
    let total: u64 = times.iter().take(8).sum();
    let idle: u64 = times.iter().skip(3).take(2).sum();
    (total.saturating_sub(idle), total)
}

/// The bytes in a folder. Files come and go meanwhile.
fn size(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let of = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => size(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    };
    entries.flatten().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_understood() {
        assert_eq!(kilobytes("Name:\tx\nVmRSS:\t  1234 kB\n", "VmRSS:"), 1234);
        assert_eq!(processors("cpu  10 0 5 80 5 0 0 0 7 7\ncpu0 1 2 3\n"), (15, 100));
        assert_eq!(processors(""), (0, 0));
    }

    #[test]
    fn a_folder_weighs_what_is_in_it() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("a")).unwrap();
        std::fs::write(root.path().join("a/b"), [0; 10]).unwrap();
        std::fs::write(root.path().join("c"), [0; 5]).unwrap();
        assert_eq!(Machine::new(root.path().to_owned()).usage().disk, 15);
    }
}
