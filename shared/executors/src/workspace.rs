//! Copies a folder for a job: what git tracks and what it does not ignore, with a git folder that borrows objects.

mod file;
mod git;
mod index;
mod tree;

use crate::ExecutorError;
use std::path::{Path, PathBuf};

/// A copy that was made.
#[derive(Debug, Default)]
pub(crate) struct Copied {
    /// Folders of git objects that the copy reads from.
    pub(crate) objects: Vec<PathBuf>,
}

/// Copies `root` into the empty folder `to`, but nothing of `beside`, where sandboxes are.
///
/// `root` is only read. Nothing in the copy leads back to it: links into it lead into the copy.
pub(crate) fn copy(root: &Path, to: &Path, beside: &Path) -> Result<Copied, ExecutorError> {
    let failed = |cause: &dyn std::fmt::Display| ExecutorError::Workspace {
        root: root.into(),
        cause: cause.to_string(),
    };
    let root = root.canonicalize().map_err(|cause| failed(&cause))?;
    let git = git::GitDir::of(&root).map_err(|cause| failed(&cause))?;
    let mut tree = tree::Tree::walk(&root, beside, git.is_some()).map_err(|cause| failed(&cause))?;
    let mut copied = Copied::default();
    if let Some(git) = &git {
        tree.add(git.tracked(&root).map_err(|cause| failed(&cause))?);
        copied.objects =
            git.copy(&to.join(".git")).map_err(|cause| ExecutorError::io("copy the git folder", cause))?;
    }
    tree.copy(&root, to).map_err(|cause| ExecutorError::io("copy the workspace", cause))?;
    Ok(copied)
}

#[cfg(test)]
mod tests;
