//! Groups whose members take turns, over all runs of this machine.
//!
//! A group is a file that is locked by whoever has its turn, so that the turn of a process that died is free. Beside it
//! the newest that came says who it is: by that those that wait before it know that they are passed over, and the one
//! whose turn it is that it shall make room.

use crate::files;
use crate::output::tell;
use events::RunId;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// How often those that wait look again.
const LOOK: Duration = Duration::from_millis(200);

/// The turns of one run.
pub struct Groups {
    folder: PathBuf,
    repository: String,
    run: RunId,
    /// Turns that this run has: its own jobs take turns among themselves without us.
    had: Mutex<HashMap<PathBuf, Weak<Turn>>>,
}

/// What a member says of its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The group's name, whatever the case of its letters.
    pub group: String,
    /// Who has the turn shall make room.
    pub cancel_running: bool,
    /// Those that wait keep their place.
    pub queue_all: bool,
}

/// Why a member did not get its turn.
#[derive(Debug, thiserror::Error)]
pub enum NoTurn {
    /// A newer one took its place.
    #[error("run {by} came after it in group `{group}`")]
    PassedOver {
        /// The group.
        group: String,
        /// The run of the newer one.
        by: String,
    },
    /// The group's files cannot be used.
    #[error("cannot wait for group `{group}`: {reason}")]
    Files {
        /// The group.
        group: String,
        /// What the system says.
        reason: String,
    },
}

/// The turn in a group; it ends when this is dropped.
pub struct Turn {
    group: String,
    run: RunId,
    newest: PathBuf,
    _locked: File,
}

impl Groups {
    /// Those of a run of this repository; the files are in `folder`.
    pub fn new(folder: PathBuf, repository: &Path, run: RunId) -> Self {
        Self { folder, repository: repository.display().to_string(), run, had: Mutex::default() }
    }

    /// Waits for the turn of a run or a job, which is told as `who`.
    pub async fn turn(&self, who: &str, rule: &Rule) -> Result<Arc<Turn>, NoTurn> {
        let name = format!("{}\n{}", self.repository, rule.group.to_lowercase());
        let digest = Sha256::digest(name.as_bytes());
        let name: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let (path, newest) = (self.folder.join(&name), self.folder.join(format!("{name}.newest")));
        if let Some(turn) = self.had().get(&path).and_then(Weak::upgrade) {
            return Ok(turn);
        }
        let broken =
            |error: io::Error| NoTurn::Files { group: rule.group.clone(), reason: files::reason(&error) };
        fs::create_dir_all(&self.folder).map_err(broken)?;
        let mut options = File::options();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).open(&path).map_err(broken)?;
        if !try_lock(&file).map_err(broken)? {
            self.wait(who, rule, &mut file, &newest).await?;
        }
        self.sign(&mut file).map_err(broken)?;
        let turn = Arc::new(Turn { group: rule.group.clone(), run: self.run.clone(), newest, _locked: file });
        self.had().insert(path, Arc::downgrade(&turn));
        Ok(turn)
    }

    async fn wait(&self, who: &str, rule: &Rule, file: &mut File, newest: &Path) -> Result<(), NoTurn> {
        let broken =
            |error: io::Error| NoTurn::Files { group: rule.group.clone(), reason: files::reason(&error) };
        let mut holder = String::new();
        file.read_to_string(&mut holder).map_err(broken)?;
        tell(format_args!("note: {who} waits for group `{}`, whose turn {} has", rule.group, holder.trim()));
        if rule.cancel_running || !rule.queue_all {
            Newest { run: self.run.to_string(), cancels: rule.cancel_running }
                .write(newest)
                .map_err(broken)?;
        }
        loop {
            let locked = try_lock(file).map_err(broken)?;
            if !rule.queue_all
                && let Some(newer) = Newest::read(newest).filter(|newer| newer.run != self.run.as_str())
            {
                return Err(NoTurn::PassedOver { group: rule.group.clone(), by: newer.run });
            }
            if locked {
                return fs::remove_file(newest).or_else(missing_is_fine).map_err(broken);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Says in the locked file whose turn it is.
    fn sign(&self, file: &mut File) -> io::Result<()> {
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "run {} (process {})", self.run, std::process::id())
    }

    fn had(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Weak<Turn>>> {
        self.had.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Waits until a newer one wants this one to make room; says why.
    pub async fn wanted(&self) -> String {
        loop {
            if let Some(newer) = Newest::read(&self.newest)
                && newer.cancels
                && newer.run != self.run.as_str()
            {
                return NoTurn::PassedOver { group: self.group.clone(), by: newer.run }.to_string();
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// The newest that came while somebody else had the turn.
struct Newest {
    run: String,
    cancels: bool,
}

impl Newest {
    fn read(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let (word, run) = text.split_once(' ')?;
        Some(Self { run: run.to_owned(), cancels: word == "instead" })
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let word = if self.cancels { "instead" } else { "after" };
        let fresh = path.with_extension(format!("{}.tmp", std::process::id()));
        fs::write(&fresh, format!("{word} {}", self.run))?;
        fs::rename(fresh, path)
    }
}

fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn missing_is_fine(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(cancel_running: bool, queue_all: bool) -> Rule {
        Rule { group: "Deploy".to_owned(), cancel_running, queue_all }
    }

    fn groups(folder: &Path, run: &str) -> Groups {
        Groups::new(folder.to_owned(), Path::new("/repo"), RunId::from(run))
    }

    #[tokio::test]
    async fn a_run_has_its_turn_once_and_others_wait_for_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (groups(folder.path(), "1"), groups(folder.path(), "2"));
        let turn = first.turn("the run", &rule(false, true)).await.unwrap();
        let again = first.turn("a", &Rule { group: "deploy".to_owned(), ..rule(false, true) }).await.unwrap();
        assert!(Arc::ptr_eq(&turn, &again));
        let late = rule(false, true);
        let waiting = second.turn("the run", &late);
        tokio::pin!(waiting);
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("two have a turn at once"),
            () = tokio::task::yield_now() => {}
        }
        drop((turn, again));
        assert_eq!(waiting.await.unwrap().run.as_str(), "2");
    }

    #[tokio::test]
    async fn the_newest_takes_the_place_of_those_that_wait_and_may_end_the_one_that_runs() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second, third] = ["1", "2", "3"].map(|run| groups(folder.path(), run));
        let turn = first.turn("the run", &rule(false, false)).await.unwrap();
        let (waits, newer) = (rule(false, false), rule(true, false));
        let ((passed, wanted), last) = tokio::join!(
            async {
                let passed = second.turn("the run", &waits).await.err().map(|error| error.to_string());
                let wanted = turn.wanted().await;
                drop(turn);
                (passed, wanted)
            },
            third.turn("the run", &newer)
        );
        assert_eq!(passed.as_deref(), Some("run 3 came after it in group `Deploy`"));
        assert_eq!(wanted, "run 3 came after it in group `Deploy`");
        assert!(last.is_ok());
    }
}
