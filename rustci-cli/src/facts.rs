//! What is known of the world when a run is made: from git, the machine and the command line.

use crate::git::Git;
use crate::refusal::Refusal;
use compile::Format;
use diag::did_you_mean;
use events::{Attempt, Commit, Facts, GitRef, PullRequest, Repository, RunId, RunnerFacts, Source};
use indexmap::IndexMap;
use std::path::Path;
use std::sync::Arc;

/// The commit before the first one.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

/// What a person says of the run.
#[derive(Clone, Debug)]
pub struct Said {
    /// The run's id.
    pub run: RunId,
    /// What starts it.
    pub source: Source,
    /// The event's name.
    pub event: Option<String>,
    /// The forge's account of the event.
    pub payload: serde_json::Value,
    /// The branch or tag, instead of git's.
    pub git_ref: Option<String>,
    /// The target of a pull request.
    pub base: Option<String>,
    /// Values for inputs.
    pub inputs: IndexMap<String, serde_json::Value>,
    /// Variables.
    pub variables: IndexMap<String, String>,
    /// Names of secrets.
    pub secrets: Vec<String>,
}

/// All of it but the changed files, for a pipeline's file at `path` in the repository at `root` with these `files`.
pub fn gather(root: &Path, path: &str, said: Said, git: Git, files: Vec<String>) -> Facts {
    let default_branch = git.default_branch.clone().unwrap_or_else(|| "main".to_owned());
    let git_ref = match said.git_ref.as_deref() {
        Some(name) => named(name),
        None => match (said.source, git.tag, git.branch) {
            (Source::Tag, Some(tag), _) | (_, Some(tag), None) => GitRef::Tag(tag),
            (_, _, Some(branch)) => GitRef::Branch(branch),
            (_, None, None) => GitRef::Branch(default_branch.clone()),
        },
    };
    let source = match (said.source, &git_ref) {
        (Source::Push, GitRef::Tag(_)) => Source::Tag,
        (source, _) => source,
    };
    let base = said.base.unwrap_or_else(|| default_branch.clone());
    let pull_request = (said.source == Source::PullRequest).then(|| PullRequest {
        number: said.payload.pointer("/number").and_then(serde_json::Value::as_u64).unwrap_or(1),
        title: git.commit.as_ref().map(|commit| first_line(&commit[3])).unwrap_or_default(),
        head: git_ref.short().to_owned(),
        base,
        fork: false,
    });
    let [sha, author, timestamp, message] = git.commit.unwrap_or_default();
    let (server_url, repository) = repository(root, git.origin.as_deref(), default_branch);
    Facts {
        run: said.run,
        number: 1,
        attempt: Attempt(1),
        source,
        event: said.event,
        payload: said.payload,
        git_ref,
        commit: Commit { sha, message, author, timestamp },
        before: NO_COMMIT.to_owned(),
        pull_request,
        repository,
        actor: std::env::var("USER").unwrap_or_else(|_| "local".to_owned()),
        changed: None,
        changed_since: Default::default(),
        files: Arc::new(files),
        inputs: said.inputs,
        variables: said.variables,
        secrets: said.secrets,
        pipeline_path: path.to_owned(),
        pipeline_name: None,
        gate: None,
        created_at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        server_url,
        runner: machine(),
        traceparent: None,
        earlier: None,
    }
}

/// The event that a name means in a format, or what usually starts the pipeline.
pub fn event(
    name: Option<&str>,
    format: &Format,
    usual: Source,
) -> Result<(Source, Option<String>), Refusal> {
    let Some(name) = name else {
        let known = format.events.iter().find(|(_, source)| *source == usual);
        return Ok((usual, known.map(|(name, _)| (*name).to_owned())));
    };
    if let Some(source) = format.source(name) {
        return Ok((source, Some(name.to_owned())));
    }
    let names = || format.events.iter().map(|(name, _)| *name);
    let help = match did_you_mean(name, names()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("it knows {}", names().collect::<Vec<_>>().join(", ")),
    };
    Err(Refusal::new(format!("{} has no event `{name}`", format.title)).help(help))
}

/// This machine.
fn machine() -> RunnerFacts {
    let os = match std::env::consts::OS {
        "macos" => "macOS",
        "windows" => "Windows",
        _ => "Linux",
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "X64",
        "aarch64" => "ARM64",
        "x86" => "X86",
        "arm" => "ARM",
        other => other,
    };
    RunnerFacts { name: "local".to_owned(), os: os.to_owned(), arch: arch.to_owned() }
}

fn named(name: &str) -> GitRef {
    if let Some(branch) = name.strip_prefix("refs/heads/") {
        GitRef::Branch(branch.to_owned())
    } else if let Some(tag) = name.strip_prefix("refs/tags/") {
        GitRef::Tag(tag.to_owned())
    } else if name.starts_with("refs/") {
        GitRef::Other(name.to_owned())
    } else {
        GitRef::Branch(name.to_owned())
    }
}

/// Server and repository, from the address of `origin`: `git@host:owner/name.git` or `https://host/owner/name`.
fn repository(root: &Path, origin: Option<&str>, default_branch: String) -> (String, Repository) {
    let place = origin.and_then(|origin| {
        let place = match origin.split_once("://") {
            Some(("file", _)) => return None,
            Some((_, place)) => place,
            None => origin.split_once(':').filter(|(host, _)| !host.contains('/')).map(|_| origin)?,
        };
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        let (host, path) = place.split_once(['/', ':'])?;
        let path = path.trim_matches('/').trim_end_matches(".git");
        let (owner, name) = path.rsplit_once('/')?;
        Some((host.to_owned(), owner.to_owned(), name.to_owned()))
    });
    let folder = || {
        root.file_name().map_or_else(|| "repository".to_owned(), |name| name.to_string_lossy().into_owned())
    };
    let (server, owner, name) = match place {
        Some((host, owner, name)) => (format!("https://{host}"), owner, name),
        None => ("http://localhost".to_owned(), "local".to_owned(), folder()),
    };
    let url = format!("{server}/{owner}/{name}");
    (server, Repository { owner, name, url, default_branch })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_read_off_the_address_of_origin() {
        let read = |origin| {
            let (server, repository) = repository(Path::new("folder"), origin, "main".to_owned());
            (server, format!("{}/{}", repository.owner, repository.name))
        };
        let pair = |server: &str, name: &str| (server.to_owned(), name.to_owned());
        for origin in [
            "git@example.org:a/b/c.git",
            "https://user:word@example.org/a/b/c",
            "ssh://git@example.org/a/b/c.git",
        ] {
            assert_eq!(read(Some(origin)), pair("https://example.org", "a/b/c"), "{origin}");
        }
        for origin in [None, Some("file:///srv/c.git"), Some("../c")] {
            assert_eq!(read(origin), pair("http://localhost", "local/folder"), "{origin:?}");
        }
    }
}
