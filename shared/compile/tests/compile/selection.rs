//! Which jobs are in a run, in each language.

use crate::world::{branch, chosen, compiled, errors, facts, ids, planned, pull_request, tag};
use compile::Choice;
use events::{Facts, Skip, Source};
use plan::Hold;

const WORKFLOW: &str = ".github/workflows/ci.yml";
const GITLAB: &str = ".gitlab-ci.yml";
const NATIVE: &str = "pipeline.yaml";

/// Whether a workflow with these triggers runs.
fn runs(on: &str, facts: &Facts) -> bool {
    let text = format!("on:\n{on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n");
    let plan = planned(WORKFLOW, &text, facts);
    assert_eq!(plan.jobs.is_empty(), plan.absent.len() == 1);
    !plan.jobs.is_empty()
}

#[test]
fn events_and_their_filters_decide_in_github() {
    let manual = Facts { source: Source::Manual, ..facts() };
    let nothing_known = Facts { changed: None, ..facts() };
    let trusted = Facts { event: Some("pull_request_target".into()), ..pull_request("main") };
    let closed = Facts { payload: serde_json::json!({"action": "closed"}), ..pull_request("main") };
    let cases: &[(&str, &Facts, bool)] = &[
        ("  push:", &facts(), true),
        ("  push:", &tag("v1"), true),
        ("  push:", &pull_request("main"), false),
        ("  pull_request:", &pull_request("main"), true),
        ("  pull_request:", &trusted, false),
        ("  pull_request_target:", &trusted, true),
        ("  pull_request:", &closed, false),
        ("  pull_request: {types: [closed]}", &closed, true),
        ("  pull_request: {branches: [main]}", &pull_request("main"), true),
        ("  pull_request: {branches: [main]}", &pull_request("dev"), false),
        ("  push: {branches: [main]}", &branch("main"), true),
        ("  push: {branches: [main]}", &branch("dev"), false),
        ("  push: {branches: [main]}", &tag("v1"), false),
        ("  push: {tags: ['v*']}", &tag("v1.2"), true),
        ("  push: {tags: ['v*']}", &branch("main"), false),
        ("  push: {branches: [main], tags: ['v*']}", &tag("v1"), true),
        ("  push: {branches-ignore: ['feature/**']}", &branch("feature/a/b"), false),
        ("  push: {branches-ignore: ['feature/**']}", &branch("main"), true),
        ("  push: {branches: ['r/**', '!r/**-alpha']}", &branch("r/1-alpha"), false),
        ("  push: {paths: ['**.rs']}", &facts(), true),
        ("  push: {paths: ['**.js']}", &facts(), false),
        ("  push: {paths: ['**.js']}", &nothing_known, true),
        ("  push: {paths: ['**', '!src/**', '!docs/**']}", &facts(), false),
        ("  push: {paths-ignore: ['docs/**']}", &facts(), true),
        ("  push: {paths-ignore: ['docs/**', 'src/**']}", &facts(), false),
        ("  workflow_dispatch:", &manual, true),
        ("  workflow_dispatch:", &facts(), false),
    ];
    for (on, facts, expected) in cases {
        assert_eq!(runs(on, facts), *expected, "{on} {:?} {:?}", facts.source, facts.git_ref);
    }
}

#[test]
fn the_end_of_another_workflow_starts_one_that_waits_for_it() {
    let ended = |name: &str, branch: &str| Facts {
        source: Source::Pipeline,
        payload: serde_json::json!({
            "action": "completed", "workflow_run": {"name": name, "head_branch": branch}
        }),
        ..facts()
    };
    let untold = Facts { source: Source::Pipeline, ..facts() };
    let cases: &[(&str, &Facts, bool)] = &[
        ("{workflows: [Build]}", &ended("Build", "dev"), true),
        ("{workflows: [Build, Test]}", &ended("Lint", "dev"), false),
        ("{workflows: [Build], branches: [main, 'r/**']}", &ended("Build", "r/1"), true),
        ("{workflows: [Build], branches: [main]}", &ended("Build", "dev"), false),
        ("{workflows: [Build], branches-ignore: [dev]}", &ended("Build", "dev"), false),
        ("{workflows: [Build], types: [requested]}", &ended("Build", "main"), false),
        ("{workflows: [Build]}", &untold, true),
        ("{workflows: [Build], branches: [dev]}", &untold, false),
    ];
    for (filter, facts, expected) in cases {
        assert_eq!(runs(&format!("  workflow_run: {filter}"), facts), *expected, "{filter}");
    }
}

