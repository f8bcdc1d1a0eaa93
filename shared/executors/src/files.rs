use crate::folder::remove_all;
use crate::{Entry, EntryKind, ExecutorError};
use bytes::Bytes;
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// How many links one path may lead through, as on Linux.
const LINKS: usize = 40;

/// The files of a sandbox, as far as this machine sees them.
#[derive(Debug)]
pub(crate) struct Files {
    workspace: PathBuf,
    /// What the job sees where, and where that is in truth. None: the job sees this machine.
    mounts: Option<Vec<(PathBuf, PathBuf)>>,
}

impl Files {
    /// The job sees this machine's files.
    pub(crate) fn native(workspace: PathBuf) -> Self {
        Self { workspace, mounts: None }
    }

    /// The job sees these folders of ours at other places (first), and nothing else of us.
    pub(crate) fn mounted(workspace: PathBuf, mounts: Vec<(PathBuf, PathBuf)>) -> Self {
        Self { workspace, mounts: Some(mounts) }
    }

    /// Where a path of the job is on this machine; `None` if it is not here.
    ///
    /// Links are followed as the job would: one that it made never leads to our own files.
    pub(crate) fn host(&self, path: &str) -> io::Result<Option<PathBuf>> {
        let path = self.workspace.join(path);
        let Some(mounts) = &self.mounts else { return Ok(Some(path)) };
        let mut links = 0;
        let mut done = PathBuf::from("/");
        let mut ahead: VecDeque<PathBuf> = parts(&path).collect();
        while let Some(part) = ahead.pop_front() {
            if part == Path::new("..") {
                done.pop();
                continue;
            }
            done.push(part);
            let Some(host) = outside(mounts, &done) else { continue };
            let Ok(target) = fs::read_link(&host) else { continue };
            links += 1;
            if links > LINKS {
                return Err(io::Error::from(rustix::io::Errno::LOOP));
            }
            done.pop();
            if target.is_absolute() {
                done = PathBuf::from("/");
            }
            for part in parts(&target).collect::<Vec<_>>().into_iter().rev() {
                ahead.push_front(part);
            }
        }
        Ok(outside(mounts, &done))
    }

    pub(crate) fn found(&self, path: &str) -> Result<PathBuf, ExecutorError> {
        let found = self.host(path).map_err(|cause| ExecutorError::io(format!("find {path}"), cause))?;
        found.ok_or_else(|| ExecutorError::OutsideOfJob { path: path.into() })
    }

    /// See [`crate::Sandbox::put`].
    pub(crate) fn put(&self, path: &str, content: &[u8], executable: bool) -> Result<(), ExecutorError> {
        let host = self.found(path)?;
        let write = || {
            // Its folder is there, almost always.
            let mut file = match File::create(&host) {
                Err(cause) if cause.kind() == ErrorKind::NotFound => {
                    host.parent().map_or(Ok(()), fs::create_dir_all)?;
                    File::create(&host)?
                }
                file => file?,
            };
            file.write_all(content)?;
            let mode = if executable { 0o755 } else { 0o644 };
            file.set_permissions(fs::Permissions::from_mode(mode))
        };
        write().map_err(|cause| ExecutorError::io(format!("write {path}"), cause))
    }

    /// See [`crate::Sandbox::get`].
    pub(crate) fn get(&self, path: &str, limit: u64) -> Result<Option<Bytes>, ExecutorError> {
        let host = self.found(path)?;
        let failed = |cause| ExecutorError::io(format!("read {path}"), cause);
        let file = match File::open(&host) {
            Ok(file) => file,
            Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(cause) => return Err(failed(cause)),
        };
        let mut content = Vec::new();
        let size = file.take(limit.saturating_add(1)).read_to_end(&mut content).map_err(failed)? as u64;
        if size > limit {
            let size = fs::metadata(&host).map_or(size, |found| found.len());
            return Err(ExecutorError::TooLarge { path: path.into(), size, limit });
        }
        Ok(Some(content.into()))
    }

