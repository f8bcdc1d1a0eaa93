use super::command::argument;
use super::{Address, Git, GitError, RefName, Token, Tree, is_hash};
use crate::config::Network;
use crate::config::sections::Repositories;
use events::{Commit, Timestamp};
use executors::Snapshot;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a checkout is kept that no job has asked for.
const UNUSED: Duration = Duration::from_secs(60 * 60);

/// Mirrors of repositories below a folder that this process alone uses.
#[derive(Clone, Debug)]
pub struct Mirrors {
    folder: PathBuf,
    git: Git,
    open: Arc<Mutex<HashMap<String, Arc<Turn>>>>,
}

/// One mirror changes for one at a time.
#[derive(Debug, Default)]
struct Turn {
    lock: tokio::sync::Mutex<()>,
    trees: Mutex<HashMap<String, Checkout>>,
}

/// A commit's files in a folder, from which jobs copy.
#[derive(Clone, Debug)]
struct Checkout {
    path: PathBuf,
    snapshot: Snapshot,
    used: Timestamp,
}

/// The mirror of one repository.
#[derive(Clone, Debug)]
pub struct Mirror {
    git: Git,
    address: Address,
    path: PathBuf,
    trees: PathBuf,
    turn: Arc<Turn>,
}

impl Mirrors {
    /// Below a folder. Checkouts of an earlier process are removed: one may be half made.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(folder: PathBuf, rules: Repositories, allowed: Vec<Network>) -> std::io::Result<Self> {
        let home = folder.join("home");
        std::fs::create_dir_all(&home)?;
        match std::fs::remove_dir_all(folder.join("trees")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => std::fs::create_dir_all(folder.join("trees"))?,
        }
        Ok(Self { git: Git::new(home, rules, allowed), folder, open: Arc::default() })
    }

    /// What somebody gave as an address, looked at.
    pub fn address(&self, text: &str) -> Result<Address, GitError> {
        Ok(Address::new(text, self.git.rules())?)
    }

    /// The mirror of a repository, made if there is none yet.
    pub async fn mirror(&self, address: &Address) -> Result<Mirror, GitError> {
        let hash = Sha256::digest(address.as_str().as_bytes());
        let name: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let turn = {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(open.entry(name.clone()).or_default())
        };
        let mirror = Mirror {
            git: self.git.clone(),
            address: address.clone(),
            path: self.folder.join(format!("{name}.git")),
            trees: self.folder.join("trees").join(&name),
            turn,
        };
        let taken = mirror.turn.lock.lock().await;
        if !mirror.path.join("HEAD").exists() {
            // Asked again on one that is half made, git makes the rest.
            mirror.git.ask(&mirror.path, &["init", "--quiet", "--bare", "--template="]).await?;
        }
        drop(taken);
        Ok(mirror)
    }

    /// Removes checkouts that nobody has asked for in a while.
    pub async fn sweep(&self, now: Timestamp) -> Result<(), GitError> {
        let turns: Vec<Arc<Turn>> = {
            let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.values().map(Arc::clone).collect()
        };
        for turn in turns {
            let taken = turn.lock.lock().await;
            let unused: Vec<PathBuf> = {
                let mut trees = turn.trees.lock().unwrap_or_else(PoisonError::into_inner);
                let gone = trees.extract_if(|_, tree| tree.used.after(UNUSED) <= now);
                gone.map(|(_, tree)| tree.path).collect()
            };
            for path in unused {
                tokio::fs::remove_dir_all(&path).await.map_err(|error| GitError::broken(&error))?;
            }
            drop(taken);
        }
        Ok(())
    }
}

impl Mirror {
    /// The repository's address.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The branch that new clones get.
    pub async fn default_branch(&self, token: Option<&Token>) -> Result<String, GitError> {
        let asked = ["ls-remote", "--symref", "--", self.address.as_str(), "HEAD"];
        let told = self.git.reach(&self.path, &self.address, token, &asked).await?;
        let told = String::from_utf8_lossy(&told).into_owned();
        let named = told.lines().find_map(|line| line.strip_prefix("ref: ")?.strip_suffix("\tHEAD"));
        let branch = named.and_then(|full| full.strip_prefix("refs/heads/")).unwrap_or("main");
        RefName::new(&format!("refs/heads/{branch}"))?;
        Ok(branch.to_owned())
    }

    /// Takes over refs as they are there now.
    pub async fn fetch(&self, token: Option<&Token>, refs: &[RefName]) -> Result<(), GitError> {
        let specs: Vec<String> = refs.iter().map(RefName::refspec).collect();
        self.take(token, &specs).await
    }

