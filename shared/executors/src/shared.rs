use crate::folder::{Folder, default_base};
use crate::owner::Owner;
use crate::{ExecutorError, Workspace};
use std::path::PathBuf;

/// A folder that several jobs work in, one after the other or at once. It is removed when it is dropped, and by a later
/// sweep if this process does not come to that.
pub struct SharedFolder {
    folder: Folder,
    place: PathBuf,
}

impl SharedFolder {
    /// Makes one with the files that a job of its own would start with. The files are copied before this returns.
    ///
    /// # Errors
    /// When the folder cannot be made, or the files cannot be copied.
    pub fn prepare(workspace: &Workspace) -> Result<Self, ExecutorError> {
        let base = default_base();
        let folder = Folder::create(&base, &Owner::this())?;
        let place = match workspace {
            Workspace::InPlace { root } => root.clone(),
            Workspace::Empty => folder.sub("work")?,
            Workspace::Copy(snapshot) => {
                let place = folder.sub("work")?;
                snapshot.copy(&place, &base)?;
                place
            }
        };
        Ok(Self { folder, place })
    }

    /// The folder as each job's workspace.
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        Workspace::InPlace { root: self.place.clone() }
    }

    /// Removes it with all that is in it.
    ///
    /// # Errors
    /// When something in it cannot be removed.
    pub fn remove(mut self) -> Result<(), ExecutorError> {
        let removed = self.folder.remove();
        removed.map_err(|cause| ExecutorError::io(format!("remove {}", self.folder.path().display()), cause))
    }
}