    /// See [`crate::Sandbox::list`].
    pub(crate) fn list(&self, directory: &str) -> Result<Vec<Entry>, ExecutorError> {
        let root = self.found(directory)?;
        let mut entries = Vec::new();
        let listed = list(&root, "", &mut entries);
        listed.map_err(|cause| ExecutorError::io(format!("list {directory}"), cause))?;
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    /// See [`crate::Sandbox::pack`].
    pub(crate) fn pack(
        &self,
        directory: &str,
        paths: &[String],
        into: Box<dyn Write + Send>,
    ) -> Result<(), ExecutorError> {
        let root = self.found(directory)?;
        let pack = || {
            let mut archive = tar::Builder::new(into);
            archive.follow_symlinks(false);
            for path in paths {
                let host = root.join(path);
                match fs::symlink_metadata(&host)?.is_dir() {
                    true => archive.append_dir_all(path, &host)?,
                    false => archive.append_path_with_name(&host, path)?,
                }
            }
            archive.into_inner()?.flush()
        };
        pack().map_err(|cause| ExecutorError::io(format!("pack {directory}"), cause))
    }

    /// See [`crate::Sandbox::unpack`].
    pub(crate) fn unpack(&self, directory: &str, from: Box<dyn Read + Send>) -> Result<(), ExecutorError> {
        let root = self.found(directory)?;
        let failed = |cause| ExecutorError::io(format!("unpack into {directory}"), cause);
        fs::create_dir_all(&root).map_err(failed)?;
        let mut archive = tar::Archive::new(from);
        archive.set_preserve_permissions(true);
        for member in archive.entries().map_err(failed)? {
            let mut member = member.map_err(failed)?;
            if !member.unpack_in(&root).map_err(failed)? {
                return Err(ExecutorError::UnsafeArchive {
                    path: member.path().map_err(failed)?.display().to_string(),
                });
            }
        }
        Ok(())
    }

    /// See [`crate::Sandbox::remove`].
    pub(crate) async fn remove(self: Arc<Self>, path: &str) -> Result<(), ExecutorError> {
        // The parent's links are followed, the path's own is what is removed.
        let whole = self.workspace.join(path);
        let parent = self.found(&whole.parent().unwrap_or(Path::new("/")).to_string_lossy())?;
        let Some(name) = whole.file_name() else {
            return Err(ExecutorError::OutsideOfJob { path: path.into() });
        };
        let place = parent.join(name);
        // A file is gone at once, nothing is worth another thread; all else may take long.
        if fs::remove_file(&place).is_ok() {
            return Ok(());
        }
        let failed = format!("remove {path}");
        self.aside(move |_| remove_all(&place).map_err(|cause| ExecutorError::io(failed, cause))).await
    }

    /// Does something that may take long where it holds up nobody.
    pub(crate) async fn aside<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, ExecutorError> + Send + 'static,
    ) -> Result<T, ExecutorError> {
        let work = tokio::task::spawn_blocking(move || work(&self));
        work.await.map_err(|cause| ExecutorError::io("work with files", cause.into()))?
    }
}

/// The parts of a path that lead somewhere.
fn parts(path: &Path) -> impl Iterator<Item = PathBuf> {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.into()),
        Component::ParentDir => Some("..".into()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir => None,
    })
}

/// Where a path is that leads through no link.
fn outside(mounts: &[(PathBuf, PathBuf)], path: &Path) -> Option<PathBuf> {
    let fits = mounts
        .iter()
        .filter_map(|(inside, outside)| Some((inside, outside, path.strip_prefix(inside).ok()?)));
    let (_, outside, rest) = fits.max_by_key(|(inside, ..)| inside.components().count())?;
    Some(if rest.as_os_str().is_empty() { outside.clone() } else { outside.join(rest) })
}

