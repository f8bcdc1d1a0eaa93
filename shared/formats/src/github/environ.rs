//! Contexts and variables, after <https://docs.github.com/en/actions/reference/workflows-and-actions/contexts> and
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>.

use crate::Environ;
use events::{Facts, GitRef, JobFacts, RunnerFacts, Source};
use expr::{Object, Value};
use indexmap::IndexMap;

/// What holds for a whole run.
pub(super) fn run(facts: &Facts) -> Environ {
    let mut contexts = IndexMap::new();
    contexts.insert("github".to_owned(), object(github(facts)));
    contexts.insert(
        "vars".to_owned(),
        object(facts.variables.iter().map(|(k, v)| (k.clone(), v.as_str().into()))),
    );
    let inputs = facts.inputs.iter().map(|(name, value)| (name.clone(), Value::from(value.clone())));
    contexts.insert("inputs".to_owned(), object(inputs));
    contexts.insert("runner".to_owned(), object(machine(&facts.runner)));
    Environ { contexts, env: variables(facts), overrides: Vec::new() }
}

/// What holds for one job, on top of its run.
pub(super) fn job(facts: &Facts, job: &JobFacts) -> Environ {
    let mut here: Pairs = github(facts);
    here.push(("job".into(), job.key.as_str().into()));
    here.push(("workspace".into(), job.workspace.as_str().into()));
    let mut runner = machine(&job.runner);
    runner.push(("temp".into(), job.temp.as_str().into()));
    runner.push(("tool_cache".into(), job.tools.as_str().into()));
    runner.push(("workspace".into(), job.workspace.as_str().into()));
    let strategy = [("job-index", f64::from(job.leg)), ("job-total", f64::from(job.legs))];
    let status = [("status".to_owned(), Value::from("success"))];

    let mut contexts = IndexMap::new();
    contexts.insert("github".to_owned(), object(here));
    contexts.insert("runner".to_owned(), object(runner));
    contexts.insert("strategy".to_owned(), object(strategy.map(|(name, n)| (name.to_owned(), n.into()))));
    contexts.insert("job".to_owned(), object(status));
    let env = [
        ("GITHUB_JOB", job.key.clone()),
        ("GITHUB_WORKSPACE", job.workspace.clone()),
        ("RUNNER_NAME", job.runner.name.clone()),
        ("RUNNER_OS", job.runner.os.clone()),
        ("RUNNER_ARCH", job.runner.arch.clone()),
        ("RUNNER_TEMP", job.temp.clone()),
        ("RUNNER_TOOL_CACHE", job.tools.clone()),
        ("RUNNER_WORKSPACE", parent(&job.workspace)),
        ("RUNNER_ENVIRONMENT", "self-hosted".to_owned()),
    ];
    Environ { contexts, env: named(env), overrides: Vec::new() }
}

type Pairs = Vec<(String, Value)>;

fn object(entries: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(std::sync::Arc::new(entries.into_iter().collect::<Object>()))
}

fn named<const N: usize>(entries: [(&str, String); N]) -> Vec<(String, String)> {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn github(facts: &Facts) -> Pairs {
    let strings = properties(facts).into_iter().map(|(name, value)| (name.to_owned(), Value::from(value)));
    let event = [("event".to_owned(), event(facts)), ("ref_protected".to_owned(), false.into())];
    strings.chain(event).collect()
}

/// The event's own account; a run that a person starts also has its inputs there.
fn event(facts: &Facts) -> Value {
    let mut payload = facts.payload.clone();
    if payload.is_null() {
        payload = serde_json::json!({});
    }
    if let Some(map) = payload.as_object_mut()
        && event_name(facts) == "workflow_dispatch"
        && !map.contains_key("inputs")
    {
        let inputs = facts.inputs.iter().map(|(name, value)| (name.clone(), value.clone()));
        map.insert("inputs".to_owned(), serde_json::Value::Object(inputs.collect()));
    }
    Value::from(payload)
}

/// The properties of the `github` context that are text and are variables too.
fn properties(facts: &Facts) -> Vec<(&'static str, String)> {
    let repository = format!("{}/{}", facts.repository.owner, facts.repository.name);
    let (full, short, kind) = reference(facts);
    let (head, base) = match &facts.pull_request {
        Some(request) => (request.head.clone(), request.base.clone()),
        None => Default::default(),
    };
    let api = match facts.server_url.trim_end_matches('/') {
        "https://github.com" => "https://api.github.com".to_owned(),
        server => format!("{server}/api/v3"),
    };
    vec![
        ("repository", repository.clone()),
        ("repository_owner", facts.repository.owner.clone()),
        ("actor", facts.actor.clone()),
        ("triggering_actor", facts.actor.clone()),
        ("event_name", event_name(facts).to_owned()),
        ("ref", full.clone()),
        ("ref_name", short),
        ("ref_type", kind.to_owned()),
        ("head_ref", head),
        ("base_ref", base),
        ("sha", facts.commit.sha.clone()),
        ("workflow", facts.pipeline_path.clone()),
        ("workflow_ref", format!("{repository}/{}@{full}", facts.pipeline_path)),
        ("workflow_sha", facts.commit.sha.clone()),
        ("run_id", facts.run.to_string()),
        ("run_number", facts.number.to_string()),
        ("run_attempt", facts.attempt.0.to_string()),
        ("retention_days", "90".to_owned()),
        ("server_url", facts.server_url.clone()),
        ("graphql_url", format!("{}/graphql", api.trim_end_matches("/v3"))),
        ("api_url", api),
    ]
}

fn variables(facts: &Facts) -> Vec<(String, String)> {
    let mut env = named([
        ("CI", "true".to_owned()),
        ("GITHUB_ACTIONS", "true".to_owned()),
        ("GITHUB_REF_PROTECTED", "false".to_owned()),
    ]);
    let named = |(name, value): (&str, String)| (format!("GITHUB_{}", name.to_uppercase()), value);
    env.extend(properties(facts).into_iter().map(named));
    env
}

/// The event's name.
fn event_name(facts: &Facts) -> &str {
    match (&facts.event, facts.source) {
        (Some(name), _) => name,
        (None, Source::Push | Source::Tag) => "push",
        (None, Source::PullRequest) => "pull_request",
        (None, Source::Schedule) => "schedule",
        (None, Source::Manual) => "workflow_dispatch",
        (None, Source::Pipeline) => "workflow_run",
        (None, Source::Parent) => "workflow_call",
        (None, Source::Api | Source::Forge) => "repository_dispatch",
    }
}

/// The ref as a whole, in short, and what it is. A pull request runs on its merge with the target.
fn reference(facts: &Facts) -> (String, String, &'static str) {
    if let Some(request) = facts.pull_request.as_ref().filter(|_| event_name(facts) == "pull_request") {
        return (
            format!("refs/pull/{}/merge", request.number),
            format!("{}/merge", request.number),
            "branch",
        );
    }
    let kind = if matches!(facts.git_ref, GitRef::Tag(_)) { "tag" } else { "branch" };
    (facts.git_ref.full(), facts.git_ref.short().to_owned(), kind)
}

fn machine(runner: &RunnerFacts) -> Pairs {
    let pairs = [
        ("name", runner.name.as_str()),
        ("os", &runner.os),
        ("arch", &runner.arch),
        ("environment", "self-hosted"),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}

fn parent(path: &str) -> String {
    path.trim_end_matches('/').rsplit_once('/').map_or_else(String::new, |(parent, _)| parent.to_owned())
}
