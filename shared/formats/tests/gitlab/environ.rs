//! The variables that jobs see, and what their output says.

use crate::folder::facts;
use events::{GitRef, PullRequest, Signal, Source};
use std::collections::HashMap;

fn variables(facts: &events::Facts) -> HashMap<String, String> {
    let format = formats::by_id("gitlab-ci").unwrap();
    (format.environ)(facts).env.into_iter().collect()
}

#[test]
fn a_push_to_a_branch() {
    let found = variables(&facts());
    for (name, value) in [
        ("CI_PIPELINE_SOURCE", "push"),
        ("CI_COMMIT_BRANCH", "main"),
        ("CI_COMMIT_REF_NAME", "main"),
        ("CI_COMMIT_SHORT_SHA", "12345678"),
        ("CI_COMMIT_TITLE", "Fix it"),
        ("CI_COMMIT_DESCRIPTION", "At last"),
        ("CI_PROJECT_PATH", "acme/shop"),
        ("CI_PROJECT_PATH_SLUG", "acme-shop"),
        ("CI_SERVER_HOST", "git.acme.test"),
        ("CI_API_V4_URL", "https://git.acme.test/api/v4"),
        ("CI_PIPELINE_IID", "7"),
        ("GITLAB_CI", "true"),
        ("GITLAB_USER_LOGIN", "ada"),
        ("GITLAB_USER_EMAIL", "ada@acme.test"),
    ] {
        assert_eq!(found.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(!found.contains_key("CI_COMMIT_TAG"));
    assert!(!found.contains_key("CI_MERGE_REQUEST_IID"));
}

#[test]
fn a_tag_has_no_branch() {
    let mut facts = facts();
    facts.git_ref = GitRef::Tag("v1.0".to_owned());
    let found = variables(&facts);
    assert_eq!(found["CI_COMMIT_TAG"], "v1.0");
    assert_eq!(found["CI_COMMIT_REF_SLUG"], "v1-0");
    assert!(!found.contains_key("CI_COMMIT_BRANCH"));
}

#[test]
fn a_merge_request_has_two_branches() {
    let mut facts = facts();
    facts.source = Source::PullRequest;
    let (title, head, base) = ("Better".to_owned(), "topic".to_owned(), "main".to_owned());
    facts.pull_request = Some(PullRequest { number: 3, title, head, base, fork: false });
    let found = variables(&facts);
    assert_eq!(found["CI_PIPELINE_SOURCE"], "merge_request_event");
    assert_eq!(found["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"], "topic");
    assert_eq!(found["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"], "main");
    assert!(!found.contains_key("CI_COMMIT_BRANCH"));
}

#[test]
fn variables_given_by_hand_win() {
    let format = formats::by_id("gitlab-ci").unwrap();
    assert_eq!((format.environ)(&facts()).overrides, [("STAGE".to_owned(), "night".to_owned())]);
}

#[test]
fn a_copy_knows_its_number() {
    let job: events::JobFacts = serde_json::from_value(serde_json::json!({
        "key": "test", "name": "test 2/3", "stage": "test", "attempt": 1, "leg": 1, "legs": 3, "number": 12,
        "workspace": "/builds/acme/shop", "temp": "/tmp", "tools": "/tools", "image": "rust:1",
        "environment": { "name": "review/Topic_1", "url": "https://t.test" }, "started_at": "2026-01-02T03:04:05Z", "timeout": 3600,
        "runner": { "name": "box", "os": "Linux", "arch": "X64" }
    }))
    .unwrap();
    let format = formats::by_id("gitlab-ci").unwrap();
    let found: HashMap<String, String> = (format.job_environ)(&facts(), &job).env.into_iter().collect();
    for (name, value) in [
        ("CI_NODE_INDEX", "2"),
        ("CI_NODE_TOTAL", "3"),
        ("CI_JOB_NAME", "test 2/3"),
        ("CI_JOB_NAME_SLUG", "test-2-3"),
        ("CI_PROJECT_DIR", "/builds/acme/shop"),
        ("CI_BUILDS_DIR", "/builds/acme"),
        ("CI_JOB_IMAGE", "rust:1"),
        ("CI_JOB_TIMEOUT", "3600"),
        ("CI_ENVIRONMENT_SLUG", "review-topic-1"),
        ("CI_RUNNER_EXECUTABLE_ARCH", "linux/amd64"),
    ] {
        assert_eq!(found.get(name).map(String::as_str), Some(value), "{name}");
    }
}

#[test]
fn sections_fold_the_log() {
    let format = formats::by_id("gitlab-ci").unwrap();
    let says = |line: &str| (format.commands.line)(line);
    let start = |title: &str| Some(Signal::GroupStart { title: title.to_owned() });
    assert_eq!(
        says("section_start:1560896352:deps[collapsed=true]\r\u{1b}[0KInstalling"),
        start("Installing")
    );
    assert_eq!(says("\u{1b}[0Ksection_start:1:deps\r\u{1b}[0K"), start("deps"));
    assert_eq!(says("section_end:1560896353:deps\r\u{1b}[0K"), Some(Signal::GroupEnd));
    assert_eq!(says("section_end:soon:deps"), None);
    assert_eq!(says("a section_start:1:deps"), None);
}

#[test]
fn a_file_is_recognised_by_name_and_by_content() {
    let detect = |path: &str, text: &str| {
        let mut sources = diag::SourceMap::default();
        let id = sources.add(path, text);
        let read = yaml::read(&sources, id, &yaml::Limits::default());
        formats::detect(path, read.documents.first()).map(|format| format.id)
    };
    assert_eq!(detect(".gitlab-ci.yml", ""), Some("gitlab-ci"));
    assert_eq!(detect("ci/build.gitlab-ci.yml", "a: 1\n"), Some("gitlab-ci"));
    assert_eq!(detect("x.yml", "stages: [a]\njob:\n  stage: a\n  script: make\n"), Some("gitlab-ci"));
    assert_ne!(detect("x.yml", "name: a\nversion: 1\n"), Some("gitlab-ci"));
}
