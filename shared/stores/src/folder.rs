mod evict;
mod expiry;
mod name;
mod writer;

use crate::{Blob, BlobError, BlobWriter, Blobs};
use events::Timestamp;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use writer::Writer;

/// Keeps blobs as files of a folder. Any number of processes may share it.
#[derive(Debug)]
pub struct FolderBlobs {
    root: PathBuf,
    /// How many bytes it may hold; none: any.
    cap: Option<u64>,
}

/// Files that a killed process left half written are removed after this time.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

impl FolderBlobs {
    /// Opens the folder, or makes it. Once it holds more than `cap` bytes, blobs go that were not read for longest. Those
    /// whose time is over stay: only who knows what still needs them may remove them, see [`Blobs::over`].
    pub fn open(root: impl Into<PathBuf>, cap: Option<u64>) -> Result<Self, BlobError> {
        let folder = Self { root: root.into(), cap };
        for path in [folder.kept(), folder.unfinished(), folder.limits()] {
            fs::create_dir_all(&path).map_err(failed("make", &path))?;
        }
        folder.sweep()?;
        Ok(folder)
    }

    fn kept(&self) -> PathBuf {
        self.root.join("kept")
    }

    fn unfinished(&self) -> PathBuf {
        self.root.join("unfinished")
    }

    /// Says of some blobs until when they are kept.
    fn limits(&self) -> PathBuf {
        self.root.join("limits")
    }

    fn path(&self, key: &str) -> PathBuf {
        self.kept().join(name::path(key))
    }

    fn sweep(&self) -> Result<(), BlobError> {
        let path = self.unfinished();
        for entry in fs::read_dir(&path).map_err(failed("read", &path))? {
            let entry = entry.map_err(failed("read", &path))?;
            let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
            if age.is_some_and(|age| age > ABANDONED) {
                gone_is_fine(fs::remove_file(entry.path())).map_err(failed("remove", &entry.path()))?;
            }
        }
        Ok(())
    }
}

impl Blobs for FolderBlobs {
    fn create(&self, key: &str, keep: Option<Duration>) -> Result<Box<dyn BlobWriter>, BlobError> {
        Ok(Box::new(Writer::new(self, key, keep)?))
    }

    fn open(&self, key: &str) -> Result<Option<Box<dyn Read + Send>>, BlobError> {
        let path = self.path(key);
        match File::open(&path) {
            Ok(file) => {
                // The time of the last change is the time of the last use: readers of other processes see it too.
                // A folder that may only be read still gives its blobs.
                match file.set_modified(SystemTime::now()) {
                    Err(error) if error.kind() != io::ErrorKind::PermissionDenied => {
                        Err(failed("mark as used", &path)(error))
                    }
                    _ => Ok(Some(Box::new(file))),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    fn list(&self, prefix: &str) -> Result<Vec<Blob>, BlobError> {
        let mut blobs = Vec::new();
        walk(&self.kept(), &mut Vec::new(), &mut |segments, meta| {
            if let Some(key) = name::key(segments).filter(|key| key.starts_with(prefix)) {
                blobs.push(Blob { key, bytes: meta.len(), used: stamp(meta.modified()?) });
            }
            Ok(())
        })?;
        blobs.sort_by(|a, b| b.used.cmp(&a.used).then_with(|| a.key.cmp(&b.key)));
        Ok(blobs)
    }

    fn over(&self, now: Timestamp) -> Result<Vec<String>, BlobError> {
        expiry::over(&self.limits(), now)
    }

    fn remove(&self, key: &str) -> Result<(), BlobError> {
        let path = self.path(key);
        gone_is_fine(fs::remove_file(&path)).map_err(failed("remove", &path))?;
        expiry::note(key, None, &self.limits())
    }
}

type Visit<'a> = dyn FnMut(&[String], &fs::Metadata) -> io::Result<()> + 'a;

/// Visits all files below a folder. Others may remove what is being looked at.
fn walk(folder: &Path, segments: &mut Vec<String>, visit: &mut Visit<'_>) -> Result<(), BlobError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed("read", folder))?,
    };
    for entry in entries {
        let entry = entry.map_err(failed("read", folder))?;
        let meta = match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            meta => meta.map_err(failed("read", &entry.path()))?,
        };
        segments.push(entry.file_name().to_string_lossy().into_owned());
        if meta.is_dir() {
            walk(&entry.path(), segments, visit)?;
        } else {
            visit(segments, &meta).map_err(failed("read", &entry.path()))?;
        }
        segments.pop();
    }
    Ok(())
}

fn stamp(at: SystemTime) -> Timestamp {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().after(since)
}

fn gone_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> BlobError + use<> {
    let path = path.to_owned();
    move |cause| BlobError { what, path, cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_opening_removes_nothing_whose_time_is_over() {
        let root = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(root.path(), None).unwrap();
        blobs.create("a run reads it", Some(Duration::ZERO)).unwrap().commit().unwrap();
        let again = FolderBlobs::open(root.path(), None).unwrap();
        assert_eq!(again.over(stamp(SystemTime::now())).unwrap(), ["a run reads it"]);
        assert!(Blobs::open(&again, "a run reads it").unwrap().is_some());
    }
}
