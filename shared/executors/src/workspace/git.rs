use super::file::Copier;
use super::tree::Tracked;
use super::{index, refs};
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What of a git folder a copy does not need: objects are borrowed, and the rest is about the original's own work.
const LEFT_OUT: [&str; 13] = [
    "objects",
    "refs",
    "config",
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

/// What a worktree has itself, or must not have.
const NOT_SHARED: [&str; 4] = ["HEAD", "index", "commondir", "config.worktree"];

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

    /// What a copy consists of: objects are borrowed from the original, which is never written to.
    pub(super) fn parts(&self) -> io::Result<GitParts> {
        let mut parts = GitParts::default();
        parts.repository(&self.common, Path::new(""), self.own != self.common)?;
        if self.own != self.common {
            for name in ["HEAD", "index"] {
                parts.files.push((self.own.join(name), name.into()));
            }
        }
        Ok(parts)
    }
}

/// What the copy of a git folder consists of, in paths relative to it.
#[derive(Debug, Default)]
pub(super) struct GitParts {
    /// Folders, each after its parent.
    folders: Vec<PathBuf>,
    /// Files that are copied, with where from.
    files: Vec<(PathBuf, PathBuf)>,
    /// Files of our own writing.
    texts: Vec<(PathBuf, Vec<u8>)>,
    borrowed: Vec<PathBuf>,
}

impl GitParts {
    /// The folders of objects that copies read from.
    pub(super) fn borrowed(&self) -> &[PathBuf] {
        &self.borrowed
    }

    /// Makes a copy.
    pub(super) fn copy(&self, to: &Path) -> io::Result<()> {
        self.folders.iter().try_for_each(|folder| fs::create_dir(to.join(folder)))?;
        let copier = Copier::new();
        self.files.iter().try_for_each(|(from, path)| copier.copy(from, &to.join(path)))?;
        self.texts.iter().try_for_each(|(path, text)| fs::write(to.join(path), text))
    }

    /// A repository, or what the folder of a worktree shares with others.
    fn repository(&mut self, from: &Path, to: &Path, is_shared: bool) -> io::Result<()> {
        self.folders.push(to.into());
        let refs = refs::read(from)?;
        self.folder(from, to, &|name| {
            LEFT_OUT.contains(&name)
                || (is_shared && NOT_SHARED.contains(&name))
                || (name == "packed-refs" && refs.packed.is_some())
        })?;
        self.folders.push(to.join("refs"));
        for path in &refs.loose {
            let folders = path.ancestors().skip(1).map(|folder| to.join(folder));
            let missing: Vec<_> = folders.take_while(|folder| !self.folders.contains(folder)).collect();
            self.folders.extend(missing.into_iter().rev());
            self.files.push((from.join(path), to.join(path)));
        }
        self.texts.extend(refs.packed.map(|text| (to.join("packed-refs"), text)));
        let mut config = match fs::read(from.join("config")) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => Vec::new(),
            config => config?,
        };
        config.extend([b"\n", CONFIG.as_bytes()].concat());
        config.extend(if is_shared { WORKTREE_CONFIG.as_bytes() } else { b"" });
        self.texts.push((to.join("config"), config));
        // Git makes `objects/pack` when it has something to put there.
        self.folders.extend([to.join("objects"), to.join("objects/info")]);
        let objects = from.join("objects").canonicalize()?;
        let line = [objects.as_os_str().as_bytes(), b"\n"].concat();
        self.texts.push((to.join("objects/info/alternates"), line));
        self.borrowed.push(objects);
        Ok(())
    }

    /// What is in a folder. Git makes the folders that it needs: one with nothing in it is left out.
    fn folder(&mut self, from: &Path, to: &Path, left_out: &dyn Fn(&str) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            let name = entry.file_name();
            let text = name.to_string_lossy();
            if left_out(&text) || text.ends_with(".lock") {
                continue;
            }
            let (source, target) = (entry.path(), to.join(&name));
            let kind = entry.file_type()?;
            if kind.is_file() && !(target.ends_with("info/exclude") && says_nothing(&source)?) {
                self.files.push((source, target));
            } else if kind.is_dir() && source.join("HEAD").is_file() && source.join("objects").is_dir() {
                // A submodule's.
                self.repository(&source, &target, false)?;
            } else if kind.is_dir() {
                let before = (self.folders.len(), self.files.len());
                self.folders.push(target.clone());
                self.folder(&source, &target, &|_| false)?;
                if (self.folders.len(), self.files.len()) == (before.0 + 1, before.1) {
                    self.folders.pop();
                }
            }
        }
        Ok(())
    }
}

/// Whether there are only comments in a file.
fn says_nothing(file: &Path) -> io::Result<bool> {
    let text = fs::read(file)?;
    Ok(text.split(|byte| *byte == b'\n').all(|line| line.is_empty() || line.starts_with(b"#")))
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
