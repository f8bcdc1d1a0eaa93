//! What a job becomes.

use crate::folder::{facts, lines, one, read, script};
use ir::{
    ArtifactContent, CacheKey, CachePolicy, EnvKind, ReportKind, RetryWhen, Test, Tolerance, When, Work,
};
use std::time::Duration;

fn job(lines: &str) -> ir::Job {
    let indented: Vec<String> = lines.lines().map(|line| format!("  {line}")).collect();
    one(&format!("job:\n  script: make\n{}\n", indented.join("\n"))).good().jobs.remove(0)
}

#[test]
fn scripts_run_in_one_shell_and_the_last_one_in_its_own() {
    let text =
        "job:\n  before_script: [a, [b]]\n  script:\n    - c\n    - |\n      d\n      e\n  after_script: f\n";
    let job = one(text).good().jobs.remove(0);
    assert_eq!(script(&job), ["a", "b", "c", "d\ne\n"]);
    assert_eq!(lines(&job.after[0]), ["f"]);
    assert_eq!(job.after[0].timeout.as_ref().map(ToString::to_string).as_deref(), Some("300s"));
}

#[test]
fn stages_have_their_order() {
    let stages = |text: &str| {
        let pipeline = one(text).good();
        pipeline.stages.iter().map(|stage| stage.name.value.clone()).collect::<Vec<_>>()
    };
    assert_eq!(stages("job: { script: x }\n"), [".pre", "build", "test", "deploy", ".post"]);
    assert_eq!(stages("stages: [a, .post, b]\njob: { script: x, stage: a }\n"), [".pre", "a", "b", ".post"]);
    assert_eq!(job("").stage.unwrap().value, "test");
}

#[test]
fn a_manual_job_may_be_left_out_unless_a_rule_made_it_manual() {
    assert_eq!(job("when: manual").tolerance, Tolerance::All);
    assert_eq!(job("when: manual\nallow_failure: false").tolerance, Tolerance::None);
    let ruled = job(
        "rules:\n  - if: $A\n    when: manual\n  - when: delayed\n    start_in: 1h 30m\n    allow_failure: true",
    );
    assert_eq!(ruled.tolerance, Tolerance::None);
    assert_eq!(ruled.rules[0].when.value, When::Manual);
    assert_eq!(ruled.rules[1].when.value, When::Delayed(Duration::from_secs(5400)));
    assert_eq!(ruled.rules[1].tolerance, Some(Tolerance::All));
}

#[test]
fn rules_carry_all_their_clauses() {
    let job = job(
        "rules:\n  - if: $A\n    changes: { paths: [a/**], compare_to: main }\n    exists: [b]\n    variables: { V: 1 }\n    needs: [x]\n    interruptible: true",
    );
    let rule = &job.rules[0];
    let Test::All(tests) = &rule.test else { panic!("{:?}", rule.test) };
    assert!(matches!(tests.as_slice(), [Test::Expr(_), Test::Changes(_), Test::Exists(_)]));
    assert_eq!(rule.env.entries()[0].name.value, "V");
    assert_eq!(rule.needs.as_ref().unwrap()[0].job.value, "x");
    assert_eq!(rule.interruptible, Some(true));
}

#[test]
fn only_and_except_are_one_rule() {
    let first = &job("only: [main, /^v\\d/i, schedules]\nexcept: { variables: [$SKIP] }").rules[0];
    let Test::All(both) = &first.test else { panic!("{:?}", first.test) };
    assert!(matches!(&both[0], Test::Any(refs) if refs.len() == 3));
    assert!(matches!(&both[1], Test::Not(_)));
    let except = &job("except: [tags]").rules[0];
    assert!(
        matches!(&except.test, Test::All(tests) if matches!(&tests[0], Test::Ref(any) if any.len() == 2))
    );
}

#[test]
fn a_merge_request_runs_only_jobs_that_ask_for_it() {
    let mut facts = facts();
    facts.source = events::Source::PullRequest;
    let text = "a: { script: x }\nb: { script: x, only: [merge_requests] }\n";
    let pipeline = read(&[(".gitlab-ci.yml", text)], Some(&facts), &[]).good();
    assert!(matches!(&pipeline.jobs[0].rules[0].test, Test::Ref(_)));
    assert!(one(text).good().jobs[0].rules.is_empty());
}

