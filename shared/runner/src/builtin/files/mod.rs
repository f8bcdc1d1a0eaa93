//! Work on files: copying, removing, packing and unpacking.

mod archive;
mod pattern;

use super::{Failure, Outputs};
use crate::pump::Pump;
use engine::job::FileWork;
use events::StepId;
use executors::{Entry, EntryKind};
use indexmap::IndexMap;
use pattern::Selection;
use std::collections::BTreeSet;

impl Pump<'_> {
    /// Does work on files.
    pub(crate) async fn work_on_files(&self, step: StepId, work: FileWork) -> Outputs {
        match work {
            FileWork::Copy { from, files, to, clean, overwrite, flatten } => {
                let from = self.folder(from.as_deref());
                let to = self.folder(Some(&to));
                let found = self.selected(&from, &files, true, is_file).await?;
                self.say(step, &format!("{} files match in {from}", found.len())).await?;
                if clean && !found.is_empty() {
                    self.sandbox.remove(&to).await?;
                }
                match flatten {
                    true => self.flatten(step, &from, found, &to, overwrite).await?,
                    false => self.copy(step, &from, found, &to, overwrite).await?,
                }
            }
            FileWork::Delete { from, files, hidden, whole } => {
                let from = self.folder(from.as_deref());
                let found = self.selected(&from, &files, hidden, |_| true).await?;
                for path in outermost(&found) {
                    self.sandbox.remove(&format!("{from}/{path}")).await?;
                }
                self.say(step, &format!("Removed {} files and folders from {from}", found.len())).await?;
                if whole && !self.sandbox.list(&from).await?.iter().any(is_file) {
                    self.sandbox.remove(&from).await?;
                }
            }
            FileWork::Archive { from, root, kind, compression, to, replace } => {
                let (from, to) = (self.folder(Some(&from)), self.folder(Some(&to)));
                let pack = archive::Pack { from, root, kind, compression, to, replace };
                self.archive(step, pack).await?;
            }
            FileWork::Extract { files, to, clean, overwrite } => {
                self.extract(step, &files, &self.folder(Some(&to)), clean, overwrite).await?;
            }
        }
        Ok(IndexMap::new())
    }

    /// A folder as the job sees it, whole; its author may have divided it with backslashes.
    fn folder(&self, path: Option<&str>) -> String {
        self.absolute(&path.unwrap_or(".").trim().replace('\\', "/"))
    }

    /// What patterns mean in a folder, sorted.
    async fn selected(
        &self,
        folder: &str,
        patterns: &[String],
        hidden: bool,
        kept: fn(&Entry) -> bool,
    ) -> Result<Vec<String>, Failure> {
        let selection = Selection::new(patterns, folder, hidden);
        let entries = self.sandbox.list(folder).await?;
        let found = entries.into_iter().filter(|entry| kept(entry) && selection.matches(&entry.path));
        Ok(found.map(|entry| entry.path).collect())
    }

    /// Copies files to the same places in another folder.
    async fn copy(
        &self,
        step: StepId,
        from: &str,
        mut files: Vec<String>,
        to: &str,
        overwrite: bool,
    ) -> Result<(), Failure> {
        let there = self.sandbox.list(to).await?;
        let folders: BTreeSet<_> = there
            .iter()
            .filter(|entry| entry.kind == EntryKind::Directory)
            .map(|entry| &entry.path)
            .collect();
        if let Some(file) = files.iter().find(|file| folders.contains(file)) {
            return Err(Failure::Invalid(format!(
                "`{file}` is a folder in {to}: no file can take its place"
            )));
        }
        if !overwrite {
            let there: BTreeSet<_> = there.iter().map(|entry| &entry.path).collect();
            let all = files.len();
            files.retain(|file| !there.contains(file));
            if files.len() < all {
                let kept = all - files.len();
                self.say(step, &format!("{kept} files are in {to} already and stay as they are")).await?;
            }
        }
        let count = files.len();
        self.move_over(from, files, to).await?;
        Ok(self.say(step, &format!("Copied {count} files to {to}")).await?)
    }

    /// Copies files side by side into one folder.
    async fn flatten(
        &self,
        step: StepId,
        from: &str,
        files: Vec<String>,
        to: &str,
        overwrite: bool,
    ) -> Result<(), Failure> {
        // Files of one folder at a time keep their names; a name that comes again is another file to be replaced.
        let mut folders: Vec<(String, Vec<String>)> = Vec::new();
        for file in files {
            let (folder, name) = file.rsplit_once('/').unwrap_or(("", &file));
            match folders.last_mut() {
                Some((last, names)) if last == folder => names.push(name.to_owned()),
                _ => folders.push((folder.to_owned(), vec![name.to_owned()])),
            }
        }
        for (folder, names) in folders {
            let from = format!("{from}/{folder}");
            self.copy(step, from.trim_end_matches('/'), names, to, overwrite).await?;
        }
        Ok(())
    }
}

fn is_file(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::File { .. } | EntryKind::Link)
}

/// Of paths in order, those that are in none of the others.
fn outermost(paths: &[String]) -> Vec<&String> {
    let mut found = BTreeSet::new();
    for path in paths {
        let mut outer = path.match_indices('/').map(|(at, _)| &path[..at]);
        if !outer.any(|outer| found.contains(outer)) {
            found.insert(path.as_str());
        }
    }
    paths.iter().filter(|path| found.contains(path.as_str())).collect()
}
