use crate::{Attempt, JobId, RunId};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is known of the world when a run is made. Every dialect's own variables are made from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The run.
    pub run: RunId,
    /// Counts the pipeline's runs, from 1.
    pub number: u64,
    /// Which try of the run.
    pub attempt: Attempt,
    /// What started it.
    pub source: Source,
    /// The event's name in the dialect, when a person named one (`--event`): `push`, `pull_request`, `merge_request_event`.
    pub event: Option<String>,
    /// The forge's own account of the event.
    pub payload: serde_json::Value,
    /// The branch or tag.
    pub git_ref: GitRef,
    /// The commit.
    pub commit: Commit,
    /// The commit before the push; all zeros when there is none.
    pub before: String,
    /// The pull or merge request, if it is about one.
    pub pull_request: Option<PullRequest>,
    /// The repository.
    pub repository: Repository,
    /// Who started it.
    pub actor: String,
    /// Files that changed; `None` when that is not known (then every path filter holds).
    pub changed: Option<Vec<String>>,
    /// Files that changed since other refs, by the ref, for filters that name one.
    #[serde(default)]
    pub changed_since: IndexMap<String, Vec<String>>,
    /// Files in the repository, relative paths.
    pub files: Arc<Vec<String>>,
    /// Values given for inputs.
    pub inputs: IndexMap<String, serde_json::Value>,
    /// Variables given for this run, and configured ones (`vars`).
    pub variables: IndexMap<String, String>,
    /// The earlier run of the same plan of which this one repeats what went wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Earlier>,
    /// Names of the secrets there are. Their values are never here.
    pub secrets: Vec<String>,
    /// Where the pipeline's file is, relative to the repository.
    pub pipeline_path: String,
    /// The name that the file gives the pipeline, once it has been read.
    #[serde(default)]
    pub pipeline_name: Option<String>,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// The trace that the run goes on with: <https://www.w3.org/TR/trace-context/#traceparent-header>.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// What somebody must approve before anything of it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// The server's address.
    pub server_url: String,
    /// The machine, as far as it is known when the run is made.
    pub runner: RunnerFacts,
}

/// An earlier run of the same plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Which.
    pub run: RunId,
    /// Jobs that it has done: they are not run again, and what they gave still counts.
    pub done: IndexMap<JobId, Done>,
}

/// What a job gave that succeeded in an earlier run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// Values for later jobs.
    pub outputs: IndexMap<String, String>,
    /// Variables that it reported for later jobs.
    pub variables: IndexMap<String, String>,
}

impl Facts {
    /// Facts of a run that somebody starts on this branch or tag, and nothing else is known of it.
    #[must_use]
    pub fn new(run: impl Into<RunId>, git_ref: GitRef) -> Self {
        Self {
            run: run.into(),
            number: 1,
            attempt: Attempt(1),
            source: Source::Manual,
            event: None,
            payload: serde_json::Value::Null,
            git_ref,
            commit: Commit::default(),
            before: String::new(),
            pull_request: None,
            repository: Repository::default(),
            actor: String::new(),
            changed: None,
            changed_since: IndexMap::new(),
            files: Arc::default(),
            inputs: IndexMap::new(),
            variables: IndexMap::new(),
            earlier: None,
            secrets: Vec::new(),
            pipeline_path: String::new(),
            pipeline_name: None,
            created_at: String::new(),
            traceparent: None,
            gate: None,
            server_url: String::new(),
            runner: RunnerFacts::default(),
        }
    }
}

/// What an approval is bound to: a word about other commits or another configuration counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// The commit.
    pub sha: String,
    /// The digest of all files that the pipeline was read from.
    pub digest: String,
}

/// What started a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A push of commits.
    Push,
    /// A push of a tag.
    Tag,
    /// A pull or merge request.
    PullRequest,
    /// A point in time.
    Schedule,
    /// A person.
    Manual,
    /// The API.
    Api,
    /// Another pipeline's run.
    Pipeline,
    /// A job that spawned it.
    Parent,
    /// Another event of a forge, named in [`Facts::event`].
    Forge,
}

/// A branch or a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum GitRef {
    /// A branch, without `refs/heads/`.
    Branch(String),
    /// A tag, without `refs/tags/`.
    Tag(String),
    /// Another ref, whole.
    Other(String),
}

impl GitRef {
    /// Without `refs/heads/` and `refs/tags/`.
    #[must_use]
    pub fn short(&self) -> &str {
        match self {
            Self::Branch(name) | Self::Tag(name) | Self::Other(name) => name,
        }
    }

    /// The whole ref.
    #[must_use]
    pub fn full(&self) -> String {
        match self {
            Self::Branch(name) => format!("refs/heads/{name}"),
            Self::Tag(name) => format!("refs/tags/{name}"),
            Self::Other(name) => name.clone(),
        }
    }
}

/// A commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// Its hash; empty in a folder without git.
    pub sha: String,
    /// Its message.
    pub message: String,
    /// Its author, `Name <mail>`.
    pub author: String,
    /// When, RFC 3339.
    pub timestamp: String,
}

/// A pull or merge request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// Its title.
    pub title: String,
    /// The branch it comes from.
    pub head: String,
    /// The branch it goes to.
    pub base: String,
    /// It comes from another repository.
    pub fork: bool,
}

/// A repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repository {
    /// Owner or group, as `acme` or `acme/team`.
    pub owner: String,
    /// Name.
    pub name: String,
    /// Address for people.
    pub url: String,
    /// The branch that new clones get.
    pub default_branch: String,
}

/// The machine that runs jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunnerFacts {
    /// Its name.
    pub name: String,
    /// `Linux`, `macOS` or `Windows`.
    pub os: String,
    /// `X64`, `ARM64`, ...
    pub arch: String,
}

/// The place that a job deploys to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentFacts {
    /// Its name.
    pub name: String,
    /// Where people find it.
    pub url: Option<String>,
    /// What is done with it: `start`, `stop`, ...
    pub action: Option<String>,
    /// Its tier, as `production`.
    pub tier: Option<String>,
}

/// What is known of one job when it starts, beside the run's facts. Paths are those that the job itself sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobFacts {
    /// Its key in the pipeline.
    pub key: String,
    /// What people see.
    pub name: String,
    /// Its stage.
    pub stage: Option<String>,
    /// Which try.
    pub attempt: Attempt,
    /// Its number among its copies, from 0.
    pub leg: u32,
    /// How many copies there are.
    pub legs: u32,
    /// A number unique in the run.
    pub number: u64,
    /// The workspace.
    pub workspace: String,
    /// A folder for passing files, emptied at the job's end.
    pub temp: String,
    /// The folder for tools.
    pub tools: String,
    /// The image it runs in.
    pub image: Option<String>,
    /// The environment it deploys to.
    pub environment: Option<EnvironmentFacts>,
    /// The machine.
    pub runner: RunnerFacts,
    /// When it started, RFC 3339.
    pub started_at: String,
    /// Its time limit in seconds.
    pub timeout: Option<u64>,
}
