use super::file::Copier;
use super::index;
use super::tree::Tracked;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What of a git folder a copy does not need: objects are borrowed, and the rest is about the original's own work.
const LEFT_OUT: [&str; 11] = [
    "objects",
    "hooks",
    "logs",
    "worktrees",
    "lfs",
    "rr-cache",
    "branches",
    "fsmonitor--daemon",
    "gitdir",
    "description",
    "COMMIT_EDITMSG",
];

/// Copied files have the original's times and sizes but not its inodes, so that only the former tell of a change.
const CONFIG: &str = "[core]\n\tcheckStat = minimal\n\ttrustctime = false\n";
/// A worktree's folder beside a bare repository is none itself.
const WORKTREE_CONFIG: &str = "\tbare = false\n";

/// The git folder of a working tree.
#[derive(Debug)]
pub(super) struct GitDir {
    /// With what is the tree's own: `HEAD`, `index`.
    own: PathBuf,
    /// With what all worktrees share: `config`, `refs`, `objects`. The same, where there is only one.
    common: PathBuf,
}

impl GitDir {
    /// That of a tree, if it has one: a folder, or a file that leads to one (worktrees, submodules).
    pub(super) fn of(root: &Path) -> io::Result<Option<Self>> {
        let dot = root.join(".git");
        let own = match fs::metadata(&dot) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
            Ok(found) if found.is_file() => {
                let text = fs::read_to_string(&dot)?;
                let Some(path) = text.trim_end().strip_prefix("gitdir: ") else { return Ok(None) };
                root.join(path)
            }
            found => found.map(|_| dot)?,
        };
        let common = match fs::read_to_string(own.join("commondir")) {
            Ok(path) => own.join(path.trim_end()),
            Err(cause) if cause.kind() == ErrorKind::NotFound => own.clone(),
            Err(cause) => return Err(cause),
        };
        // A `.git` without this is no git folder, whatever else it may be.
        Ok(own.join("HEAD").exists().then_some(Self { own, common }))
    }

    /// What git tracks in `root`.
    pub(super) fn tracked(&self, root: &Path) -> io::Result<Tracked> {
        match fs::read(self.own.join("index")) {
            Ok(index) => index::read(&index).map_or_else(|| ask(root), Ok),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Tracked::default()),
            Err(cause) => Err(cause),
        }
    }

    /// Copies it, but for objects: these are borrowed from the original, which is never written to. Gives the folders
    /// they are borrowed from.
    pub(super) fn copy(&self, to: &Path) -> io::Result<Vec<PathBuf>> {
        let mut copy = Copy { copier: Copier::new(), borrowed: Vec::new() };
        copy.repository(&self.common, to)?;
        if self.own != self.common {
            for name in ["HEAD", "index"] {
                let target = to.join(name);
                if target.exists() {
                    fs::remove_file(&target)?;
                }
                copy.copier.copy(&self.own.join(name), &target)?;
            }
            let settled = OpenOptions::new().append(true).create(true).open(to.join("config"));
            settled?.write_all(WORKTREE_CONFIG.as_bytes())?;
            for name in ["commondir", "config.worktree"] {
                let target = to.join(name);
                if target.exists() {
                    fs::remove_file(target)?;
                }
            }
        }
        Ok(copy.borrowed)
    }
}

struct Copy {
    copier: Copier,
    borrowed: Vec<PathBuf>,
}

impl Copy {
    fn repository(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.folder(from, to, &LEFT_OUT)?;
        let objects = from.join("objects").canonicalize()?;
        // Git makes `objects/pack` when it has something to put there.
        for name in ["objects", "objects/info"] {
            fs::create_dir(to.join(name))?;
        }
        let mut line = objects.as_os_str().as_bytes().to_vec();
        line.push(b'\n');
        fs::write(to.join("objects/info/alternates"), line)?;
        self.borrowed.push(objects);
        OpenOptions::new().append(true).create(true).open(to.join("config"))?.write_all(CONFIG.as_bytes())
    }

    fn folder(&mut self, from: &Path, to: &Path, left_out: &[&str]) -> io::Result<()> {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let name = entry.file_name();
            let text = name.to_string_lossy();
            if left_out.contains(&&*text) || text.ends_with(".lock") {
                continue;
            }
            let (source, target) = (entry.path(), to.join(&name));
            let kind = entry.file_type()?;
            if kind.is_file() {
                self.copier.copy(&source, &target)?;
            } else if kind.is_dir() && source.join("HEAD").is_file() && source.join("objects").is_dir() {
                // A submodule's.
                self.repository(&source, &target)?;
            } else if kind.is_dir() && (text == "refs" || !is_empty(&source)?) {
                self.folder(&source, &target, &[])?;
            }
        }
        Ok(())
    }
}

/// Git makes the folders that it needs, but for `refs`.
fn is_empty(folder: &Path) -> io::Result<bool> {
    Ok(fs::read_dir(folder)?.next().is_none())
}

/// Asks git itself.
fn ask(root: &Path) -> io::Result<Tracked> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "-z"]).current_dir(root).stdin(Stdio::null());
    let answer = git.output()?;
    if !answer.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&answer.stderr).trim().to_owned()));
    }
    let mut tracked = Tracked::default();
    for path in answer.stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty()) {
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(path));
        match fs::symlink_metadata(root.join(&path)) {
            Ok(found) if found.is_symlink() => tracked.links.push(path),
            Ok(found) if found.is_file() => tracked.files.push(path),
            // Gone, or a submodule.
            _ => {}
        }
    }
    Ok(tracked)
}
