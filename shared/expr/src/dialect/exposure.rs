//! Where strangers reach into the runs of a language, as facts for audits.

use super::Dialect;

/// What a language's own names mean to somebody who looks for ways to misuse a pipeline.
#[derive(Clone, Copy, Debug)]
pub struct Exposure {
    /// Paths and variables with text that anyone may write; `*` stands for all members.
    pub untrusted: &'static [&'static str],
    /// Paths to the names of branches and tags.
    pub refs: &'static [&'static str],
    /// Beginnings or ends of paths whose values are numbers, fixed words or names of a checked form.
    pub shaped: &'static [&'static str],
    /// The context of secrets.
    pub secrets: Option<&'static str>,
    /// The secret that every run has of its own.
    pub own_token: Option<&'static str>,
    /// Whether a job's token may write when nobody says what it may.
    pub broad_token: bool,
    /// Whether pipelines and jobs have names for people beside their ids.
    pub titles: bool,
    /// Events of the forge that strangers set off and that run with the rights of the repository.
    pub stranger_events: &'static [&'static str],
    /// Variables with the path of a file whose lines become variables or folders of programs for later steps.
    pub step_files: &'static [&'static str],
    /// The variable that brings back commands through which output sets variables.
    pub unsafe_commands: Option<&'static str>,
    /// Paths that name who caused the run last, which is not who wrote what it runs on.
    pub actors: &'static [&'static str],
    /// Variables and paths that name the folder with the sources.
    pub workspaces: &'static [&'static str],
    /// The input that says whether a checkout leaves its token in the workspace, and whether it does so unasked.
    pub keeps_token: Option<(&'static str, bool)>,
    /// The variable that holds the tag of a run on a tag.
    pub tag: Option<&'static str>,
    /// The label of machines that the user keeps.
    pub own_machines: Option<&'static str>,
}

const NONE: Exposure = Exposure {
    untrusted: &[],
    refs: &[],
    shaped: &[],
    secrets: None,
    own_token: None,
    broad_token: false,
    titles: false,
    stranger_events: &[],
    step_files: &[],
    unsafe_commands: None,
    actors: &[],
    workspaces: &[],
    keeps_token: None,
    tag: None,
    own_machines: None,
};

/// After <https://docs.github.com/en/actions/reference/security/secure-use>.
const GITHUB: Exposure = Exposure {
    untrusted: &[
        "github.head_ref",
        "github.event.comment.body",
        "github.event.commits.*.author.email",
        "github.event.commits.*.author.name",
        "github.event.commits.*.message",
        "github.event.discussion.body",
        "github.event.discussion.title",
        "github.event.discussion_comment.body",
        "github.event.head_commit.author.email",
        "github.event.head_commit.author.name",
        "github.event.head_commit.message",
        "github.event.issue.body",
        "github.event.issue.title",
        "github.event.issue_comment.body",
        "github.event.pages.*.page_name",
        "github.event.pull_request.body",
        "github.event.pull_request.head.label",
        "github.event.pull_request.head.ref",
        "github.event.pull_request.head.repo.default_branch",
        "github.event.pull_request.title",
        "github.event.review.body",
        "github.event.review_comment.body",
        "github.event.workflow_run.display_title",
        "github.event.workflow_run.head_branch",
        "github.event.workflow_run.head_commit.author.email",
        "github.event.workflow_run.head_commit.author.name",
        "github.event.workflow_run.head_commit.message",
        "github.event.workflow_run.head_repository.description",
        "github.event.workflow_run.pull_requests.*.head.ref",
    ],
    refs: &["github.ref", "github.ref_name", "github.head_ref", "github.base_ref"],
    shaped: &[
        "github.action",
        "github.actor",
        "github.api_url",
        "github.event_name",
        "github.event_path",
        "github.graphql_url",
        "github.job",
        "github.output",
        "github.path",
        "github.ref_protected",
        "github.ref_type",
        "github.repository",
        "github.retention_days",
        "github.run_",
        "github.server_url",
        "github.sha",
        "github.token",
        "github.triggering_actor",
        "github.workflow",
        "github.workspace",
        "github.event.action",
        "github.event.after",
        "github.event.before",
        "github.event.repository",
        "github.event.organization",
        ".id",
        ".number",
        ".sha",
        "_url",
        ".url",
        "_id",
        "_at",
        ".login",
        ".merged",
        ".draft",
        ".result",
        ".outcome",
        ".conclusion",
        "job.",
        "runner.",
        "secrets.",
        "strategy.",
        "vars.",
    ],
    secrets: Some("secrets"),
    own_token: Some("GITHUB_TOKEN"),
    broad_token: true,
    titles: true,
    stranger_events: &["issue_comment", "discussion_comment", "fork", "watch"],
    step_files: &["GITHUB_ENV", "GITHUB_PATH"],
    unsafe_commands: Some("ACTIONS_ALLOW_UNSECURE_COMMANDS"),
    actors: &["github.actor", "github.triggering_actor", "github.actor_id"],
    workspaces: &["github.workspace", "GITHUB_WORKSPACE"],
    keeps_token: Some(("persist-credentials", true)),
    tag: None,
    own_machines: Some("self-hosted"),
};

