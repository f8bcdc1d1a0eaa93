use crate::Template;
use serde::{Deserialize, Serialize};

/// Work on files of the workspace. A template of patterns may hold several lines, a pattern each; `!` takes away again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FileWork {
    /// Copies files.
    Copy {
        /// The folder that the patterns start in; none: the workspace.
        from: Option<Template>,
        /// Patterns.
        files: Vec<Template>,
        /// The folder to put them in.
        to: Template,
        /// That folder is emptied before.
        clean: Option<Template>,
        /// Files that are there already are replaced.
        overwrite: Option<Template>,
        /// All into one folder, rather than in their own ones.
        flatten: Option<Template>,
    },
    /// Removes files and folders.
    Delete {
        /// The folder that the patterns start in; none: the workspace.
        from: Option<Template>,
        /// Patterns.
        files: Vec<Template>,
        /// Wildcards mean names that begin with a dot too.
        hidden: Option<Template>,
        /// That folder is removed too, if no file is left in it.
        whole: Option<Template>,
    },
    /// Packs a file or folder.
    Archive {
        /// What.
        from: Template,
        /// The folder itself comes along, not only what is in it.
        root: Option<Template>,
        /// `zip`, `tar`, `7z`, ...
        kind: Template,
        /// How a tar is compressed: `gz`, `bz2`, `xz`, `none`.
        compression: Option<Template>,
        /// The archive.
        to: Template,
        /// One that is there already is replaced.
        replace: Option<Template>,
    },
    /// Unpacks archives.
    Extract {
        /// Patterns of the archives.
        files: Vec<Template>,
        /// Where to.
        to: Template,
        /// That folder is emptied before.
        clean: Option<Template>,
        /// Files that are there already are replaced.
        overwrite: Option<Template>,
    },
}
