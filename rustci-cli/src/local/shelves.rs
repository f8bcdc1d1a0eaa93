use crate::files;
use events::Timestamp;
use runner::{BlobKey, Kept, Shelf, Summary, UpstreamError};
use scheduler::{Clock, SystemClock};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use stores::{BlobError, Blobs, FolderBlobs};

/// Artifacts may take this much room before the oldest go.
const ARTIFACTS: u64 = 4 << 30;

/// How long artifacts outlive the time they are to be kept: another run may still go on that reads them.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// Caches may.
const CACHES: u64 = 10 << 30;

/// Where artifacts and caches are kept, from run to run. Caches belong to a repository: another one never sees them.
#[derive(Clone)]
pub struct Shelves {
    artifacts: Arc<dyn Blobs>,
    caches: Arc<dyn Blobs>,
    repository: String,
}

impl Shelves {
    /// Shelves below a folder, for one repository.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn open(folder: &Path, repository: &Path) -> Result<Self, BlobError> {
        let shelves = Self {
            artifacts: Arc::new(FolderBlobs::open(folder.join("artifacts"), Some(ARTIFACTS))?),
            caches: Arc::new(FolderBlobs::open(folder.join("caches"), Some(CACHES))?),
            repository: repository.display().to_string(),
        };
        shelves.tidy(SystemClock.now())?;
        Ok(shelves)
    }

    /// Removes artifacts whose time has been over for so long that no run needs them which still goes on.
    fn tidy(&self, now: Timestamp) -> Result<(), BlobError> {
        let since = now.0.saturating_sub(u64::try_from(GRACE.as_millis()).unwrap_or(u64::MAX));
        self.artifacts.over(Timestamp(since))?.iter().try_for_each(|key| self.artifacts.remove(key))
    }

    /// The shelf, and what the names on it begin with.
    fn shelf(&self, shelf: &Shelf) -> (&dyn Blobs, String) {
        match shelf {
            Shelf::Artifacts(run) => (&*self.artifacts, format!("{run}\n")),
            Shelf::Caches => (&*self.caches, format!("{}\n", self.repository)),
        }
    }

    /// Keeps a file, for some time or as long as there is room.
    pub fn put(&self, key: &BlobKey, file: &Path, keep: Option<Duration>) -> Result<(), UpstreamError> {
        let (blobs, prefix) = self.shelf(&key.shelf);
        let mut from = std::fs::File::open(file)
            .map_err(|error| UpstreamError(format!("cannot read {}: {error}", file.display())))?;
        let mut to = blobs.create(&(prefix + &key.name), keep).map_err(said)?;
        std::io::copy(&mut from, &mut to).map_err(|error| unkept(&key.name, &error))?;
        to.commit().map(|_| ()).map_err(said)
    }

    /// Keeps a step's summary among the run's artifacts.
    pub fn summary(&self, summary: &Summary) -> Result<(), UpstreamError> {
        let Summary { run, job, attempt, step, text } = summary;
        let key = format!("{run}\nsummary {job} {} {}", attempt.0, step.0);
        let mut to = self.artifacts.create(&key, None).map_err(said)?;
        std::io::Write::write_all(&mut to, text.as_bytes()).map_err(|error| unkept("summary", &error))?;
        to.commit().map(|_| ()).map_err(said)
    }
}

impl Kept for Shelves {
    fn get(&self, key: &BlobKey) -> Result<Option<Box<dyn Read + Send>>, UpstreamError> {
        let (blobs, prefix) = self.shelf(&key.shelf);
        blobs.open(&(prefix + &key.name)).map_err(said)
    }

    fn list(&self, shelf: &Shelf, prefix: &str) -> Result<Vec<String>, UpstreamError> {
        let (blobs, own) = self.shelf(shelf);
        let found = blobs.list(&format!("{own}{prefix}")).map_err(said)?;
        Ok(found.into_iter().filter_map(|blob| blob.key.strip_prefix(&own).map(str::to_owned)).collect())
    }
}

/// Why something was not kept. What stands before its own name tells only us what it belongs to.
fn unkept(name: &str, error: &io::Error) -> UpstreamError {
    let name = name.rsplit(char::is_control).next().unwrap_or(name);
    let reason = files::reason(error);
    UpstreamError(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("cannot keep `{name}`: {reason}; free some, or set RUSTCI_STATE to another folder")
        }
        _ => format!("cannot keep `{name}`: {reason}"),
    })
}

fn said(error: BlobError) -> UpstreamError {
    UpstreamError(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caches_of_one_repository_are_not_seen_by_another() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "content").unwrap();
        let key = BlobKey { shelf: Shelf::Caches, name: "npm-1".to_owned() };
        let here = Shelves::open(folder.path(), Path::new("/here")).unwrap();
        let there = Shelves::open(folder.path(), Path::new("/there")).unwrap();
        here.put(&key, &file, None).unwrap();
        assert_eq!(here.list(&Shelf::Caches, "npm").unwrap(), ["npm-1"]);
        assert!(there.list(&Shelf::Caches, "").unwrap().is_empty());
        assert!(there.get(&key).unwrap().is_none());
        let mut text = String::new();
        here.get(&key).unwrap().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "content");
    }
    #[test]
    fn artifacts_outlive_their_time_by_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "content").unwrap();
        let shelf = Shelf::Artifacts("7".into());
        let shelves = Shelves::open(folder.path(), Path::new("/here")).unwrap();
        shelves
            .put(&BlobKey { shelf: shelf.clone(), name: "a".into() }, &file, Some(Duration::ZERO))
            .unwrap();
        let now = SystemClock.now();
        shelves.tidy(now.after(GRACE / 2)).unwrap();
        assert_eq!(shelves.list(&shelf, "").unwrap(), ["a"]);
        shelves.tidy(now.after(GRACE * 2)).unwrap();
        assert!(shelves.list(&shelf, "").unwrap().is_empty());
    }
}
