//! What git knows of a folder. Everything is left out where there is no git.
//!
//! A run should begin at once, so git is asked one question; what its files say plainly is read there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a folder's repository says.
#[derive(Clone, Debug, Default)]
pub struct Git {
    /// Hash, author, date and message of the commit.
    pub commit: Option<[String; 4]>,
    /// The branch; none on a detached head.
    pub branch: Option<String>,
    /// A tag on the commit.
    pub tag: Option<String>,
    /// The address of `origin`.
    pub origin: Option<String>,
    /// The branch that `origin` gives to new clones.
    pub default_branch: Option<String>,
}

impl Git {
    /// Asks git.
    pub fn ask(folder: &Path) -> Self {
        let Some(store) = folder.ancestors().find_map(store) else { return Self::default() };
        let log =
            git(folder, &["log", "-1", "--format=%H%x00%an <%ae>%x00%cI%x00%D%x00%B"]).unwrap_or_default();
        let parts: Vec<&str> = log.splitn(5, '\0').collect();
        let (commit, decoration) = match parts.as_slice() {
            [hash, author, date, decoration, message] => {
                (Some([*hash, *author, *date, message.trim_end()].map(str::to_owned)), *decoration)
            }
            _ => (None, ""),
        };
        let head = |path: &str, prefix: &str| {
            let text = fs::read_to_string(store.join(path)).ok()?;
            text.trim_end().strip_prefix("ref: ")?.strip_prefix(prefix).map(str::to_owned)
        };
        Self {
            commit,
            branch: head("HEAD", "refs/heads/"),
            tag: decoration.split(", ").find_map(|name| name.strip_prefix("tag: ")).map(str::to_owned),
            origin: fs::read_to_string(shared(&store).join("config")).ok().and_then(|config| origin(&config)),
            default_branch: head("refs/remotes/origin/HEAD", "refs/remotes/origin/"),
        }
    }
}

/// The files that differ from `base`, or else from the commit before the last; nothing when git cannot tell.
pub fn changed(folder: &Path, base: Option<&str>) -> Option<Vec<String>> {
    let range = base.map_or_else(|| "HEAD~1".to_owned(), |base| format!("{base}..."));
    git(folder, &["diff", "--name-only", "-z", &range]).map(|text| names(&text))
}

/// Where git keeps what belongs to a folder: `.git`, or the place that a file of that name points to.
fn store(folder: &Path) -> Option<PathBuf> {
    let place = folder.join(".git");
    if place.is_dir() {
        return Some(place);
    }
    let text = fs::read_to_string(&place).ok()?;
    Some(folder.join(text.strip_prefix("gitdir: ")?.trim_end()))
}

/// The store that several working trees share.
fn shared(store: &Path) -> PathBuf {
    match fs::read_to_string(store.join("commondir")) {
        Ok(common) => store.join(common.trim_end()),
        Err(_) => store.to_owned(),
    }
}

/// The address of `origin` in a configuration.
fn origin(config: &str) -> Option<String> {
    let section = config.split("[remote \"origin\"]").nth(1)?;
    let lines = section.lines().skip(1).map(str::trim).take_while(|line| !line.starts_with('['));
    let url = |line: &str| {
        line.strip_prefix("url")?.trim_start().strip_prefix('=').map(|url| url.trim().to_owned())
    };
    lines.filter_map(url).next()
}

fn names(text: &str) -> Vec<String> {
    text.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What git prints, if it succeeds.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_address_of_origin_is_read_off_the_configuration() {
        let config = "[core]\n\tbare = false\n[remote \"up\"]\n\turl = u\n[remote \"origin\"]\n\tfetch = x\n\turl = a/b.git\n[branch]\n\turl = no\n";
        assert_eq!(super::origin(config).as_deref(), Some("a/b.git"));
        assert_eq!(super::origin("[remote \"origin\"]\n\tfetch = x\n[user]\n\turl = no\n"), None);
    }
}
