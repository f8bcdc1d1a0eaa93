use executors::{ExecutorError, SharedFolder, Workspace};
use std::collections::HashMap;
use tokio::sync::Mutex;

/// The folders that jobs of a run share, by name. The first job that asks for one makes it.
#[derive(Default)]
pub struct SharedFolders(Mutex<HashMap<String, SharedFolder>>);

impl SharedFolders {
    /// Where a job works: with these files in a folder of its own, or in one that it shares.
    ///
    /// # Errors
    /// In words, when the folder cannot be made.
    pub async fn of(&self, job: &plan::Job, files: Workspace) -> Result<Workspace, String> {
        let files = match job.begins_with {
            plan::ir::Beginning::Sources => files,
            plan::ir::Beginning::Nothing => Workspace::Empty,
        };
        match &job.workspace {
            plan::ir::Workspace::Own => Ok(files),
            plan::ir::Workspace::Shared(name) => self.get(name, files).await,
        }
    }

    /// The folder of that name, with these files in it if it is new.
    async fn get(&self, name: &str, files: Workspace) -> Result<Workspace, String> {
        let mut folders = self.0.lock().await;
        if let Some(folder) = folders.get(name) {
            return Ok(folder.workspace());
        }
        let prepared = tokio::task::spawn_blocking(move || SharedFolder::prepare(&files)).await;
        let folder = prepared.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        let workspace = folder.workspace();
        folders.insert(name.to_owned(), folder);
        Ok(workspace)
    }

    /// Removes all of them. The first that cannot be removed is told; the others go even so.
    ///
    /// # Errors
    /// In words, when something stays behind.
    pub async fn remove(&self) -> Result<(), String> {
        let folders: Vec<SharedFolder> = self.0.lock().await.drain().map(|(_, folder)| folder).collect();
        let remove = move || {
            let results: Vec<Result<(), ExecutorError>> =
                folders.into_iter().map(SharedFolder::remove).collect();
            results.into_iter().collect::<Result<(), _>>()
        };
        let removed = tokio::task::spawn_blocking(remove).await;
        removed.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn jobs_share_a_folder_until_it_is_removed() {
        let folders = SharedFolders::default();
        let root = |workspace| match workspace {
            Workspace::InPlace { root } => root,
            other => panic!("{other:?}"),
        };
        let (one, two) = tokio::join!(folders.get("a", Workspace::Empty), folders.get("a", Workspace::Empty));
        let (one, two) = (root(one.unwrap()), root(two.unwrap()));
        let other = root(folders.get("b", Workspace::Empty).await.unwrap());
        assert_eq!(one, two);
        assert_ne!(one, other);
        std::fs::write(one.join("file"), "kept").unwrap();
        let again = root(folders.get("a", Workspace::Empty).await.unwrap());
        assert_eq!(std::fs::read_to_string(again.join("file")).unwrap(), "kept");
        folders.remove().await.unwrap();
        assert!(!one.exists() && !other.exists());
    }

    #[tokio::test]
    async fn a_folder_that_is_worked_in_itself_stays() {
        let place = tempfile::tempdir().unwrap();
        let folders = SharedFolders::default();
        let files = Workspace::InPlace { root: place.path().to_path_buf() };
        assert_eq!(folders.get("a", files.clone()).await.unwrap(), files);
        folders.remove().await.unwrap();
        assert!(place.path().exists());
    }
}
