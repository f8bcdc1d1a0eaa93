use super::select::How;
use super::{Failure, Outputs};
use crate::BlobKey;
use crate::files::{Patterns, tidy};
use crate::pump::Pump;
use engine::job::{Download, IfNone, Upload};
use events::{JobId, StepId};
use indexmap::IndexMap;

impl Pump<'_> {
    /// Keeps files under a name.
    pub(crate) async fn upload(&self, step: StepId, upload: Upload) -> Outputs {
        let how = How {
            exclude: &upload.exclude,
            hidden: upload.hidden || upload.rooted,
            rooted: upload.rooted,
            folders: false,
        };
        let mut selection = self.select(&upload.paths, how).await?;
        if upload.untracked {
            selection.root.clone_from(&self.sandbox.layout().workspace);
            selection.files.extend(self.untracked(&upload.exclude).await?);
            selection.files.sort();
            selection.files.dedup();
        }
        let name = upload.name.filter(|name| !name.is_empty()).unwrap_or_else(|| "artifact".to_owned());
        if selection.files.is_empty() {
            let message = format!("no files match {}: nothing is kept as `{name}`", upload.paths.join(", "));
            match upload.if_none {
                IfNone::Error => return Err(Failure::Invalid(message)),
                IfNone::Warn => self.say(step, &format!("Warning: {message}")).await?,
                IfNone::Ignore => {}
            }
            return Ok(IndexMap::new());
        }
        let key = self.artifact(upload.own.then_some(&self.job), &name);
        // A run that repeats what went wrong has what the earlier one left; what it makes anew takes its place.
        let once = !upload.own && !upload.overwrite && self.facts.earlier.is_none();
        let there = once && !self.upstream.list(&key.shelf, &key.name).await?.is_empty();
        if there && self.upstream.list(&key.shelf, &key.name).await?.contains(&key.name) {
            return Err(Failure::Invalid(format!(
                "there is an artifact `{name}` in this run already; choose another name, or set `overwrite: true`"
            )));
        }
        let count = selection.files.len();
        let size = self.keep(&key, &selection.root, selection.files, upload.retention).await?;
        self.say(step, &format!("Kept {count} files as `{name}` ({size} bytes)")).await?;
        Ok(IndexMap::from([("artifact-id".to_owned(), name)]))
    }

    /// Brings files that were kept under a name.
    pub(crate) async fn download(&self, step: StepId, download: Download) -> Outputs {
        let path = download.path.as_deref().unwrap_or(".");
        let target = self.absolute(path);
        if let Some(name) = &download.name {
            if !self.bring(&self.artifact(None, name), &target).await? {
                return Err(Failure::Invalid(format!(
                    "there is no artifact `{name}` in this run; a job that makes it must have ended before"
                )));
            }
            self.say(step, &format!("Brought `{name}` to {path}")).await?;
            return Ok(IndexMap::from([("download-path".to_owned(), target)]));
        }
        let pattern = download.pattern.as_deref().unwrap_or("**");
        let pattern = Patterns::new([pattern]).map_err(Failure::Invalid)?;
        let prefix = self.artifact(None, "");
        for found in self.upstream.list(&prefix.shelf, &prefix.name).await?.iter().rev() {
            let name = found.strip_prefix(&prefix.name).unwrap_or(found);
            if pattern.matches(name) {
                let folder = if download.merge { target.clone() } else { format!("{target}/{}", tidy(name)) };
                self.bring(&self.artifact(None, name), &folder).await?;
                self.say(step, &format!("Brought `{name}`")).await?;
            }
        }
        Ok(IndexMap::from([("download-path".to_owned(), target)]))
    }

    /// Brings all that some jobs left.
    pub(crate) async fn bring_artifacts(&self, step: StepId, jobs: Vec<JobId>) -> Outputs {
        let workspace = self.sandbox.layout().workspace.clone();
        for job in jobs {
            let prefix = self.artifact(Some(&job), "");
            for name in self.upstream.list(&prefix.shelf, &prefix.name).await?.iter().rev() {
                let key = BlobKey { name: name.clone(), ..prefix.clone() };
                self.bring(&key, &workspace).await?;
                self.say(step, &format!("Brought the artifacts of {job}")).await?;
            }
        }
        Ok(IndexMap::new())
    }

    /// Where an artifact is kept: by its name in the run, or by its job.
    fn artifact(&self, job: Option<&JobId>, name: &str) -> BlobKey {
        crate::left::artifact(&self.run, job, name)
    }

    /// Files that git does not track.
    pub(super) async fn untracked(&self, exclude: &[String]) -> Result<Vec<String>, Failure> {
        let (code, output) = self.ask(&["git", "ls-files", "--others", "-z"]).await?;
        if code != 0 {
            return Err(Failure::Invalid(
                "untracked files are not known: the workspace has no git repository".to_owned(),
            ));
        }
        let exclude = Patterns::new(exclude.iter().map(String::as_str)).map_err(Failure::Invalid)?;
        let files = output.split('\0').filter(|path| !path.is_empty() && !exclude.matches(path));
        Ok(files.map(str::to_owned).collect())
    }
}