    async fn take(&self, token: Option<&Token>, specs: &[String]) -> Result<(), GitError> {
        let mut asked = vec!["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--force"];
        asked.extend(["--no-recurse-submodules", "--", self.address.as_str()]);
        asked.extend(specs.iter().map(String::as_str));
        let _taken = self.turn.lock.lock().await;
        self.git.reach(&self.path, &self.address, token, &asked).await.map(|_| ())
    }

    /// The commit that a ref is at.
    pub async fn commit_of(&self, name: &RefName) -> Result<String, GitError> {
        let asked = format!("{}^{{commit}}", name.as_str());
        let told =
            self.git.ask(&self.path, &["rev-parse", "--verify", "--quiet", "--end-of-options", &asked]).await;
        let told = told.map_err(|_| GitError::Ref { name: name.as_str().to_owned() })?;
        Ok(String::from_utf8_lossy(&told).trim().to_owned())
    }

    /// Whether a commit is here.
    pub async fn has(&self, sha: &str) -> bool {
        let commit = format!("{sha}^{{commit}}");
        is_hash(sha) && self.git.ask(&self.path, &["cat-file", "-e", &commit]).await.is_ok()
    }

    /// A commit, fetched if it is not here: by the ref that it was on, or else by its hash, where the server gives it.
    pub async fn ensure(&self, token: Option<&Token>, sha: &str, on: &[RefName]) -> Result<(), GitError> {
        let gone = || GitError::Gone {
            address: self.address.as_str().to_owned(),
            sha: sha.chars().filter(|c| !c.is_control()).take(64).collect(),
        };
        if !is_hash(sha) {
            return Err(gone());
        }
        if self.has(sha).await {
            return Ok(());
        }
        let by_ref = self.fetch(token, on).await;
        if self.has(sha).await {
            return Ok(());
        }
        let by_hash = self.take(token, &[format!("{sha}:refs/rustci/{sha}")]).await;
        match (self.has(sha).await, by_ref, by_hash) {
            (true, ..) => Ok(()),
            (false, Err(error), _) => Err(error),
            _ => Err(gone()),
        }
    }

    /// What a commit says of itself.
    pub async fn commit(&self, sha: &str) -> Result<Commit, GitError> {
        let format = "--format=%H%x00%an <%ae>%x00%cI%x00%B";
        let told = self.git.ask(&self.path, &["log", "-1", "--no-show-signature", format, sha, "--"]).await?;
        let told = String::from_utf8_lossy(&told);
        let mut parts = told.splitn(4, '\0').map(|part| part.trim_end().to_owned());
        let mut next = || parts.next().unwrap_or_default();
        let (sha, author, timestamp, message) = (next(), next(), next(), next());
        Ok(Commit { sha, message, author, timestamp })
    }

    /// The files of a commit, without taking them out.
    pub async fn tree(&self, sha: &str) -> Result<Tree, GitError> {
        let told = self.git.ask(&self.path, &["ls-tree", "-r", "-z", "-l", "--full-tree", sha]).await?;
        Tree::read(self.git.clone(), self.path.clone(), &told)
    }

    /// A folder with the files of a commit, for jobs to copy.
    pub async fn checkout(&self, sha: &str, now: Timestamp) -> Result<Snapshot, GitError> {
        let _taken = self.turn.lock.lock().await;
        if let Some(known) = self.trees().get_mut(sha) {
            known.used = now;
            return Ok(known.snapshot.clone());
        }
        let size = self.tree(sha).await?.size();
        if size > self.git.rules().max_size.0 {
            return Err(GitError::Large { what: format!("the files of commit {sha} have {size} bytes") });
        }
        let path = self.trees.join(sha);
        let made = self.take_out(sha, &path).await;
        if made.is_err() && path.exists() {
            tokio::fs::remove_dir_all(&path).await.map_err(|error| GitError::broken(&error))?;
        }
        made?;
        let snapshot = Snapshot::new(&path);
        let checkout = Checkout { path, snapshot: snapshot.clone(), used: now };
        self.trees().insert(sha.to_owned(), checkout);
        Ok(snapshot)
    }

    async fn take_out(&self, sha: &str, path: &Path) -> Result<(), GitError> {
        tokio::fs::create_dir_all(&self.trees).await.map_err(|error| GitError::broken(&error))?;
        // Twice forced: one of this name may be known of an earlier process, and be gone.
        let asked = ["worktree", "add", "--quiet", "--force", "--force", "--detach", argument(path)?, sha];
        self.git.ask(&self.path, &asked).await.map(|_| ())
    }

    fn trees(&self) -> std::sync::MutexGuard<'_, HashMap<String, Checkout>> {
        self.turn.trees.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
