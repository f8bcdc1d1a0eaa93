use super::git::{GitDir, GitParts};
use super::tree::Tree;
use crate::ExecutorError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A folder that jobs get copies of.
///
/// Which files there are is found out once, when it is first asked for, and is the same for every job; what they hold
/// is read for each copy. Clones are the same snapshot.
#[derive(Clone)]
pub struct Snapshot(Arc<Inner>);

struct Inner {
    root: PathBuf,
    taken: OnceLock<Result<Taken, String>>,
}

/// What there is to copy.
struct Taken {
    /// Where, with no link on the way.
    root: PathBuf,
    tree: Tree,
    git: Option<GitParts>,
}

impl Snapshot {
    /// Of this folder, which is only read, and not yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Inner { root: root.into(), taken: OnceLock::new() }))
    }

    /// The files and links in it, relative to it, with slashes.
    pub fn files(&self) -> Result<Vec<String>, ExecutorError> {
        let taken = self.taken()?;
        Ok(taken.tree.paths().map(|path| path.to_string_lossy().into_owned()).collect())
    }

    /// Copies it into the empty folder `to`, but nothing of `beside`, where sandboxes are. Gives the folders of git
    /// objects that the copy reads from.
    ///
    /// Nothing in the copy leads back: links into the original lead into the copy.
    pub(crate) fn copy(&self, to: &Path, beside: &Path) -> Result<&[PathBuf], ExecutorError> {
        let taken = self.taken()?;
        if let Some(cause) = &taken.tree.unreadable {
            return Err(self.failed(cause));
        }
        let failed = |cause| ExecutorError::io("copy the workspace", cause);
        taken.tree.copy(&taken.root, to, beside).map_err(failed)?;
        let Some(git) = &taken.git else { return Ok(&[]) };
        git.copy(&to.join(".git")).map_err(|cause| ExecutorError::io("copy the git folder", cause))?;
        Ok(git.borrowed())
    }

    fn taken(&self) -> Result<&Taken, ExecutorError> {
        let taken = self.0.taken.get_or_init(|| Taken::of(&self.0.root).map_err(|cause| cause.to_string()));
        taken.as_ref().map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: &str) -> ExecutorError {
        ExecutorError::Workspace { root: self.0.root.clone(), cause: cause.to_owned() }
    }
}

impl Taken {
    fn of(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        let git = GitDir::of(&root)?;
        let mut tree = Tree::walk(&root, git.is_some());
        if let Some(git) = &git {
            tree.add(git.tracked(&root)?);
        }
        let git = git.map(|git| git.parts()).transpose()?;
        Ok(Self { root, tree, git })
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Snapshot").field(&self.0.root).finish()
    }
}

/// Two snapshots are equal that are the same one.
impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Snapshot {}
