use crate::ExecutorError;
use crate::owner::Owner;
#[cfg(target_os = "linux")]
use rustix::fs::{IFlags, ioctl_getflags, ioctl_setflags};
use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The folder of one sandbox: `BASE/OWNER.RANDOM`, with the workspace, `temp` and `home` in it.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    removed: bool,
}

impl Folder {
    /// Makes a new one. Its name tells whose it is.
    pub(crate) fn create(base: &Path, owner: &Owner) -> Result<Self, ExecutorError> {
        let make = || tempfile::Builder::new().prefix(&format!("{owner}.")).tempdir_in(base);
        let made = match make() {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                create_base(base).map_err(|cause| ExecutorError::base(base, cause))?;
                make()
            }
            made => made,
        };
        let made = made.map_err(|cause| ExecutorError::base(base, cause))?;
        Ok(Self { path: made.keep(), removed: false })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its own name: unique among all sandboxes of this machine.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Makes a folder in it.
    pub(crate) fn sub(&self, name: &str) -> Result<PathBuf, ExecutorError> {
        let path = self.path.join(name);
        let made = fs::create_dir(&path);
        made.map_err(|cause| ExecutorError::io(format!("create {}", path.display()), cause))?;
        Ok(path)
    }

    /// Removes it with all that is in it.
    pub(crate) fn remove(&mut self) -> io::Result<()> {
        remove_all(&self.path)?;
        self.removed = true;
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.removed && remove_all(&self.path).is_err() {
            // What is left is found by the next sweep, because its owner is dead by then.
        }
    }
}

/// Makes the folder of all sandboxes, for this user only.
fn create_base(base: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(base)?;
    // Sandboxes have nothing to do with each other. Spread over the disk (chattr(1), `T`), making one need not pass by
    // all that was just removed of others: ext4 does not use that again for minutes, and looks at each file of it.
    #[cfg(target_os = "linux")]
    if let Ok(folder) = fs::File::open(base)
        && let Ok(flags) = ioctl_getflags(&folder)
        && ioctl_setflags(&folder, flags | IFlags::TOPDIR).is_err()
    {
        // Not every file system knows that; only slower.
    }
    Ok(())
}

/// Where sandboxes are made if nobody says otherwise: a folder of this user's among the temporary files.
pub(crate) fn default_base() -> PathBuf {
    std::env::temp_dir().join(format!("rustci-{}", rustix::process::getuid().as_raw()))
}

/// Folders in `base` whose owners are dead.
pub(crate) fn abandoned(base: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(base) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(cause),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let owner = name.split_once('.').and_then(|(owner, _)| owner.parse::<Owner>().ok());
        if owner.is_some_and(|owner| owner.is_dead()) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Removes a file or a folder with all that is in it, folders without write permission included. That there is none
/// is no error.
pub(crate) fn remove_all(path: &Path) -> io::Result<()> {
    let kind = match fs::symlink_metadata(path) {
        Ok(kind) => kind,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(cause),
    };
    if !kind.is_dir() {
        return fs::remove_file(path);
    }
    match fs::remove_dir_all(path) {
        Err(cause) if cause.kind() == ErrorKind::PermissionDenied => {
            open_up(path);
            fs::remove_dir_all(path)
        }
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Gives ourselves every right to a folder and the folders in it, as far as they are ours.
fn open_up(path: &Path) {
    if fs::set_permissions(path, fs::Permissions::from_mode(0o700)).is_err() {
        // Not ours; removing it will say so.
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_up(&entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_what_may_not_be_written_to() {
        let base = tempfile::tempdir().unwrap();
        let mut folder = Folder::create(base.path(), &Owner::this()).unwrap();
        let inner = folder.sub("a").unwrap().join("b");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("file"), "x").unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o500)).unwrap();
        fs::set_permissions(folder.path().join("a"), fs::Permissions::from_mode(0o000)).unwrap();
        folder.remove().unwrap();
        assert!(!folder.path().exists());
    }

    #[test]
    fn only_the_dead_have_abandoned_their_folders() {
        let base = tempfile::tempdir().unwrap();
        let folder = Folder::create(base.path(), &Owner::this()).unwrap();
        let mut parts: Vec<String> = Owner::this().to_string().split('-').map(str::to_owned).collect();
        parts[4] = "1".into();
        let dead = base.path().join(format!("{}.abc", parts.join("-")));
        fs::create_dir(&dead).unwrap();
        fs::create_dir(base.path().join("something else")).unwrap();
        assert_eq!(abandoned(base.path()).unwrap(), [dead]);
        drop(folder);
    }
}
