use super::{FolderBlobs, evict, expiry, failed, name, stamp};
use crate::{Blob, BlobError, BlobWriter};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// Writes beside the kept blobs, then moves there in one step.
pub(super) struct Writer {
    file: File,
    path: PathBuf,
    key: String,
    kept: PathBuf,
    limits: PathBuf,
    keep: Option<Duration>,
    cap: Option<u64>,
    committed: bool,
}

/// Tells apart what this process writes at once.
static NUMBER: AtomicU64 = AtomicU64::new(0);

impl Writer {
    pub fn new(folder: &FolderBlobs, key: &str, keep: Option<Duration>) -> Result<Self, BlobError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = folder.unfinished().join(format!("{}-{number}", process::id()));
            match options.open(&path) {
                Ok(file) => {
                    return Ok(Self {
                        file,
                        path,
                        key: key.to_owned(),
                        kept: folder.kept(),
                        limits: folder.limits(),
                        keep,
                        cap: folder.cap,
                        committed: false,
                    });
                }
                // A dead process had our number: take the next.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed("write", &path)(error)),
            }
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl BlobWriter for Writer {
    fn commit(mut self: Box<Self>) -> Result<Blob, BlobError> {
        let path = self.kept.join(name::path(&self.key));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed("make", folder))?;
        }
        let bytes = self.file.metadata().map_err(failed("read", &self.path))?.len();
        expiry::note(&self.key, self.keep, &self.limits)?;
        fs::rename(&self.path, &path).map_err(failed("write", &path))?;
        self.committed = true;
        if let Some(cap) = self.cap {
            evict::down_to(cap, &self.kept, &path)?;
        }
        Ok(Blob { key: self.key.clone(), bytes, used: stamp(SystemTime::now()) })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.committed {
            // Nothing can be done about a file that stays; it is swept once it is old.
            let _ = fs::remove_file(&self.path);
        }
    }
}
