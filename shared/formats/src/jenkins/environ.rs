//! The variables that stages see: <https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables>.
use crate::Environ;
use events::{Facts, GitRef, JobFacts, Source};
use expr::Value;

/// Variables in the making.
#[derive(Default)]
struct List(Vec<(String, String)>);

impl List {
    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }
}

/// What started a run, as Jenkins names its causes.
fn cause(source: Source) -> &'static str {
    match source {
        Source::Push | Source::Tag | Source::PullRequest => "BranchEventCause",
        Source::Schedule => "TimerTrigger",
        Source::Manual | Source::Api | Source::Forge => "UserIdCause",
        Source::Pipeline | Source::Parent => "UpstreamCause",
    }
}

/// The variables of a whole run, and what scripts find as `currentBuild`.
pub(super) fn of_run(facts: &Facts) -> Environ {
    let mut list = List::default();
    let number = facts.number.to_string();
    let name = if facts.repository.name.is_empty() { "pipeline" } else { &facts.repository.name };
    list.set("CI", "true");
    list.set("BUILD_NUMBER", &*number);
    list.set("BUILD_ID", &*number);
    list.set("BUILD_DISPLAY_NAME", format!("#{number}"));
    list.set("JOB_NAME", name);
    list.set("JOB_BASE_NAME", name);
    list.set("BUILD_TAG", format!("jenkins-{name}-{number}"));
    list.set("EXECUTOR_NUMBER", "0");
    list.set("JENKINS_URL", &*facts.server_url);
    list.set("BUILD_URL", format!("{}job/{name}/{number}/", facts.server_url));
    list.set("JOB_URL", format!("{}job/{name}/", facts.server_url));
    places(&mut list, facts);
    let changed = facts
        .changed
        .as_ref()
        .map_or(Value::Null, |files| Value::array(files.iter().map(|file| Value::from(file.as_str()))));
    let build = Value::object([
        ("number", Value::from(facts.number as f64)),
        ("id", Value::from(&*number)),
        ("displayName", Value::from(format!("#{number}"))),
        ("fullDisplayName", Value::from(format!("{name} #{number}"))),
        ("projectName", Value::from(name)),
        ("fullProjectName", Value::from(name)),
        ("absoluteUrl", Value::from(format!("{}job/{name}/{number}/", facts.server_url))),
        ("cause", Value::from(cause(facts.source))),
        ("changed", changed),
        ("message", Value::from(&*facts.commit.message)),
    ]);
    let contexts = [("build".to_owned(), build)].into_iter().collect();
    let overrides = facts.variables.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    Environ { contexts, env: list.0, overrides, ..Environ::default() }
}

/// The branch, the tag, the change request, the commit.
fn places(list: &mut List, facts: &Facts) {
    let branch = facts.git_ref.short();
    match (&facts.pull_request, &facts.git_ref) {
        (Some(change), _) => {
            list.set("BRANCH_NAME", format!("PR-{}", change.number));
            list.set("CHANGE_ID", change.number.to_string());
            list.set("CHANGE_TITLE", &*change.title);
            list.set("CHANGE_BRANCH", &*change.head);
            list.set("CHANGE_TARGET", &*change.base);
            list.set("CHANGE_AUTHOR", &*facts.actor);
            list.set("CHANGE_URL", format!("{}/pull/{}", facts.repository.url, change.number));
            if change.fork {
                list.set("CHANGE_FORK", change.head.split(':').next().unwrap_or_default());
            }
        }
        (None, GitRef::Tag(tag)) => {
            list.set("TAG_NAME", &**tag);
            list.set("BRANCH_NAME", &**tag);
        }
        (None, _) => {
            list.set("BRANCH_NAME", branch);
            if branch == facts.repository.default_branch {
                list.set("BRANCH_IS_PRIMARY", "true");
            }
        }
    }
    if !facts.commit.sha.is_empty() {
        list.set("GIT_COMMIT", &*facts.commit.sha);
        list.set("GIT_BRANCH", format!("origin/{branch}"));
        list.set("GIT_LOCAL_BRANCH", branch);
        list.set("GIT_URL", &*facts.repository.url);
    }
}

/// The variables of one job, on top of its run's.
pub(super) fn of_job(_: &Facts, job: &JobFacts) -> Environ {
    let mut list = List::default();
    list.set("STAGE_NAME", job.key.rsplit(" / ").next().unwrap_or(&job.key));
    list.set("WORKSPACE", &*job.workspace);
    list.set("WORKSPACE_TMP", &*job.temp);
    list.set("NODE_NAME", &*job.runner.name);
    list.set("NODE_LABELS", &*job.runner.name);
    Environ { env: list.0, ..Environ::default() }
}
