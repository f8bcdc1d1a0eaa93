use super::evaluate::{flag, optional, text, texts};
use expr::{Scope, Template};

/// Work on files, every expression in it evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileWork {
    /// Copies files.
    Copy {
        /// The folder that the patterns start in; none: the workspace.
        from: Option<String>,
        /// Patterns; one with `!` takes matches away again.
        files: Vec<String>,
        /// The folder to put them in.
        to: String,
        /// That folder is emptied before.
        clean: bool,
        /// Files that are there already are replaced.
        overwrite: bool,
        /// All into one folder.
        flatten: bool,
    },
    /// Removes files and folders.
    Delete {
        /// The folder that the patterns start in; none: the workspace.
        from: Option<String>,
        /// Patterns.
        files: Vec<String>,
        /// Wildcards mean names that begin with a dot too.
        hidden: bool,
        /// That folder is removed too, if no file is left in it.
        whole: bool,
    },
    /// Packs a file or folder.
    Archive {
        /// What.
        from: String,
        /// The folder itself comes along.
        root: bool,
        /// `zip`, `tar`, `7z`, `wim`.
        kind: String,
        /// How a tar is compressed: `gz`, `bz2`, `xz`, `none`.
        compression: String,
        /// The archive.
        to: String,
        /// One that is there already is replaced.
        replace: bool,
    },
    /// Unpacks archives.
    Extract {
        /// Patterns of the archives.
        files: Vec<String>,
        /// Where to.
        to: String,
        /// That folder is emptied before.
        clean: bool,
        /// Files that are there already are replaced.
        overwrite: bool,
    },
}

pub(super) fn evaluated(work: &plan::ir::FileWork, scope: &dyn Scope) -> Result<FileWork, String> {
    use plan::ir::FileWork as Known;
    Ok(match work {
        Known::Copy { from, files, to, clean, overwrite, flatten } => FileWork::Copy {
            from: given(from.as_ref(), scope)?,
            files: patterns(files, scope)?,
            to: text(to, scope)?,
            clean: flag(clean.as_ref(), scope)?,
            overwrite: flag(overwrite.as_ref(), scope)?,
            flatten: flag(flatten.as_ref(), scope)?,
        },
        Known::Delete { from, files, hidden, whole } => FileWork::Delete {
            from: given(from.as_ref(), scope)?,
            files: patterns(files, scope)?,
            hidden: flag(hidden.as_ref(), scope)?,
            whole: flag(whole.as_ref(), scope)?,
        },
        Known::Archive { from, root, kind, compression, to, replace } => FileWork::Archive {
            from: text(from, scope)?,
            root: flag(root.as_ref(), scope)?,
            kind: text(kind, scope)?,
            compression: given(compression.as_ref(), scope)?.unwrap_or_else(|| "gz".to_owned()),
            to: text(to, scope)?,
            replace: flag(replace.as_ref(), scope)?,
        },
        Known::Extract { files, to, clean, overwrite } => FileWork::Extract {
            files: patterns(files, scope)?,
            to: text(to, scope)?,
            clean: flag(clean.as_ref(), scope)?,
            overwrite: flag(overwrite.as_ref(), scope)?,
        },
    })
}

fn given(template: Option<&Template>, scope: &dyn Scope) -> Result<Option<String>, String> {
    Ok(optional(template, scope)?.filter(|text| !text.trim().is_empty()))
}

/// A pattern a line; what begins with `#` is a comment.
fn patterns(templates: &[Template], scope: &dyn Scope) -> Result<Vec<String>, String> {
    let texts = texts(templates, scope)?;
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim);
    Ok(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
}
