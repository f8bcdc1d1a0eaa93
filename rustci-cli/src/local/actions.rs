use async_trait::async_trait;
use runner::{ActionSource, History};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Where actions of other repositories come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// A folder: `owner/repo@ref`, or `owner/repo` for any ref.
    Folder(PathBuf),
    /// An address in front of `owner/repo` that git can clone.
    Address(String),
}

/// Brings actions from a folder or with git; what git brought is kept by commit.
pub struct Mirror {
    from: From,
    kept: PathBuf,
}

impl Mirror {
    /// One that keeps what it fetches below `kept`.
    pub fn new(from: From, kept: PathBuf) -> Self {
        Self { from, kept }
    }

    async fn clone(
        &self,
        base: &str,
        owner: &str,
        repo: &str,
        revision: &str,
        history: History,
    ) -> Result<PathBuf, String> {
        let url = format!("{}/{owner}/{repo}", base.trim_end_matches('/'));
        let commit = commit(&url, revision).await?;
        let home = self.kept.join(owner).join(repo);
        let folder = home.join(match history {
            History::LAST => commit.clone(),
            History::Commits(commits) => format!("{commit}-{commits}"),
            History::All => format!("{commit}-all"),
        });
        if folder.join(".git").exists() {
            return Ok(folder);
        }
        std::fs::create_dir_all(&home).map_err(|error| format!("cannot make {}: {error}", home.display()))?;
        let fresh = tempfile::tempdir_in(&home)
            .map_err(|error| format!("cannot make a folder for {url}: {error}"))?;
        git(fresh.path(), &["init", "-q"]).await?;
        let fetched = match history {
            History::Commits(commits) => {
                let depth = format!("--depth={commits}");
                git(fresh.path(), &["fetch", "-q", &depth, "--no-tags", "--", &url, &commit]).await
            }
            History::All => {
                let every = "+refs/heads/*:refs/remotes/origin/*";
                git(fresh.path(), &["fetch", "-q", "--tags", "--", &url, every]).await
            }
        };
        if fetched.is_err() {
            // Some servers give out branches and tags only.
            git(fresh.path(), &["fetch", "-q", "--no-tags", "--", &url, &format!("+{revision}:fetched")])
                .await?;
        }
        git(fresh.path(), &["-c", "advice.detachedHead=false", "checkout", "-q", &commit]).await?;
        let fresh = fresh.keep();
        match std::fs::rename(&fresh, &folder) {
            // Another run was faster: its copy is as good.
            Err(_) if folder.join(".git").exists() => {
                std::fs::remove_dir_all(&fresh)
                    .map_err(|error| format!("cannot remove {}: {error}", fresh.display()))?;
            }
            renamed => renamed.map_err(|error| format!("cannot keep {url}: {error}"))?,
        }
        Ok(folder)
    }
}

#[async_trait]
impl ActionSource for Mirror {
    async fn fetch(
        &self,
        owner: &str,
        repo: &str,
        revision: &str,
        history: History,
    ) -> Result<PathBuf, String> {
        let plain =
            |part: &str| !part.is_empty() && !part.starts_with(['-', '.']) && !part.contains(['/', '\\']);
        if !plain(owner) || !plain(repo) || revision.starts_with('-') || revision.contains("..") {
            return Err(format!("`{owner}/{repo}@{revision}` does not name a repository"));
        }
        match &self.from {
            From::Address(base) => self.clone(base, owner, repo, revision, history).await,
            From::Folder(folder) => found(folder, owner, repo, revision).ok_or_else(|| {
                format!("`{owner}/{repo}@{revision}` is not in {}: it would be in {owner}/{repo}@{revision} there", folder.display())
            }),
        }
    }
}

fn found(folder: &Path, owner: &str, repo: &str, revision: &str) -> Option<PathBuf> {
    let exact = folder.join(owner).join(format!("{repo}@{}", revision.replace('/', "-")));
    let any = folder.join(owner).join(repo);
    [exact, any].into_iter().find(|path| path.is_dir())
}

/// The commit that a branch or tag names; a commit names itself.
async fn commit(url: &str, revision: &str) -> Result<String, String> {
    if revision.len() == 40 && revision.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(revision.to_owned());
    }
    let listed =
        git(Path::new("."), &["ls-remote", "--", url, revision, &format!("{revision}^{{}}")]).await?;
    let last = listed.lines().last().and_then(|line| line.split_whitespace().next());
    last.map(str::to_owned).ok_or_else(|| format!("{url} has no branch or tag `{revision}`"))
}

async fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new("git");
    // No question may hang a run, and no protocol may run a program.
    command
        .args(arguments)
        .current_dir(folder)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh");
    let done = command.output().await.map_err(|error| format!("git cannot be run: {error}"))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(said.lines().next_back().unwrap_or("git failed").to_owned())
}
