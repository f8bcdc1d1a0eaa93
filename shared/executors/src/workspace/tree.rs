use super::file::Copier;
use ignore::WalkBuilder;
use rayon::prelude::*;
use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// From how many files on it pays to use more than one thread.
const MANY: usize = 128;

/// What is to be copied, in paths relative to the root.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Folders, each after its parent.
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    links: Vec<PathBuf>,
    /// Why something of it could not be looked into.
    pub(super) unreadable: Option<String>,
}

impl Tree {
    /// Everything that is not ignored. Only with git do the user's own ignore files count.
    pub(super) fn walk(root: &Path, git: bool) -> Self {
        let skipped = root.join(".git");
        let mut walk = WalkBuilder::new(root);
        walk.hidden(false).ignore(false).require_git(false).git_global(git).parents(git).follow_links(false);
        walk.filter_entry(move |entry| entry.path() != skipped);
        let mut tree = Self::default();
        for entry in walk.build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(cause) => {
                    let gone = cause.io_error().is_some_and(|cause| cause.kind() == ErrorKind::NotFound);
                    if !gone {
                        tree.unreadable.get_or_insert(cause.to_string());
                    }
                    continue;
                }
            };
            let Some(path) = entry.path().strip_prefix(root).ok().filter(|path| !path.as_os_str().is_empty())
            else {
                continue;
            };
            match entry.file_type() {
                Some(kind) if kind.is_dir() => tree.folders.push(path.into()),
                Some(kind) if kind.is_file() => tree.files.push(path.into()),
                Some(kind) if kind.is_symlink() => tree.links.push(path.into()),
                // A job cannot get anything from a copy of a socket, pipe or device.
                _ => {}
            }
        }
        tree
    }

    /// Its files and links.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().chain(&self.links).map(PathBuf::as_path)
    }

    /// Also these files, ignored or not.
    pub(super) fn add(&mut self, tracked: Tracked) {
        let known: HashSet<&Path> = self.files.iter().chain(&self.links).map(PathBuf::as_path).collect();
        let folders: HashSet<&Path> = self.folders.iter().map(PathBuf::as_path).collect();
        let is_new = |path: &PathBuf| !known.contains(path.as_path());
        let files: Vec<PathBuf> = tracked.files.into_iter().filter(is_new).collect();
        let links: Vec<PathBuf> = tracked.links.into_iter().filter(is_new).collect();
        let mut new: Vec<PathBuf> = Vec::new();
        for path in files.iter().chain(&links) {
            let parents = path.ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty());
            new.extend(parents.filter(|parent| !folders.contains(parent)).map(Path::to_owned));
        }
        new.sort();
        new.dedup();
        self.folders.extend(new);
        self.files.extend(files);
        self.links.extend(links);
    }

    /// Copies all of it that is not in `beside`.
    pub(super) fn copy(&self, root: &Path, to: &Path, beside: &Path) -> io::Result<()> {
        let beside = beside.strip_prefix(root).ok();
        let wanted = |path: &&PathBuf| beside.is_none_or(|beside| !path.starts_with(beside));
        for folder in self.folders.iter().filter(wanted) {
            match fs::create_dir(to.join(folder)) {
                Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {}
                made => made?,
            }
        }
        let copier = Copier::new();
        let copy = |path: &PathBuf| {
            let copied = copier.copy(&root.join(path), &to.join(path));
            copied.map_err(|cause| io::Error::new(cause.kind(), format!("{}: {cause}", path.display())))
        };
        match self.files.len() {
            MANY.. => self.files.par_iter().with_min_len(MANY / 4).filter(wanted).try_for_each(copy)?,
            _ => self.files.iter().filter(wanted).try_for_each(copy)?,
        }
        self.links.iter().filter(wanted).try_for_each(|path| copy_link(root, to, path))
    }
}

/// What git tracks.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    pub(super) files: Vec<PathBuf>,
    pub(super) links: Vec<PathBuf>,
}

/// Copies a link; one into the root by its whole path leads into the copy, or a job could write to the original.
fn copy_link(root: &Path, to: &Path, path: &Path) -> io::Result<()> {
    let target = match fs::read_link(root.join(path)) {
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::InvalidInput) => return Ok(()),
        target => target?,
    };
    let inside = target.strip_prefix(root).map(|inside| to.join(inside));
    symlink(inside.unwrap_or(target), to.join(path))
}
