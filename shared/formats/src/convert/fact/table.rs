//! What each language calls what is known of a run.
use super::Fact;
use expr::Dialect;

/// One fact in all languages; an empty text where a language has no word for it.
pub(super) struct Row {
    pub fact: Fact,
    /// GitHub's context and variable, <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts>.
    github: (&'static str, &'static str),
    /// GitLab's variable, <https://docs.gitlab.com/ci/variables/predefined_variables/>.
    gitlab: &'static str,
    /// RustCI's name and variable.
    native: (&'static str, &'static str),
    /// The variable of Azure Pipelines, and what processes call it,
    /// <https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables>.
    azure: (&'static str, &'static str),
    /// Jenkins' variable, <https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables>.
    jenkins: &'static str,
}

const fn row(
    fact: Fact,
    github: (&'static str, &'static str),
    gitlab: &'static str,
    native: (&'static str, &'static str),
    azure: (&'static str, &'static str),
    jenkins: &'static str,
) -> Row {
    Row { fact, github, gitlab, native, azure, jenkins }
}

pub(super) const TABLE: &[Row] = &[
    row(Fact::Branch, ("", ""), "CI_COMMIT_BRANCH", ("branch", "RUSTCI_BRANCH"), ("", ""), "BRANCH_NAME"),
    row(Fact::Tag, ("", ""), "CI_COMMIT_TAG", ("tag", "RUSTCI_TAG"), ("", ""), "TAG_NAME"),
    row(
        Fact::RefName,
        ("github.ref_name", "GITHUB_REF_NAME"),
        "CI_COMMIT_REF_NAME",
        ("", ""),
        ("Build.SourceBranchName", "BUILD_SOURCEBRANCHNAME"),
        "BRANCH_NAME",
    ),
    row(
        Fact::Ref,
        ("github.ref", "GITHUB_REF"),
        "",
        ("ref", "RUSTCI_REF"),
        ("Build.SourceBranch", "BUILD_SOURCEBRANCH"),
        "",
    ),
    row(
        Fact::Commit,
        ("github.sha", "GITHUB_SHA"),
        "CI_COMMIT_SHA",
        ("commit", "RUSTCI_COMMIT"),
        ("Build.SourceVersion", "BUILD_SOURCEVERSION"),
        "GIT_COMMIT",
    ),
    row(Fact::ShortCommit, ("", ""), "CI_COMMIT_SHORT_SHA", ("", ""), ("", ""), ""),
    row(
        Fact::Before,
        ("github.event.before", ""),
        "CI_COMMIT_BEFORE_SHA",
        ("", ""),
        ("", ""),
        "GIT_PREVIOUS_COMMIT",
    ),
    row(
        Fact::Message,
        ("github.event.head_commit.message", ""),
        "CI_COMMIT_MESSAGE",
        ("", "RUSTCI_COMMIT_MESSAGE"),
        ("Build.SourceVersionMessage", "BUILD_SOURCEVERSIONMESSAGE"),
        "",
    ),
    row(
        Fact::Event,
        ("github.event_name", "GITHUB_EVENT_NAME"),
        "CI_PIPELINE_SOURCE",
        ("event", "RUSTCI_EVENT"),
        ("Build.Reason", "BUILD_REASON"),
        "",
    ),
    row(
        Fact::Actor,
        ("github.actor", "GITHUB_ACTOR"),
        "GITLAB_USER_LOGIN",
        ("actor", "RUSTCI_ACTOR"),
        ("Build.RequestedFor", "BUILD_REQUESTEDFOR"),
        "",
    ),
    row(
        Fact::Repository,
        ("github.repository", "GITHUB_REPOSITORY"),
        "CI_PROJECT_PATH",
        ("repository", "RUSTCI_REPOSITORY"),
        ("Build.Repository.Name", "BUILD_REPOSITORY_NAME"),
        "",
    ),
    row(
        Fact::Owner,
        ("github.repository_owner", "GITHUB_REPOSITORY_OWNER"),
        "CI_PROJECT_NAMESPACE",
        ("", ""),
        ("", ""),
        "",
    ),
    row(
        Fact::Project,
        ("github.event.repository.name", ""),
        "CI_PROJECT_NAME",
        ("", ""),
        ("System.TeamProject", "SYSTEM_TEAMPROJECT"),
        "",
    ),
    row(
        Fact::ProjectUrl,
        ("github.event.repository.html_url", ""),
        "CI_PROJECT_URL",
        ("", ""),
        ("Build.Repository.Uri", "BUILD_REPOSITORY_URI"),
        "GIT_URL",
    ),
    row(
        Fact::DefaultBranch,
        ("github.event.repository.default_branch", ""),
        "CI_DEFAULT_BRANCH",
        ("", "RUSTCI_DEFAULT_BRANCH"),
        ("", ""),
        "",
    ),
    row(
        Fact::Server,
        ("github.server_url", "GITHUB_SERVER_URL"),
        "CI_SERVER_URL",
        ("", ""),
        ("System.CollectionUri", "SYSTEM_COLLECTIONURI"),
        "JENKINS_URL",
    ),
    row(
        Fact::RunId,
        ("github.run_id", "GITHUB_RUN_ID"),
        "CI_PIPELINE_ID",
        ("pipeline.id", "RUSTCI_RUN_ID"),
        ("Build.BuildId", "BUILD_BUILDID"),
        "BUILD_ID",
    ),
    row(
        Fact::RunNumber,
        ("github.run_number", "GITHUB_RUN_NUMBER"),
        "CI_PIPELINE_IID",
        ("pipeline.number", "RUSTCI_RUN_NUMBER"),
        ("Build.BuildNumber", "BUILD_BUILDNUMBER"),
        "BUILD_NUMBER",
    ),
    row(
        Fact::Attempt,
        ("github.run_attempt", "GITHUB_RUN_ATTEMPT"),
        "",
        ("", "RUSTCI_ATTEMPT"),
        ("System.JobAttempt", "SYSTEM_JOBATTEMPT"),
        "",
    ),
    row(
        Fact::Pipeline,
        ("github.workflow", "GITHUB_WORKFLOW"),
        "CI_PIPELINE_NAME",
        ("", ""),
        ("Build.DefinitionName", "BUILD_DEFINITIONNAME"),
        "JOB_NAME",
    ),
    row(
        Fact::Job,
        ("github.job", "GITHUB_JOB"),
        "CI_JOB_NAME",
        ("job.name", "RUSTCI_JOB"),
        ("System.JobName", "SYSTEM_JOBNAME"),
        "",
    ),
    row(
        Fact::Stage,
        ("", ""),
        "CI_JOB_STAGE",
        ("stage", "RUSTCI_STAGE"),
        ("System.StageName", "SYSTEM_STAGENAME"),
        "STAGE_NAME",
    ),
    row(
        Fact::Workspace,
        ("github.workspace", "GITHUB_WORKSPACE"),
        "CI_PROJECT_DIR",
        ("", "RUSTCI_WORKSPACE"),
        ("Build.SourcesDirectory", "BUILD_SOURCESDIRECTORY"),
        "WORKSPACE",
    ),
    row(
        Fact::Temp,
        ("runner.temp", "RUNNER_TEMP"),
        "",
        ("", "RUSTCI_TEMP"),
        ("Agent.TempDirectory", "AGENT_TEMPDIRECTORY"),
        "WORKSPACE_TMP",
    ),
    row(Fact::Os, ("runner.os", "RUNNER_OS"), "", ("", ""), ("Agent.OS", "AGENT_OS"), ""),
    row(
        Fact::Token,
        ("github.token", ""),
        "CI_JOB_TOKEN",
        ("", ""),
        ("System.AccessToken", "SYSTEM_ACCESSTOKEN"),
        "",
    ),
    row(
        Fact::PullNumber,
        ("github.event.pull_request.number", ""),
        "CI_MERGE_REQUEST_IID",
        ("", ""),
        ("System.PullRequest.PullRequestId", "SYSTEM_PULLREQUEST_PULLREQUESTID"),
        "CHANGE_ID",
    ),
    row(
        Fact::PullTitle,
        ("github.event.pull_request.title", ""),
        "CI_MERGE_REQUEST_TITLE",
        ("", ""),
        ("", ""),
        "CHANGE_TITLE",
    ),
    row(
        Fact::PullDraft,
        ("github.event.pull_request.draft", ""),
        "CI_MERGE_REQUEST_DRAFT",
        ("", ""),
        ("", ""),
        "",
    ),
    row(
        Fact::SourceBranch,
        ("github.head_ref", "GITHUB_HEAD_REF"),
        "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
        ("", ""),
        ("System.PullRequest.SourceBranch", "SYSTEM_PULLREQUEST_SOURCEBRANCH"),
        "CHANGE_BRANCH",
    ),
    row(
        Fact::TargetBranch,
        ("github.base_ref", "GITHUB_BASE_REF"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        ("", ""),
        ("System.PullRequest.TargetBranchName", "SYSTEM_PULLREQUEST_TARGETBRANCHNAME"),
        "CHANGE_TARGET",
    ),
    row(
        Fact::Copy,
        ("", ""),
        "CI_NODE_INDEX",
        ("", "RUSTCI_COPY"),
        ("System.JobPositionInPhase", "SYSTEM_JOBPOSITIONINPHASE"),
        "CI_NODE_INDEX",
    ),
    row(
        Fact::Copies,
        ("strategy.job-total", ""),
        "CI_NODE_TOTAL",
        ("", "RUSTCI_COPIES"),
        ("System.TotalJobsInPhase", "SYSTEM_TOTALJOBSINPHASE"),
        "CI_NODE_TOTAL",
    ),
];

/// Other words for the same.
pub(super) const SYNONYMS: &[(&str, Fact)] = &[
    ("github.event.number", Fact::PullNumber),
    ("github.event.pull_request.head.ref", Fact::SourceBranch),
    ("github.event.pull_request.base.ref", Fact::TargetBranch),
    ("github.event.repository.full_name", Fact::Repository),
    ("github.triggering_actor", Fact::Actor),
    ("secrets.GITHUB_TOKEN", Fact::Token),
    ("CI_MERGE_REQUEST_ID", Fact::PullNumber),
    ("CI_PROJECT_ROOT_NAMESPACE", Fact::Owner),
    ("CI_COMMIT_TITLE", Fact::Message),
    ("GITLAB_USER_NAME", Fact::Actor),
    ("CI_BUILD_REF", Fact::Commit),
    ("CI_BUILD_REF_NAME", Fact::RefName),
    ("CI_BUILD_TAG", Fact::Tag),
    ("System.DefaultWorkingDirectory", Fact::Workspace),
    ("Build.Repository.LocalPath", Fact::Workspace),
    ("Pipeline.Workspace", Fact::Workspace),
    ("Agent.BuildDirectory", Fact::Workspace),
    ("Build.BinariesDirectory", Fact::Temp),
    ("System.ArtifactsDirectory", Fact::Temp),
    ("Build.ArtifactStagingDirectory", Fact::Temp),
    ("System.PullRequest.PullRequestNumber", Fact::PullNumber),
    ("System.PullRequest.TargetBranch", Fact::TargetBranch),
];

fn some(word: &'static str) -> Option<&'static str> {
    (!word.is_empty()).then_some(word)
}

impl Row {
    /// What expressions call it.
    pub fn name(&self, dialect: Dialect) -> Option<&'static str> {
        match dialect {
            Dialect::GitHub => some(self.github.0),
            Dialect::Native => some(self.native.0),
            Dialect::Azure => some(self.azure.0),
            Dialect::GitLab | Dialect::Jenkins => None,
        }
    }

    /// The variable that processes find it in.
    pub fn variable(&self, dialect: Dialect) -> Option<&'static str> {
        match dialect {
            Dialect::GitHub => some(self.github.1),
            Dialect::GitLab => some(self.gitlab),
            Dialect::Native => some(self.native.1),
            Dialect::Azure => some(self.azure.1),
            Dialect::Jenkins => some(self.jenkins),
        }
    }
}
