use super::{job, run};
use crate::Environ;
use events::{Attempt, Commit, Facts, GitRef, JobFacts, PullRequest, Repository, RunId, RunnerFacts, Source};
use expr::{Dialect, Value};
use serde_json::json;

fn facts() -> Facts {
    Facts {
        run: RunId::from("42".to_owned()),
        number: 7,
        attempt: Attempt(2),
        source: Source::Push,
        event: None,
        payload: json!(null),
        git_ref: GitRef::Branch("main".to_owned()),
        commit: Commit {
            sha: "abc".to_owned(),
            author: "Ada L <ada@example.org>".to_owned(),
            ..Commit::default()
        },
        before: "0".repeat(40),
        pull_request: None,
        repository: Repository {
            owner: "acme".to_owned(),
            name: "site".to_owned(),
            url: "https://github.com/acme/site".to_owned(),
            default_branch: "main".to_owned(),
        },
        actor: "ada".to_owned(),
        changed: None,
        changed_since: Default::default(),
        files: Default::default(),
        inputs: Default::default(),
        variables: Default::default(),
        secrets: Vec::new(),
        pipeline_path: ".github/workflows/ci.yml".to_owned(),
        pipeline_name: None,
        gate: None,
        created_at: "2026-01-02T03:04:05Z".to_owned(),
        server_url: "https://github.com".to_owned(),
        runner: RunnerFacts { name: "here".to_owned(), os: "Linux".to_owned(), arch: "X64".to_owned() },
        traceparent: None,
        earlier: None,
    }
}

fn job_facts() -> JobFacts {
    JobFacts {
        key: "build".to_owned(),
        name: "build (1)".to_owned(),
        stage: None,
        attempt: Attempt(1),
        leg: 1,
        legs: 3,
        number: 9,
        workspace: "/w/site".to_owned(),
        temp: "/w/temp".to_owned(),
        tools: "/w/tools".to_owned(),
        image: None,
        environment: None,
        runner: facts().runner,
        started_at: String::new(),
        timeout: None,
    }
}

/// The text at a path like `github.event.ref`.
fn at(environ: &Environ, path: &str) -> String {
    let (context, members) = path.split_once('.').unwrap();
    let mut value = environ.contexts[context].clone();
    for member in members.split('.') {
        let Value::Object(object) = &value else { return String::new() };
        value = object.get(member).cloned().unwrap_or_default();
    }
    value.to_text(Dialect::GitHub).into_owned()
}

fn check(environ: &Environ, expected: &[(&str, &str)]) {
    for (path, text) in expected {
        assert_eq!(at(environ, path), *text, "{path}");
    }
}

