use super::Failure;
use crate::files::Patterns;
use crate::pump::Pump;
use executors::{EntryKind, ExecutorError};
use std::collections::BTreeSet;

/// Files that globs select, and the folder they are named from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    pub root: String,
    /// Relative to the root, sorted.
    pub files: Vec<String>,
}

/// How files are selected.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    /// Left out.
    pub exclude: &'a [String],
    /// Names that begin with a dot come along.
    pub hidden: bool,
    /// Named from the workspace, and nothing outside it.
    pub rooted: bool,
    /// Empty folders come along.
    pub folders: bool,
}

impl Pump<'_> {
    /// The files that globs select. Named from what the globs have in common, as
    /// <https://github.com/actions/upload-artifact#upload-using-multiple-paths-and-exclusions> says, or from the workspace.
    pub(super) async fn select(&self, globs: &[String], how: How<'_>) -> Result<Selection, Failure> {
        let globs: Vec<_> = globs.iter().map(|glob| glob.trim()).filter(|glob| !glob.is_empty()).collect();
        let wanted: Vec<String> = globs
            .iter()
            .map(|glob| match glob.strip_prefix('!') {
                Some(rest) => format!("!{}", self.absolute(rest)),
                None => self.absolute(glob),
            })
            .collect();
        let excluded: Vec<String> =
            how.exclude.iter().map(|glob| format!("!{}", self.absolute(glob))).collect();
        let all = wanted.iter().chain(&excluded).map(String::as_str);
        let patterns = Patterns::new(all.map(without_slash).collect::<Vec<_>>().iter().map(String::as_str));
        let patterns = patterns.map_err(Failure::Invalid)?;
        let workspace = self.sandbox.layout().workspace.clone();
        let mut found = BTreeSet::new();
        let mut bases = Vec::new();
        for glob in wanted.iter().filter(|glob| !glob.starts_with('!')) {
            let base = base(glob);
            if how.rooted && !inside(&base, &workspace) {
                continue;
            }
            let single = base == *glob && self.is_file(&base).await;
            let entries = match single {
                true => Vec::new(),
                false => self.sandbox.list(&base).await?,
            };
            if single && patterns.matches(&base[1..]) {
                found.insert(base.clone());
            }
            for entry in entries {
                let kept = match entry.kind {
                    EntryKind::File { .. } | EntryKind::Link => true,
                    EntryKind::Directory => how.folders,
                    EntryKind::Other => false,
                };
                let path = format!("{}/{}", base.trim_end_matches('/'), entry.path);
                let git = entry.path == ".git" || entry.path.starts_with(".git/");
                if kept && patterns.matches(&path[1..]) && (how.hidden || !is_hidden(&entry.path)) && !git {
                    found.insert(path);
                }
            }
            bases.push((base, single));
        }
        let root = match how.rooted {
            true => workspace,
            false => common(&bases),
        };
        let prefix = format!("{}/", root.trim_end_matches('/'));
        let files = found.iter().filter_map(|path| path.strip_prefix(&prefix).map(str::to_owned)).collect();
        Ok(Selection { root, files })
    }

    /// Whether there is a file at a path: one of any size is too large to be read into nothing.
    pub(super) async fn is_file(&self, path: &str) -> bool {
        matches!(self.sandbox.get(path, 0).await, Ok(Some(_)) | Err(ExecutorError::TooLarge { .. }))
    }
}

fn without_slash(glob: &str) -> String {
    match glob.strip_prefix('!') {
        Some(rest) => format!("!{}", rest.trim_start_matches('/')),
        None => glob.trim_start_matches('/').to_owned(),
    }
}

/// The folder, or file, that a glob begins with.
fn base(glob: &str) -> String {
    let parts = glob.split('/').take_while(|part| !part.contains(['*', '?', '[', '{']));
    let base = parts.collect::<Vec<_>>().join("/");
    if base.is_empty() { "/".to_owned() } else { base }
}

fn inside(path: &str, folder: &str) -> bool {
    path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// The innermost folder that all have in common. A single file's own.
fn common(bases: &[(String, bool)]) -> String {
    let folder = |(base, file): &(String, bool)| match file {
        true => base.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned()),
        false => base.clone(),
    };
    let mut folders = bases.iter().map(folder);
    let Some(first) = folders.next() else { return "/".to_owned() };
    let mut parts: Vec<_> = first.split('/').map(str::to_owned).collect();
    for other in folders {
        let shared = parts.iter().zip(other.split('/')).take_while(|(a, b)| a == b).count();
        parts.truncate(shared);
    }
    let root = parts.join("/");
    if root.is_empty() { "/".to_owned() } else { root }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_what_globs_have_in_common() {
        let cases: [(&[(&str, bool)], &str); 5] = [
            (&[("/w/dist", false)], "/w/dist"),
            (&[("/w/dist/a.txt", true)], "/w/dist"),
            (&[("/w/dist", false), ("/w/docs/x", false)], "/w"),
            (&[("/w/a/b", false), ("/w/a", false)], "/w/a"),
            (&[("/a", false), ("/b", false)], "/"),
        ];
        for (bases, expected) in cases {
            let bases: Vec<_> = bases.iter().map(|(base, file)| ((*base).to_owned(), *file)).collect();
            assert_eq!(common(&bases), expected);
        }
    }

    #[test]
    fn a_glob_begins_with_a_plain_folder() {
        for (glob, expected) in [("/w/a/*.txt", "/w/a"), ("/w/a", "/w/a"), ("/**", "/"), ("/w/a?/b", "/w")] {
            assert_eq!(base(glob), expected);
        }
    }
}