/// After <https://docs.gitlab.com/ci/variables/predefined_variables/>.
const GITLAB: Exposure = Exposure {
    untrusted: &[
        "CI_COMMIT_AUTHOR",
        "CI_COMMIT_BRANCH",
        "CI_COMMIT_DESCRIPTION",
        "CI_COMMIT_MESSAGE",
        "CI_COMMIT_REF_NAME",
        "CI_COMMIT_TAG",
        "CI_COMMIT_TAG_MESSAGE",
        "CI_COMMIT_TITLE",
        "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME",
        "CI_MERGE_REQUEST_DESCRIPTION",
        "CI_MERGE_REQUEST_LABELS",
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
        "CI_MERGE_REQUEST_TITLE",
    ],
    workspaces: &["CI_PROJECT_DIR"],
    tag: Some("CI_COMMIT_TAG"),
    ..NONE
};

/// After <https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables>.
const AZURE: Exposure = Exposure {
    untrusted: &[
        "variables.Build.SourceBranch",
        "variables.Build.SourceBranchName",
        "variables.Build.SourceVersionAuthor",
        "variables.Build.SourceVersionMessage",
        "variables.Release.ReleaseDescription",
        "variables.System.PullRequest.SourceBranch",
        "variables.System.PullRequest.SourceCommitMessage",
    ],
    workspaces: &["System.DefaultWorkingDirectory", "Build.SourcesDirectory", "Build.Repository.LocalPath"],
    keeps_token: Some(("persistCredentials", false)),
    ..NONE
};

/// After <https://www.jenkins.io/doc/book/pipeline/multibranch/#additional-environment-variables>.
const JENKINS: Exposure = Exposure {
    untrusted: &[
        "env.BRANCH_NAME",
        "env.CHANGE_AUTHOR",
        "env.CHANGE_AUTHOR_DISPLAY_NAME",
        "env.CHANGE_AUTHOR_EMAIL",
        "env.CHANGE_BRANCH",
        "env.CHANGE_TITLE",
        "env.GIT_BRANCH",
        "env.GIT_LOCAL_BRANCH",
        "env.TAG_NAME",
    ],
    workspaces: &["WORKSPACE"],
    tag: Some("TAG_NAME"),
    ..NONE
};

const NATIVE: Exposure = Exposure {
    untrusted: &[
        "branch",
        "ref",
        "tag",
        "RUSTCI_BRANCH",
        "RUSTCI_COMMIT_MESSAGE",
        "RUSTCI_REF",
        "RUSTCI_TAG",
    ],
    secrets: Some("secrets"),
    workspaces: &["RUSTCI_WORKSPACE"],
    tag: Some("tag"),
    ..NONE
};

impl Dialect {
    /// Where strangers reach into its runs.
    #[must_use]
    pub fn exposure(self) -> &'static Exposure {
        match self {
            Dialect::GitHub => &GITHUB,
            Dialect::GitLab => &GITLAB,
            Dialect::Azure => &AZURE,
            Dialect::Jenkins => &JENKINS,
            Dialect::Native => &NATIVE,
        }
    }
}

impl Exposure {
    /// Which untrusted value a variable is, if it is one.
    #[must_use]
    pub fn untrusted_variable(&self, name: &str) -> Option<&'static str> {
        let bare =
            |known: &&&str| known.strip_prefix("variables.").unwrap_or(known).eq_ignore_ascii_case(name);
        self.untrusted.iter().find(bare).copied()
    }

    /// Whether a path leads to what cannot hold a command.
    #[must_use]
    pub fn is_shaped(&self, path: &str) -> bool {
        let path = path.to_ascii_lowercase();
        self.shaped.iter().any(|part| match part.starts_with(['.', '_']) {
            true => path.ends_with(part),
            false => path.starts_with(part),
        })
    }
}