#[test]
fn an_event_of_ones_own_is_told_by_its_type() {
    let sent = |kind: &str| Facts {
        source: Source::Api,
        event: Some("repository_dispatch".to_owned()),
        payload: serde_json::json!({"action": kind, "client_payload": {}}),
        ..facts()
    };
    assert!(runs("  repository_dispatch:", &sent("deploy")));
    assert!(runs("  repository_dispatch: {types: [deploy, test]}", &sent("deploy")));
    assert!(!runs("  repository_dispatch: {types: [test]}", &sent("deploy")));
    assert!(!runs("  push:", &sent("deploy")));
}

#[test]
fn a_workflow_that_does_not_run_says_why() {
    let text = "on: {push: {branches: [main]}}\njobs:\n  a:\n    runs-on: x\n    steps: [{run: echo}]\n";
    let plan = planned(WORKFLOW, text, &branch("dev"));
    let reason = "push to dev; it runs on push to main".to_owned();
    assert_eq!(plan.absent[0].skip, Skip::Event { reason });
}

/// The job of a GitLab pipeline with these keys, if it is in the run.
fn gitlab_job(keys: &str, facts: &Facts) -> Option<plan::Job> {
    let text = format!("a:\n  script: [echo]\n{keys}\n");
    planned(GITLAB, &text, facts).jobs.into_iter().next()
}

#[test]
fn rules_and_only_and_except_decide_in_gitlab() {
    let scheduled = Facts { source: Source::Schedule, ..facts() };
    let request = pull_request("main");
    let mut given = facts();
    given.variables.insert("DEPLOY".into(), "yes".into());
    let cases: &[(&str, &Facts, bool)] = &[
        ("  only: [main]", &facts(), true),
        ("  only: [main]", &branch("dev"), false),
        ("  only: [branches]", &tag("v1"), false),
        ("  only: [tags]", &tag("v1"), true),
        ("  only: [/^v\\d/]", &tag("v1"), true),
        ("  except: [main]", &facts(), false),
        ("  except: [tags]", &facts(), true),
        ("  only: [merge_requests]", &request, true),
        ("  only: [main]", &request, false),
        ("  only: [schedules]", &scheduled, true),
        ("  only: [schedules]", &facts(), false),
        ("  only: {changes: ['**/*.rs']}", &facts(), true),
        ("  only: {changes: ['*.js']}", &facts(), false),
        ("  rules: [{if: '$CI_COMMIT_BRANCH == \"main\"'}]", &facts(), true),
        ("  rules: [{if: '$CI_COMMIT_BRANCH == \"main\"'}]", &branch("dev"), false),
        ("  rules: [{if: '$DEPLOY == \"yes\"'}]", &given, true),
        ("  rules: [{if: '$DEPLOY'}]", &facts(), false),
        ("  variables: {DEPLOY: '$OTHER', OTHER: 'x'}\n  rules: [{if: '$DEPLOY == \"x\"'}]", &facts(), true),
        ("  variables: {DEPLOY: 'no'}\n  rules: [{if: '$DEPLOY == \"yes\"'}]", &given, true),
        ("  rules: [{changes: ['docs/**/*']}]", &facts(), true),
        ("  rules: [{changes: ['docs/*.txt']}]", &facts(), false),
        ("  rules: [{changes: ['docs/*.txt']}]", &scheduled, true),
        ("  rules: [{exists: ['*.toml']}]", &facts(), true),
        ("  rules: [{exists: ['*.json']}]", &facts(), false),
        ("  rules: [{when: never}]", &facts(), false),
        ("  rules: [{if: '$NOPE', when: never}, {when: always}]", &facts(), true),
    ];
    for (keys, facts, expected) in cases {
        assert_eq!(
            gitlab_job(keys, facts).is_some(),
            *expected,
            "{keys} {:?} {:?}",
            facts.source,
            facts.git_ref
        );
    }
}

