use super::{Git, GitError, is_hash};
use compile::{FORMATS, Loaded, Loader, Missing, Request};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// More is no repository that somebody works in.
const MOST_FILES: usize = 1_000_000;

/// A larger file is no pipeline.
const LARGEST: u64 = 10 << 20;

/// The files of a commit. They are read out of git's own store: no link of theirs leads anywhere.
#[derive(Clone, Debug)]
pub struct Tree {
    git: Git,
    repository: PathBuf,
    entries: Arc<BTreeMap<String, Entry>>,
}

#[derive(Clone, Debug)]
struct Entry {
    hash: String,
    bytes: u64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Link,
    /// A submodule.
    Elsewhere,
}

impl Tree {
    /// Reads what `git ls-tree -r -z -l` prints.
    pub(super) fn read(git: Git, repository: PathBuf, told: &[u8]) -> Result<Self, GitError> {
        let mut entries = BTreeMap::new();
        for line in told.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
            if entries.len() >= MOST_FILES {
                return Err(GitError::Large { what: format!("the commit has over {MOST_FILES} files") });
            }
            let line = String::from_utf8_lossy(line);
            let Some((about, path)) = line.split_once('\t') else { continue };
            let mut about = about.split_ascii_whitespace();
            let (Some(mode), Some(_), Some(hash), Some(bytes)) =
                (about.next(), about.next(), about.next(), about.next())
            else {
                continue;
            };
            let kind = match mode {
                "100644" | "100755" | "100664" => Kind::File,
                "120000" => Kind::Link,
                _ => Kind::Elsewhere,
            };
            let entry = Entry { hash: hash.to_owned(), bytes: bytes.parse().unwrap_or_default(), kind };
            entries.insert(path.to_owned(), entry);
        }
        Ok(Self { git, repository, entries: Arc::new(entries) })
    }

    /// The paths of all files, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// What all files take.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries.values().map(|entry| entry.bytes).fold(0, u64::saturating_add)
    }

    /// The CI files in it: those that stand where their language looks for them.
    #[must_use]
    pub fn pipelines(&self) -> Vec<String> {
        let known = known_paths();
        let files = self.entries.iter().filter(|(_, entry)| entry.kind == Kind::File).map(|(path, _)| path);
        files.filter(|path| known.is_match(path) && !is_action(path)).cloned().collect()
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Result<String, Missing> {
        let name = || path.to_owned();
        let unreadable = |reason: &str| Missing::Unreadable { name: name(), reason: reason.to_owned() };
        let entry = self.entries.get(path).ok_or_else(|| Missing::NotFound { name: name() })?;
        match entry.kind {
            Kind::Link => return Err(unreadable("it is a symbolic link")),
            Kind::Elsewhere => return Err(unreadable("it is a submodule")),
            Kind::File => {}
        }
        if entry.bytes > LARGEST {
            return Err(unreadable(&format!(
                "it has {} bytes, more than the {LARGEST} allowed",
                entry.bytes
            )));
        }
        let mut command = self.git.local(&self.repository);
        let told = command.args(["cat-file", "blob", &entry.hash]).output();
        let told = told.map_err(|error| unreadable(&error.to_string()))?;
        if !told.status.success() {
            return Err(unreadable("git does not give it"));
        }
        let text = String::from_utf8(told.stdout).map_err(|_| unreadable("it is not UTF-8"))?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    /// The files that differ between two commits; since they parted, where `parted`. Nothing where git cannot tell.
    #[must_use]
    pub fn changed(&self, base: &str, head: &str, parted: bool) -> Option<Vec<String>> {
        if !is_hash(head) || (!is_hash(base) && !base.starts_with("refs/")) {
            return None;
        }
        let range = format!("{base}{}{head}", if parted { "..." } else { ".." });
        let mut command = self.git.local(&self.repository);
        let told = command
            .args(["diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", &range, "--"])
            .output()
            .ok()?;
        if !told.status.success() {
            return None;
        }
        let text = String::from_utf8_lossy(&told.stdout);
        Some(text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    fn local(&self, path: &str) -> Result<Vec<Loaded>, Missing> {
        let inside = clean(path).ok_or_else(|| Missing::Outside { name: path.to_owned() })?;
        if inside.contains(['*', '?', '[', '{']) && !self.entries.contains_key(&inside) {
            let unreadable = |reason: String| Missing::Unreadable { name: path.to_owned(), reason };
            let glob = GlobBuilder::new(&inside).literal_separator(true).build();
            let glob = glob.map_err(|error| unreadable(error.to_string()))?.compile_matcher();
            let files = self.entries.iter().filter(|(_, entry)| entry.kind == Kind::File);
            return files
                .filter(|(path, _)| glob.is_match(path))
                .map(|(path, _)| self.loaded(path))
                .collect();
        }
        self.loaded(&inside).map(|loaded| vec![loaded])
    }

    fn loaded(&self, path: &str) -> Result<Loaded, Missing> {
        Ok(Loaded { name: path.to_owned(), path: path.to_owned(), text: self.text(path)? })
    }

    fn action(&self, reference: &str) -> Result<Vec<Loaded>, Missing> {
        let Some(inside) = reference.strip_prefix("./") else { return Err(elsewhere(reference)) };
        for name in ["action.yml", "action.yaml", "Dockerfile"] {
            match self.local(&format!("{inside}/{name}")) {
                Err(Missing::NotFound { .. }) => {}
                loaded => return loaded,
            }
        }
        Err(Missing::NotFound { name: reference.to_owned() })
    }
}

impl Loader for Tree {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        match request {
            Request::File { path } => self.local(path),
            Request::Action { reference } => self.action(reference),
            Request::Project { project, .. } => Err(elsewhere(project)),
            Request::Remote { url } => Err(elsewhere(url)),
            Request::Template { name } => Err(elsewhere(name)),
            Request::Component { address } => Err(elsewhere(address)),
        }
    }
}

fn elsewhere(name: &str) -> Missing {
    let help = "keep a copy of it in the repository: the server brings files of the same commit only";
    Missing::NoMirror { name: name.to_owned(), help: help.to_owned() }
}

/// A path from the root without `.` and `..`; none if it leads out.
fn clean(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn known_paths() -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in FORMATS.iter().flat_map(|format| format.paths) {
        if let Ok(glob) = GlobBuilder::new(glob).literal_separator(true).build() {
            set.add(glob);
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

fn is_action(path: &str) -> bool {
    Path::new(path).file_stem().is_some_and(|stem| stem == "action")
}
