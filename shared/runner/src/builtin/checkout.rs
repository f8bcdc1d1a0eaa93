use super::{Failure, Outputs};
use crate::actions::History;
use crate::files::tidy;
use crate::pump::Pump;
use engine::job::Checkout;
use events::StepId;
use indexmap::IndexMap;

/// Which submodules are wanted.
#[derive(Clone, Copy)]
enum Submodules {
    /// Those of the repository.
    Direct,
    /// Theirs too.
    All,
}

impl Submodules {
    fn of(text: Option<&str>) -> Option<Self> {
        match text.map(|text| text.trim().to_ascii_lowercase()).as_deref() {
            Some("true") => Some(Self::Direct),
            Some("recursive") => Some(Self::All),
            _ => None,
        }
    }
}

impl Pump<'_> {
    /// Puts sources into the workspace, which holds a copy of this run's repository already.
    pub(crate) async fn checkout(&self, step: StepId, checkout: Checkout) -> Outputs {
        let own = format!("{}/{}", self.facts.repository.owner, self.facts.repository.name);
        let path = checkout.path.as_deref().map(tidy).filter(|path| !path.is_empty());
        if path.as_deref().is_some_and(|path| path.split('/').any(|part| part == "..")) {
            return Err(Failure::Invalid("a checkout's path must stay in the workspace".to_owned()));
        }
        let revision = checkout.revision.as_deref().filter(|revision| !revision.is_empty());
        if revision.is_some_and(|revision| revision.starts_with('-') || revision.contains(char::is_control)) {
            return Err(Failure::Invalid(format!(
                "`{}` is not a branch, tag or commit",
                revision.unwrap_or_default()
            )));
        }
        match checkout
            .repository
            .as_deref()
            .filter(|repository| !repository.is_empty() && **repository != own)
        {
            Some(other) => {
                let history = History::of(checkout.depth.as_deref()).map_err(Failure::Invalid)?;
                self.other(other, revision, path.as_deref(), history).await?;
            }
            None => self.own(step, revision, path.as_deref()).await?,
        }
        let folder = self.absolute(path.as_deref().unwrap_or("."));
        if let Some(submodules) = Submodules::of(checkout.submodules.as_deref()) {
            self.submodules(step, &folder, submodules).await?;
        }
        if checkout.depth.as_deref().is_some_and(|depth| depth.trim() == "0")
            && self.is_shallow(&folder).await?
        {
            self.say(step, "Note: the clone on this machine is shallow, so that there is no more history")
                .await?;
        }
        let commit = self.facts.commit.sha.clone();
        Ok(IndexMap::from([
            ("ref".to_owned(), revision.map_or_else(|| self.facts.git_ref.full(), str::to_owned)),
            ("commit".to_owned(), commit),
        ]))
    }

    /// Another repository.
    async fn other(
        &self,
        repository: &str,
        revision: Option<&str>,
        path: Option<&str>,
        history: History,
    ) -> Result<(), Failure> {
        let Some((owner, repo)) = repository.split_once('/') else {
            return Err(Failure::Invalid(format!(
                "`{repository}` is not a repository: write it as `owner/name`"
            )));
        };
        let found = self.actions.fetch(owner, repo, revision.unwrap_or("HEAD"), history).await;
        let folder = found.map_err(Failure::Invalid)?;
        self.bring_folder(folder, &self.absolute(path.unwrap_or("."))).await
    }

    /// This run's own.
    async fn own(&self, step: StepId, revision: Option<&str>, path: Option<&str>) -> Result<(), Failure> {
        if let Some(path) = path {
            self.copy_to(path).await?;
        }
        let facts = &self.facts;
        let current = [facts.git_ref.short(), &facts.git_ref.full(), &facts.commit.sha];
        let Some(revision) = revision.filter(|revision| !current.contains(revision)) else { return Ok(()) };
        let folder = self.absolute(path.unwrap_or("."));
        let mut said = String::new();
        for name in [revision.to_owned(), format!("origin/{revision}")] {
            let argv = [
                "git",
                "-C",
                &folder,
                "-c",
                "advice.detachedHead=false",
                "checkout",
                "--force",
                "--detach",
                &name,
                "--",
            ];
            let (code, output) = self.ask(&argv).await?;
            if code == 0 {
                self.say(step, &format!("Checked out {revision}")).await?;
                return Ok(());
            }
            said = output;
        }
        let last = said.lines().last().unwrap_or_default();
        Err(Failure::Invalid(format!("`{revision}` cannot be checked out: {last}")))
    }

    /// Brings the submodules that are not there yet; those that are stay as the person who runs this has them.
    async fn submodules(&self, step: StepId, folder: &str, which: Submodules) -> Result<(), Failure> {
        let recursive: &[&str] = match which {
            Submodules::Direct => &[],
            Submodules::All => &["--recursive"],
        };
        let git = ["env", "GIT_TERMINAL_PROMPT=0", "git", "-C", folder, "submodule"];
        let (code, output) = self.ask(&[&git[..], &["status"], recursive].concat()).await?;
        // A folder without git has none.
        let missing = code == 0 && output.lines().any(|line| line.starts_with('-'));
        if !missing {
            return Ok(());
        }
        let missing = output.lines().filter_map(|line| line.strip_prefix('-')?.split(' ').nth(1));
        let paths: Vec<&str> = missing.collect();
        let update = ["update", "--init", "--quiet"];
        let (code, output) = self.ask(&[&git[..], &update, recursive, &["--"], &paths].concat()).await?;
        if code != 0 {
            // Git tells the cause first, and then what it could not do for it.
            let cause = output.lines().find(|line| line.starts_with("fatal:")).unwrap_or(&output).trim();
            return Err(Failure::Invalid(format!(
                "the submodules {} cannot be brought: {cause}; fetch them in the repository itself with \
                 `git submodule update --init`",
                paths.join(", ")
            )));
        }
        Ok(self.say(step, &format!("Brought the submodules {}", paths.join(", "))).await?)
    }

    async fn is_shallow(&self, folder: &str) -> Result<bool, Failure> {
        let (_, output) = self.ask(&["git", "-C", folder, "rev-parse", "--is-shallow-repository"]).await?;
        Ok(output.trim() == "true")
    }

    /// Copies the workspace into a folder of itself.
    async fn copy_to(&self, path: &str) -> Result<(), Failure> {
        let workspace = self.sandbox.layout().workspace.clone();
        let first = path.split('/').next().unwrap_or(path);
        let entries = self.sandbox.list(&workspace).await?;
        let tops = entries.iter().filter(|entry| !entry.path.contains('/') && entry.path != first);
        let paths: Vec<_> = tops.map(|entry| entry.path.clone()).collect();
        let file = tempfile::NamedTempFile::new()
            .map_err(|error| super::archive::disk("copy the sources", &error))?;
        let reopen = || file.reopen().map_err(|error| super::archive::disk("copy the sources", &error));
        self.sandbox.pack(&workspace, paths, Box::new(reopen()?)).await?;
        Ok(self.sandbox.unpack(&self.absolute(path), Box::new(reopen()?)).await?)
    }
}