#[test]
fn needs_name_copies_of_jobs() {
    let text = "a:\n  stage: build\n  script: x\n  parallel:\n    matrix:\n      - OS: [linux, mac]\n        V: [1, 2]\n\
                b:\n  script: x\n  parallel:\n    matrix: [{ OS: [linux] }]\n  needs:\n    - job: a\n      artifacts: false\n      optional: true\n      \
                parallel:\n        matrix:\n          - OS: $[[ matrix.OS ]]\n            V: [1, 2]\n";
    let pipeline = one(text).good();
    let need = &pipeline.jobs[1].needs.as_ref().unwrap()[0];
    assert!(need.optional && !need.artifacts);
    let legs: Vec<String> = need
        .legs
        .iter()
        .map(|leg| leg.iter().map(|(_, value)| value.to_string()).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(legs, ["${OS} 1", "${OS} 2"]);
}

#[test]
fn needs_of_other_projects_leave_the_stages_in_charge() {
    assert!(job("needs: [{ pipeline: $UP, job: a }]").needs.is_none());
    assert_eq!(job("needs: []").needs.unwrap().len(), 0);
}

#[test]
fn durations_become_seconds() {
    let timeout = |text: &str| job(&format!("timeout: {text}")).timeout.map(|timeout| timeout.to_string());
    for (text, seconds) in [
        ("1h 30m", 5400),
        ("90 minutes", 5400),
        ("3 mins 4 sec", 184),
        ("2h20min", 8400),
        ("1 week and 1 day", 691_200),
        ("1 hour, 5 seconds", 3605),
        ("'1:30:00'", 5400),
        ("'600'", 600),
    ] {
        assert_eq!(timeout(text).as_deref(), Some(format!("{seconds}s").as_str()), "{text}");
    }
}

#[test]
fn caches_and_artifacts_are_kept_as_told() {
    let job = job(
        "cache:\n  - key: { files: [a.lock], prefix: p }\n    paths: [deps]\n    policy: pull\n  - key: k\n    paths: [x]\n    when: always\n    \
         fallback_keys: [f]\nartifacts:\n  paths: [out]\n  exclude: [out/tmp]\n  expire_in: 1 day\n  when: on_failure\n  reports: { junit: [r.xml], dotenv: d.env }",
    );
    assert_eq!(job.caches[0].policy, CachePolicy::Pull);
    assert!(matches!(&job.caches[0].key, CacheKey::Files { prefix: Some(_), by_commit: false, .. }));
    assert_eq!(job.caches[1].save_when.value, When::Always);
    assert_eq!(job.caches[1].fallback[0].to_string(), "f");
    let ArtifactContent::Files(upload) = &job.artifacts[0].content else { panic!("no files") };
    assert_eq!(upload.retention.as_ref().unwrap().to_string(), "86400s");
    assert_eq!(upload.when.value, When::OnFailure);
    let kinds = job.artifacts[1..].iter().map(|artifact| match &artifact.content {
        ArtifactContent::Report(report) => report.kind.clone(),
        ArtifactContent::Files(_) => panic!("more files"),
    });
    assert_eq!(kinds.collect::<Vec<_>>(), [ReportKind::Dotenv, ReportKind::Junit]);
}

#[test]
fn containers_have_names_and_ways() {
    let job = job(
        "image: { name: 'a:1', entrypoint: [''], docker: { user: me, platform: linux/arm64 }, pull_policy: never }\n\
         services: [redis, { name: 'pg:15', alias: 'db, base', command: [serve], variables: { P: 1 } }]",
    );
    let image = job.container.unwrap();
    assert_eq!(image.user.unwrap().to_string(), "me");
    assert_eq!(image.entrypoint.unwrap().len(), 1);
    assert!(job.services[0].name.is_none());
    assert_eq!(job.services[1].name.as_ref().unwrap().value, "db");
    assert_eq!(job.services[1].aliases[0].to_string(), "base");
    assert_eq!(job.services[1].container.env.entries().len(), 1);
}

#[test]
fn variables_know_how_they_are_filled() {
    let pipeline = one(
        "variables:\n  A: { value: $B, expand: false }\n  C: { value: x, options: [x, y], description: pick }\n\
         job:\n  script: x\n  variables: { N: 5, T: true }\n  secrets: { KEY: { vault: a/b@c } }\n  id_tokens: { TOKEN: { aud: x } }\n",
    )
    .good();
    assert_eq!(pipeline.env.entries()[0].kind, EnvKind::Raw);
    assert_eq!(pipeline.env.entries()[1].prompt.as_ref().unwrap().options.len(), 2);
    let kinds: Vec<EnvKind> = pipeline.jobs[0].env.entries().iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [EnvKind::Expanded, EnvKind::Expanded, EnvKind::Secret, EnvKind::Secret]);
}

#[test]
fn failures_are_retried_and_tolerated_as_told() {
    let job = job(
        "retry: { max: 2, when: [script_failure, api_failure], exit_codes: 137 }\nallow_failure: { exit_codes: [1, 2] }",
    );
    let retry = job.retry.unwrap();
    assert_eq!(retry.max.value, 2);
    assert_eq!(retry.when[0].value, RetryWhen::ScriptFailure);
    assert_eq!(retry.when[1].value, RetryWhen::Other("api_failure".to_owned()));
    assert_eq!(job.tolerance, Tolerance::ExitCodes(vec![1, 2]));
}

#[test]
fn steps_come_one_after_another() {
    let text = "job:\n  run:\n    - name: one\n      script: a\n      env: { E: 1x }\n    - run:\n        - exec: { command: [b, 'c d'] }\n    \
                - name: two\n      step: ./local\n      inputs: { i: v }\n";
    let job = one(text).good().jobs.remove(0);
    let Work::Steps(steps) = &job.work else { panic!("no steps") };
    assert_eq!(steps.len(), 3);
    assert_eq!(lines(&steps[1]), ["'b' 'c d'"]);
    assert!(matches!(&steps[2].action, ir::Action::Uses { with, .. } if with.len() == 1));
}

#[test]
fn the_workflow_names_and_ends_pipelines() {
    let text = "workflow:\n  name: Run of $CI_COMMIT_BRANCH\n  auto_cancel: { on_new_commit: interruptible, on_job_failure: all }\n  rules:\n    - if: $A\n      \
                variables: { B: 1 }\njob: { script: x }\n";
    let pipeline = one(text).good();
    assert!(pipeline.run_name.is_some() && pipeline.auto_cancel && pipeline.cancel_on_failure);
    assert_eq!(pipeline.rules[0].when.value, When::Always);
    assert_eq!(pipeline.rules[0].env.entries().len(), 1);
}