#[test]
fn the_rule_that_holds_says_how_the_job_runs() {
    let job = |keys: &str| gitlab_job(keys, &facts()).unwrap();
    assert_eq!(job("  when: manual").hold, Some(Hold::Manual { blocking: false }));
    assert_eq!(job("  when: manual\n  allow_failure: false").hold, Some(Hold::Manual { blocking: true }));
    assert_eq!(job("  rules: [{when: manual}]").hold, Some(Hold::Manual { blocking: true }));
    assert_eq!(
        job("  rules: [{when: manual, allow_failure: true}]").hold,
        Some(Hold::Manual { blocking: false })
    );
    let wait = std::time::Duration::from_secs(90);
    assert_eq!(job("  when: delayed\n  start_in: 90 seconds").hold, Some(Hold::Delayed { wait }));
    assert_eq!(job("  when: on_failure").gate, plan::Gate::OnFailure);
    let ruled =
        job("  variables: {A: 1, B: 2}\n  rules: [{if: '$A', variables: {B: 3}, allow_failure: true}]");
    let env: Vec<_> = ruled.env.iter().map(|e| (e.name.as_str(), e.value.text().as_str())).collect();
    assert_eq!(env, [("A", "1"), ("B", "3")]);
    assert_eq!(ruled.tolerance, ir::Tolerance::All);
}

#[test]
fn a_pipelines_own_rules_come_before_those_of_its_jobs() {
    let text = "workflow: {rules: [{if: '$CI_COMMIT_BRANCH == \"dev\"', variables: {X: rule}}]}\nvariables: {X: file}\n\
                a: {script: [echo], rules: [{if: '$X == \"rule\"'}]}\n";
    let plan = planned(GITLAB, text, &branch("dev"));
    assert_eq!(ids(&plan), ["a"]);
    assert_eq!(planned(GITLAB, text, &facts()).absent[0].skip, Skip::NoRule);
}

#[test]
fn a_need_that_the_rules_keep_out_is_an_error_unless_it_is_optional() {
    let text = |optional: bool| {
        format!(
            "a: {{script: [echo], rules: [{{when: never}}]}}\n\
             b: {{script: [echo], needs: [{{job: a, optional: {optional}}}]}}\n"
        )
    };
    let plan = planned(GITLAB, &text(true), &facts());
    assert_eq!(ids(&plan), ["b"]);
    assert!(plan.jobs[0].needs.is_empty());
    let compiled = compiled(GITLAB, &text(false), &facts(), Choice::default());
    assert!(compiled.plan.is_none());
    assert_eq!(
        errors(&compiled),
        ["\"b\" needs \"a\", which is not in this run: a rule keeps it out: always"]
    );
}

#[test]
fn a_choice_brings_what_the_chosen_jobs_need() {
    let text = "stages:\n  - {name: a, steps: [x]}\n  - {name: b, matrix: {v: [1, 2]}, steps: [x]}\n  \
                - {name: c, when: manual, steps: [x]}\n";
    let choose = |choice| {
        let plan = chosen(NATIVE, text, &facts(), choice);
        (ids(&plan).iter().map(ToString::to_string).collect::<Vec<_>>(), plan)
    };
    let jobs = |names: &[&str]| Choice {
        jobs: names.iter().map(ToString::to_string).collect(),
        ..Choice::default()
    };
    assert_eq!(choose(jobs(&["b"])).0, ["a", "b (1)", "b (2)"]);
    assert_eq!(choose(jobs(&["b (2)"])).0, ["a", "b (2)"]);
    assert_eq!(choose(Choice { alone: true, ..jobs(&["b"]) }).0, ["b (1)", "b (2)"]);
    assert_eq!(
        choose(Choice { matrix: vec![("v".into(), "1".into())], ..Choice::default() }).0,
        ["a", "b (1)", "c"]
    );
    assert_eq!(choose(Choice::default()).1.jobs[3].hold, Some(Hold::Manual { blocking: true }));
    assert_eq!(choose(Choice { manual: vec!["c".into()], ..Choice::default() }).1.jobs[3].hold, None);
    assert_eq!(choose(jobs(&["c"])).1.jobs[3].hold, None);
    let wrong = |choice| {
        let compiled = compiled(NATIVE, text, &facts(), choice);
        errors(&compiled).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(wrong(jobs(&["x"])), ["there is no job \"x\""]);
    assert_eq!(
        wrong(Choice { matrix: vec![("v".into(), "3".into())], ..Choice::default() }),
        ["no job has a copy with v:3"]
    );
}
