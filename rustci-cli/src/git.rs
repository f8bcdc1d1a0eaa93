//! What git knows of a folder. Everything is left out where there is no git.

use std::path::Path;
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
    /// Tracked and unignored files.
    pub files: Option<Vec<String>>,
    /// Files that differ from the commit compared with.
    pub changed: Option<Vec<String>>,
}

impl Git {
    /// Asks git, all questions at once. `base` is the commit to find changes against; none: the one before.
    pub fn ask(folder: &Path, base: Option<&str>) -> Self {
        if !folder.ancestors().any(|folder| folder.join(".git").exists()) {
            return Self::default();
        }
        std::thread::scope(|scope| {
            let ask = |arguments: Vec<String>| scope.spawn(move || git(folder, &arguments));
            let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
            let format = "--format=%H%x00%an <%ae>%x00%cI%x00%D%x00%B";
            let log = ask(vec!["log".into(), "-1".into(), format.into()]);
            let origin = ask(words("config --get remote.origin.url"));
            let head = ask(words("symbolic-ref --short -q HEAD"));
            let default = ask(words("symbolic-ref --short -q refs/remotes/origin/HEAD"));
            let files = ask(words("ls-files --cached --others --exclude-standard -z"));
            let range = base.map_or_else(|| "HEAD~1".to_owned(), |base| format!("{base}..."));
            let changed = ask(vec!["diff".into(), "--name-only".into(), "-z".into(), range]);
            let answer =
                |asked: std::thread::ScopedJoinHandle<'_, Option<String>>| asked.join().ok().flatten();
            let line = |asked| answer(asked).map(|text: String| text.trim_end().to_owned());
            let list = |asked| answer(asked).map(|text: String| names(&text));
            let log = answer(log).unwrap_or_default();
            let parts: Vec<&str> = log.splitn(5, '\0').collect();
            let (commit, decoration) = match parts.as_slice() {
                [hash, author, date, decoration, message] => {
                    (Some([*hash, *author, *date, message.trim_end()].map(str::to_owned)), *decoration)
                }
                _ => (None, ""),
            };
            Self {
                commit,
                branch: line(head),
                tag: decoration.split(", ").find_map(|name| name.strip_prefix("tag: ")).map(str::to_owned),
                origin: line(origin),
                default_branch: line(default).map(|name| name.trim_start_matches("origin/").to_owned()),
                files: list(files),
                changed: list(changed),
            }
        })
    }
}

fn names(text: &str) -> Vec<String> {
    text.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What git prints, if it succeeds.
fn git(folder: &Path, arguments: &[String]) -> Option<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
