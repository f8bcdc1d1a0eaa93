//! The variables that jobs see: <https://docs.gitlab.com/ci/variables/predefined_variables/>.

use crate::Environ;
use events::{Facts, GitRef, JobFacts, Source};

/// Variables in the making.
#[derive(Default)]
struct List(Vec<(String, String)>);

impl List {
    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    fn set_all<const N: usize>(&mut self, values: [(&str, &str); N]) {
        for (name, value) in values {
            self.set(name, value);
        }
    }
}

/// The variables of a whole run. Those given by hand win over all that the pipeline says.
pub fn run(facts: &Facts) -> Environ {
    let mut list = List::default();
    list.set_all([
        ("CI", "true"),
        ("GITLAB_CI", "true"),
        ("CI_SERVER", "yes"),
        ("CI_SERVER_NAME", "GitLab"),
        ("GITLAB_FEATURES", ""),
    ]);
    server(&mut list, facts);
    commit(&mut list, facts);
    project(&mut list, facts);
    pipeline(&mut list, facts);
    if facts.pull_request.is_some() || facts.source == Source::PullRequest {
        merge_request(&mut list, facts);
    }
    let overrides = facts.variables.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    Environ { env: list.0, overrides, ..Environ::default() }
}

/// The variables of one job.
pub fn job(_: &Facts, job: &JobFacts) -> Environ {
    let mut list = List::default();
    list.set("CI_JOB_ID", job.number.to_string());
    list.set("CI_JOB_NAME", &*job.name);
    list.set("CI_JOB_NAME_SLUG", slug(&job.name, 63));
    list.set("CI_JOB_GROUP_NAME", &*job.key);
    list.set("CI_JOB_STAGE", job.stage.as_deref().unwrap_or("test"));
    list.set("CI_JOB_STARTED_AT", &*job.started_at);
    list.set("CI_PROJECT_DIR", &*job.workspace);
    list.set("CI_BUILDS_DIR", parent(&job.workspace));
    list.set("CI_NODE_TOTAL", job.legs.max(1).to_string());
    list.set("CI_RUNNER_DESCRIPTION", &*job.runner.name);
    list.set("CI_RUNNER_EXECUTABLE_ARCH", executable(&job.runner.os, &job.runner.arch));
    list.set_all([("CI_RUNNER_ID", "1"), ("CI_RUNNER_TAGS", "[]"), ("CI_CONCURRENT_ID", "0")]);
    if job.legs > 1 {
        list.set("CI_NODE_INDEX", (job.leg + 1).to_string());
    }
    if let Some(image) = &job.image {
        list.set("CI_JOB_IMAGE", &**image);
    }
    if let Some(seconds) = job.timeout {
        list.set("CI_JOB_TIMEOUT", seconds.to_string());
    }
    if let Some(environment) = &job.environment {
        list.set("CI_ENVIRONMENT_NAME", &*environment.name);
        list.set("CI_ENVIRONMENT_SLUG", slug(&environment.name, 24));
        list.set("CI_ENVIRONMENT_URL", environment.url.as_deref().unwrap_or_default());
        list.set("CI_ENVIRONMENT_ACTION", environment.action.as_deref().unwrap_or("start"));
        list.set(
            "CI_ENVIRONMENT_TIER",
            environment.tier.as_deref().unwrap_or_else(|| tier(&environment.name)),
        );
    }
    Environ { env: list.0, ..Environ::default() }
}

/// The tier that a name suggests, as <https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments> guesses it.
fn tier(name: &str) -> &'static str {
    let name = name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match () {
        () if says(&["dev", "review", "trunk"]) => "development",
        () if says(&["test", "tst", "int", "ac", "acpt", "qa", "qc", "control", "quality"]) => "testing",
        () if says(&["st", "mod", "pre", "demo", "non"]) => "staging",
        () if says(&["prod", "live"]) => "production",
        () => "other",
    }
}

fn server(list: &mut List, facts: &Facts) {
    let url = facts.server_url.trim_end_matches('/');
    let (protocol, host) = url.split_once("://").unwrap_or(("https", url));
    let (name, port) = host.split_once(':').unwrap_or((host, if protocol == "http" { "80" } else { "443" }));
    list.set_all([
        ("CI_SERVER_URL", url),
        ("CI_SERVER_PROTOCOL", protocol),
        ("CI_SERVER_HOST", name),
        ("CI_SERVER_PORT", port),
        ("CI_SERVER_FQDN", host),
    ]);
    list.set("CI_API_V4_URL", format!("{url}/api/v4"));
    list.set("CI_API_GRAPHQL_URL", format!("{url}/api/graphql"));
}

fn commit(list: &mut List, facts: &Facts) {
    let commit = &facts.commit;
    let name = facts.git_ref.short();
    let (title, description) = commit.message.split_once('\n').unwrap_or((&commit.message, ""));
    list.set_all([
        ("CI_COMMIT_SHA", &commit.sha),
        ("CI_COMMIT_SHORT_SHA", commit.sha.get(..8).unwrap_or(&commit.sha)),
        ("CI_COMMIT_BEFORE_SHA", &facts.before),
        ("CI_COMMIT_MESSAGE", &commit.message),
        ("CI_COMMIT_TITLE", title),
        ("CI_COMMIT_DESCRIPTION", description.trim_start()),
        ("CI_COMMIT_AUTHOR", &commit.author),
        ("CI_COMMIT_TIMESTAMP", &commit.timestamp),
        ("CI_COMMIT_REF_NAME", name),
        ("CI_COMMIT_REF_PROTECTED", "false"),
    ]);
    list.set("CI_COMMIT_REF_SLUG", slug(name, 63));
    match &facts.git_ref {
        GitRef::Tag(tag) => list.set("CI_COMMIT_TAG", &**tag),
        GitRef::Branch(branch) if facts.source != Source::PullRequest => {
            list.set("CI_COMMIT_BRANCH", &**branch)
        }
        GitRef::Branch(_) | GitRef::Other(_) => {}
    }
}

