//! What blocks put around the commands in them.

/// What holds for the commands in some blocks.
#[derive(Clone, Default)]
pub(super) struct Blocks {
    /// The folder, from the workspace.
    pub folder: Option<String>,
    /// Variables that hold paths of files, and the names of the secrets in them.
    pub files: Vec<(String, String)>,
    /// Seconds.
    pub timeout: Option<i64>,
}

impl Blocks {
    /// The folder of a path in these blocks.
    pub fn path(&self, path: &str) -> String {
        match &self.folder {
            Some(folder) if !path.starts_with('/') => format!("{folder}/{path}"),
            _ => path.to_owned(),
        }
    }
}