fn variable<'a>(environ: &'a Environ, name: &str) -> Option<&'a str> {
    environ.env.iter().rfind(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_push_is_told_in_contexts_and_variables() {
    let environ = run(&facts());
    check(
        &environ,
        &[
            ("github.ref", "refs/heads/main"),
            ("github.ref_name", "main"),
            ("github.ref_type", "branch"),
            ("github.repository", "acme/site"),
            ("github.repositoryUrl", "git://github.com/acme/site.git"),
            ("github.event_name", "push"),
            ("github.run_attempt", "2"),
            ("github.workflow", ".github/workflows/ci.yml"),
            ("github.workflow_ref", "acme/site/.github/workflows/ci.yml@refs/heads/main"),
            ("github.api_url", "https://api.github.com"),
            ("github.secret_source", "None"),
            ("github.head_ref", ""),
            ("github.event.ref", "refs/heads/main"),
            ("github.event.created", "true"),
            ("github.event.head_commit.author.email", "ada@example.org"),
            ("github.event.repository.full_name", "acme/site"),
            ("runner.os", "Linux"),
            ("runner.debug", ""),
        ],
    );
    for (name, value) in [
        ("CI", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_REPOSITORY_OWNER", "acme"),
        ("GITHUB_REF_NAME", "main"),
        ("GITHUB_WORKFLOW_SHA", "abc"),
        ("GITHUB_GRAPHQL_URL", "https://api.github.com/graphql"),
    ] {
        assert_eq!(variable(&environ, name), Some(value), "{name}");
    }
    assert_eq!(variable(&environ, "GITHUB_REPOSITORYURL"), None);
}

#[test]
fn a_pull_request_is_for_its_merge_and_its_target_variant_for_the_base() {
    let request = PullRequest {
        number: 5,
        title: "Add".to_owned(),
        head: "topic".into(),
        base: "main".into(),
        fork: true,
    };
    let merge = Facts { source: Source::PullRequest, pull_request: Some(request), ..facts() };
    check(
        &run(&merge),
        &[
            ("github.ref", "refs/pull/5/merge"),
            ("github.ref_name", "5/merge"),
            ("github.head_ref", "topic"),
            ("github.base_ref", "main"),
            ("github.event.action", "opened"),
            ("github.event.pull_request.number", "5"),
            ("github.event.pull_request.head.ref", "topic"),
            ("github.event.pull_request.head.repo.fork", "true"),
            ("github.event.pull_request.base.repo.full_name", "acme/site"),
        ],
    );
    let target = Facts { event: Some("pull_request_target".to_owned()), ..merge };
    check(&run(&target), &[("github.ref", "refs/heads/main"), ("github.head_ref", "topic")]);
}

#[test]
fn a_forges_account_is_left_alone_and_a_partial_one_is_laid_over_ours() {
    let whole = json!({ "repository": { "id": 1, "owner": { "id": 2 }, "visibility": "public" }, "sender": { "id": 3 } });
    let environ = run(&Facts { payload: whole, ..facts() });
    check(
        &environ,
        &[
            ("github.event.ref", ""),
            ("github.repository_id", "1"),
            ("github.repository_owner_id", "2"),
            ("github.actor_id", "3"),
            ("github.repository_visibility", "public"),
        ],
    );
    assert_eq!(variable(&environ, "GITHUB_REPOSITORY_ID"), Some("1"));
    assert_eq!(variable(&environ, "GITHUB_REPOSITORY_VISIBILITY"), None);
    let partial = json!({ "head_commit": { "message": "mine" } });
    check(
        &run(&Facts { payload: partial, ..facts() }),
        &[
            ("github.event.head_commit.message", "mine"),
            ("github.event.head_commit.id", "abc"),
            ("github.event.repository.name", "site"),
        ],
    );
}

#[test]
fn inputs_keep_their_types_but_in_the_payload() {
    let inputs =
        [("fast".to_owned(), json!(true)), ("level".to_owned(), json!("high"))].into_iter().collect();
    let environ = run(&Facts { source: Source::Manual, inputs, ..facts() });
    check(&environ, &[("github.event_name", "workflow_dispatch"), ("github.event.inputs.level", "high")]);
    let Value::Object(typed) = &environ.contexts["inputs"] else {
        panic!("{:?}", environ.contexts["inputs"])
    };
    assert_eq!(typed.get("fast"), Some(&Value::Bool(true)));
    let Value::Object(github) = &environ.contexts["github"] else { panic!() };
    let Some(Value::Object(event)) = github.get("event") else { panic!() };
    assert_eq!(
        event.get("inputs"),
        Some(&Value::object([("fast", "true".into()), ("level", "high".into())]))
    );
}

#[test]
fn a_tag_in_a_folder_of_nobody() {
    let mut facts = Facts { git_ref: GitRef::Tag("v1".to_owned()), source: Source::Tag, ..facts() };
    facts.repository.owner.clear();
    facts.server_url = "https://forge.example.org/".to_owned();
    facts.pipeline_name = Some("Release".to_owned());
    check(
        &run(&facts),
        &[
            ("github.ref_type", "tag"),
            ("github.repository", "site"),
            ("github.workflow", "Release"),
            ("github.server_url", "https://forge.example.org"),
            ("github.api_url", "https://forge.example.org/api/v3"),
            ("github.graphql_url", "https://forge.example.org/api/graphql"),
        ],
    );
}

#[test]
fn a_job_sees_its_places_on_top_of_its_run() {
    let mut facts = facts();
    facts.variables.insert("ACTIONS_STEP_DEBUG".to_owned(), "true".to_owned());
    let environ = job(&facts, &job_facts());
    check(
        &environ,
        &[
            ("github.job", "build"),
            ("github.workspace", "/w/site"),
            ("github.event_path", "/w/temp/_github_workflow/event.json"),
            ("runner.temp", "/w/temp"),
            ("runner.workspace", "/w"),
            ("runner.debug", "1"),
            ("strategy.job-index", "1"),
            ("strategy.job-total", "3"),
            ("job.check_run_id", "9"),
            ("job.workflow_file_path", ".github/workflows/ci.yml"),
        ],
    );
    assert_eq!(variable(&environ, "RUNNER_DEBUG"), Some("1"));
    assert_eq!(variable(&environ, "RUNNER_TOOL_CACHE"), Some("/w/tools"));
    let (path, content) = &environ.files[0];
    assert_eq!(Some(path.as_str()), variable(&environ, "GITHUB_EVENT_PATH"));
    let written: serde_json::Value = serde_json::from_str(content).unwrap();
    assert_eq!(written["after"], "abc");
}
