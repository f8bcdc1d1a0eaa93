//! The folder in which one server keeps everything.

use crate::{StartError, random};
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A state folder that this process alone uses, for as long as this lives.
pub struct StateFolder {
    path: PathBuf,
    _lock: File,
}

/// A text in a file that only this user may read.
pub enum Kept {
    /// It was there.
    Old(String),
    /// It was made just now.
    New(String),
}

impl StateFolder {
    /// Takes the folder, and makes it if there is none.
    pub fn open(path: &Path) -> Result<Self, StartError> {
        let failed = |what| move |cause| StartError::Folder { what, path: path.to_owned(), cause };
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(failed("make"))?;
        let lock =
            OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path.join("lock"));
        let lock = lock.map_err(failed("write to"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StartError::Busy { path: path.to_owned() }),
            Err(TryLockError::Error(cause)) => Err(failed("lock")(cause)),
        }
    }

    /// Where something in it is.
    #[must_use]
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Tells programs of this user where the server listens. It holds as long as the folder is locked.
    pub fn tell_address(&self, url: &str) -> Result<(), StartError> {
        let path = self.join("address");
        let failed = |cause| StartError::Folder { what: "write", path: path.clone(), cause };
        let mut file = tempfile::NamedTempFile::new_in(&self.path).map_err(failed)?;
        writeln!(file, "{url}").map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// The store's file.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.join(STORE)
    }

    /// A secret of 256 bits that stays the same from start to start.
    pub fn secret(&self, name: &str) -> Result<String, StartError> {
        match self.keep(name, random::hex::<32>)? {
            Kept::Old(text) | Kept::New(text) => Ok(text),
        }
    }

    /// The text in a file, made if there is none. The file appears whole or not at all.
    pub fn keep(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<String, StartError>,
    ) -> Result<Kept, StartError> {
        let path = self.join(name);
        let failed = |what| {
            let path = path.clone();
            move |cause| StartError::Folder { what, path, cause }
        };
        match File::open(&path) {
            Ok(mut file) => {
                let mut text = String::new();
                file.read_to_string(&mut text).map_err(failed("read"))?;
                return Ok(Kept::Old(text.trim().to_owned()));
            }
            Err(cause) if cause.kind() == ErrorKind::NotFound => {}
            Err(cause) => return Err(failed("read")(cause)),
        }
        let text = make()?;
        // Temporary files are made for this user only.
        let mut file = tempfile::NamedTempFile::new_in(&self.path).map_err(failed("write"))?;
        writeln!(file, "{text}").and_then(|()| file.as_file().sync_all()).map_err(failed("write"))?;
        file.persist(&path).map_err(|error| failed("write")(error.error))?;
        Ok(Kept::New(text))
    }
}

const STORE: &str = "rustcid.db";

/// The store's file in a folder.
#[must_use]
pub fn store_in(folder: &Path) -> PathBuf {
    folder.join(STORE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_folder_has_one_user_and_keeps_its_secrets() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("state");
        let folder = StateFolder::open(&path).unwrap();
        assert!(matches!(StateFolder::open(&path), Err(StartError::Busy { .. })));
        let secret = folder.secret("key").unwrap();
        assert_eq!(secret.len(), 64);
        assert_eq!(folder.secret("key").unwrap(), secret);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&path.join("key"))), (0o700, 0o600));
        drop(folder);
        assert_eq!(StateFolder::open(&path).unwrap().secret("key").unwrap(), secret);
    }
}
