//! The repository around a file, and the CI files in it.

use compile::FORMATS;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::WalkBuilder;
use std::path::{Component, Path, PathBuf};

/// The root of the repository a file belongs to: where `.git` is, else the folder above `.github` and the like, else
/// the current folder, else the file's own.
pub fn root_of(file: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let file = clean(&here.join(file));
    let folder = file.parent().unwrap_or(&file);
    let special = |folder: &&Path| {
        matches!(folder.file_name().and_then(|name| name.to_str()), Some(".github" | ".rustci"))
    };
    let above = folder.ancestors().find(special).and_then(Path::parent);
    let git = folder.ancestors().find(|folder| folder.join(".git").exists());
    match (above, git) {
        (Some(above), _) => above.to_owned(),
        (None, Some(git)) => git.to_owned(),
        (None, None) if file.starts_with(&here) => here,
        (None, None) => folder.to_owned(),
    }
}

/// A file's path in its repository, with slashes.
pub fn path_in(root: &Path, file: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let file = clean(&here.join(file));
    let inside = file.strip_prefix(root).unwrap_or(&file);
    inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// Every CI file at or below a folder that git does not ignore, in order.
pub fn ci_files(folder: &Path) -> Result<Vec<PathBuf>, globset::Error> {
    let known = known_paths()?;
    let walk = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    let files =
        walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut found: Vec<PathBuf> = files
        .filter(|entry| entry.path().strip_prefix(folder).is_ok_and(|inside| known.is_match(inside)))
        .map(ignore::DirEntry::into_path)
        .collect();
    found.sort();
    Ok(found)
}

fn known_paths() -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in FORMATS.iter().flat_map(|format| format.paths) {
        set.add(GlobBuilder::new(glob).literal_separator(true).build()?);
    }
    set.build()
}

/// A path without `.` and `..`, not asking the disk.
pub fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = clean.pop(),
            part => clean.push(part),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_found_by_what_stands_around_a_file() {
        let root = std::env::temp_dir().join("no-such-folder");
        assert_eq!(root_of(&root.join(".github/workflows/ci.yml")), root);
        assert_eq!(root_of(&root.join("a/../b/ci.yml")), root.join("b"));
        assert_eq!(path_in(&root, &root.join("./.github/x/../ci.yml")), ".github/ci.yml");
    }
}