fn list(root: &Path, prefix: &str, entries: &mut Vec<Entry>) -> io::Result<()> {
    let found = match fs::read_dir(root.join(prefix)) {
        Err(cause) if prefix.is_empty() && cause.kind() == ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    for entry in found {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = if prefix.is_empty() { name.into_owned() } else { format!("{prefix}/{name}") };
        let kind = entry.file_type()?;
        let kind = if kind.is_dir() {
            list(root, &path, entries)?;
            EntryKind::Directory
        } else if kind.is_symlink() {
            EntryKind::Link
        } else if kind.is_file() {
            EntryKind::File { size: entry.metadata()?.len() }
        } else {
            EntryKind::Other
        };
        entries.push(Entry { path, kind });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[tokio::test]
    async fn links_lead_where_the_job_would_go() {
        let host = tempfile::tempdir().unwrap();
        fs::create_dir(host.path().join("work")).unwrap();
        fs::create_dir(host.path().join("temp")).unwrap();
        let mounts = vec![
            ("/ci/work".into(), host.path().join("work")),
            ("/ci/temp".into(), host.path().join("temp")),
        ];
        let files = Arc::new(Files::mounted("/ci/work".into(), mounts));
        symlink("/ci/temp", host.path().join("work/inside")).unwrap();
        symlink("/etc", host.path().join("work/etc")).unwrap();
        symlink("../../../../etc", host.path().join("work/up")).unwrap();
        symlink("loop", host.path().join("work/loop")).unwrap();
        assert_eq!(files.host("a/b").unwrap(), Some(host.path().join("work/a/b")));
        assert_eq!(files.host("inside/x").unwrap(), Some(host.path().join("temp/x")));
        assert_eq!(files.host("../temp/x").unwrap(), Some(host.path().join("temp/x")));
        for path in ["etc/passwd", "up/passwd", "/etc/passwd", "../../etc/passwd"] {
            assert_eq!(files.host(path).unwrap(), None, "{path}");
        }
        assert!(files.host("loop/x").is_err());
        files.put("inside/new", b"text", true).unwrap();
        assert_eq!(files.get("/ci/temp/new", 4).unwrap().unwrap(), "text");
        assert!(matches!(files.put("etc/x", b"", false), Err(ExecutorError::OutsideOfJob { .. })));
        assert!(matches!(files.get("inside/new", 3), Err(ExecutorError::TooLarge { size: 4, limit: 3, .. })));
        files.clone().remove("etc").await.unwrap();
        assert_eq!(files.get("etc/passwd", 9).unwrap(), None);
    }

    #[test]
    fn archives_stay_in_their_folder() {
        let host = tempfile::tempdir().unwrap();
        let files = Files::native(host.path().into());
        files.put("a/b/c.txt", b"c", false).unwrap();
        files.put("a/run", b"#!", true).unwrap();
        symlink("b/c.txt", host.path().join("a/link")).unwrap();
        let archive = host.path().join("archive");
        files
            .pack("a", &["b".into(), "run".into(), "link".into()], Box::new(File::create(&archive).unwrap()))
            .unwrap();
        files.unpack("copy", Box::new(File::open(&archive).unwrap())).unwrap();
        let entries = files.list("copy").unwrap();
        let paths: Vec<_> = entries.iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["b", "b/c.txt", "link", "run"]);
        assert_eq!(entries[2].kind, EntryKind::Link);
        assert_eq!(fs::metadata(host.path().join("copy/run")).unwrap().permissions().mode() & 0o777, 0o755);

        let mut evil = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..6].copy_from_slice(b"../out");
        header.set_size(1);
        header.set_mode(0o644);
        header.set_cksum();
        evil.append(&header, &b"x"[..]).unwrap();
        let evil = io::Cursor::new(evil.into_inner().unwrap());
        assert!(matches!(files.unpack("copy", Box::new(evil)), Err(ExecutorError::UnsafeArchive { .. })));
        assert!(!host.path().join("out").exists());
    }
}