fn project(list: &mut List, facts: &Facts) {
    let repository = &facts.repository;
    let path = format!("{}/{}", repository.owner, repository.name);
    let path = path.trim_start_matches('/');
    let root = repository.owner.split('/').next().unwrap_or_default();
    list.set_all([
        ("CI_PROJECT_ID", "1"),
        ("CI_PROJECT_NAME", &repository.name),
        ("CI_PROJECT_TITLE", &repository.name),
        ("CI_PROJECT_PATH", path),
        ("CI_PROJECT_NAMESPACE", &repository.owner),
        ("CI_PROJECT_ROOT_NAMESPACE", root),
        ("CI_PROJECT_URL", &repository.url),
        ("CI_PROJECT_VISIBILITY", "private"),
        ("CI_REPOSITORY_URL", &repository.url),
        ("CI_DEFAULT_BRANCH", &repository.default_branch),
        ("CI_CONFIG_PATH", &facts.pipeline_path),
    ]);
    list.set("CI_PROJECT_PATH_SLUG", slug(path, 63));
    list.set("CI_PROJECT_NAMESPACE_SLUG", slug(&repository.owner, 63));
    list.set_all([
        ("GITLAB_USER_LOGIN", &facts.actor),
        ("GITLAB_USER_NAME", &facts.actor),
        ("GITLAB_USER_ID", "1"),
    ]);
    let mail = facts.commit.author.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    list.set("GITLAB_USER_EMAIL", mail.map_or("", |(mail, _)| mail));
}

fn pipeline(list: &mut List, facts: &Facts) {
    list.set("CI_PIPELINE_ID", facts.number.to_string());
    list.set("CI_PIPELINE_IID", facts.number.to_string());
    list.set("CI_PIPELINE_CREATED_AT", &*facts.created_at);
    list.set("CI_PIPELINE_SOURCE", source(facts));
    list.set("CI_PIPELINE_URL", format!("{}/-/pipelines/{}", facts.repository.url, facts.number));
    if facts.source == Source::Parent {
        list.set("CI_PIPELINE_TRIGGERED", "true");
    }
}

/// GitLab's own word for what started a pipeline; one given by hand counts if GitLab knows it.
fn source(facts: &Facts) -> &str {
    const WORDS: &[&str] = &[
        "api",
        "chat",
        "external",
        "external_pull_request_event",
        "merge_request_event",
        "ondemand_dast_scan",
        "parent_pipeline",
        "pipeline",
        "push",
        "schedule",
        "trigger",
        "web",
    ];
    if let Some(event) = facts.event.as_deref().filter(|event| WORDS.contains(event)) {
        return event;
    }
    match facts.source {
        Source::Push | Source::Tag => "push",
        Source::PullRequest => "merge_request_event",
        Source::Schedule => "schedule",
        Source::Manual => "web",
        Source::Api => "api",
        Source::Pipeline => "pipeline",
        Source::Parent => "parent_pipeline",
        Source::Forge => "external",
    }
}

fn merge_request(list: &mut List, facts: &Facts) {
    let Some(request) = &facts.pull_request else { return };
    let number = request.number.to_string();
    let path = format!("{}/{}", facts.repository.owner, facts.repository.name);
    list.set_all([
        ("CI_MERGE_REQUEST_ID", &number),
        ("CI_MERGE_REQUEST_IID", &number),
        ("CI_MERGE_REQUEST_TITLE", &request.title),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", &request.head),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", &request.base),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", &facts.commit.sha),
        ("CI_MERGE_REQUEST_EVENT_TYPE", "detached"),
        ("CI_MERGE_REQUEST_PROJECT_PATH", &path),
        ("CI_MERGE_REQUEST_PROJECT_URL", &facts.repository.url),
        ("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", if request.fork { "" } else { &path }),
        ("CI_OPEN_MERGE_REQUESTS", &format!("{path}!{number}")),
    ]);
    list.set("CI_MERGE_REQUEST_REF_PATH", format!("refs/merge-requests/{number}/head"));
}

/// Lower case, everything else than letters and digits a dash, at most so long, no dash at either end.
fn slug(text: &str, most: usize) -> String {
    let lower = text.to_lowercase();
    let dashed = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let cut: String = dashed.take(most).collect();
    cut.trim_matches('-').to_owned()
}

fn parent(folder: &str) -> &str {
    folder.trim_end_matches(['/', '\\']).rsplit_once(['/', '\\']).map_or("", |(parent, _)| parent)
}

/// `linux/amd64`
fn executable(os: &str, arch: &str) -> String {
    let os = if os == "macOS" { "darwin".to_owned() } else { os.to_lowercase() };
    let arch = match arch {
        "X64" => "amd64".to_owned(),
        "X86" => "386".to_owned(),
        other => other.to_lowercase(),
    };
    format!("{os}/{arch}")
}
