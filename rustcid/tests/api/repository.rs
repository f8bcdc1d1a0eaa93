use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A repository of somebody who works in it.
pub struct Repository {
    root: TempDir,
}

impl Repository {
    /// With these files in its first commit, on `main`.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let this = Self { root: tempfile::tempdir().unwrap() };
        this.git(&["init", "--quiet", "--initial-branch", "main"]);
        this.commit(files, "first");
        this
    }

    pub fn path(&self) -> &Path {
        self.root.path()
    }

    pub fn url(&self) -> String {
        format!("file://{}", self.path().display())
    }

    /// What git prints.
    pub fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgSign=false"]);
        git.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        let said = git.env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
        assert!(said.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).unwrap().trim().to_owned()
    }

    /// Writes files and commits them; the commit.
    pub fn commit(&self, files: &[(&str, &str)], message: &str) -> String {
        for (path, text) in files {
            let path: PathBuf = self.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.head()
    }

    /// The commit that is taken out.
    pub fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }
}
