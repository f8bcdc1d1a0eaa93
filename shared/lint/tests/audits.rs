//! What the audits find, at which level and where.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use diag::{Severity, SourceMap};
use formats::{Nothing, Reading};
use indexmap::IndexMap;
use lint::{Auditing, Level};

/// What is found at a level: `line:column code`.
fn audited(format: &str, level: Level, text: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let file = sources.add("ci.yml", text);
    let inputs = IndexMap::new();
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: "",
        loader: &Nothing,
        facts: None,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let pipeline = (formats::by_id(format).unwrap().read)(&mut reading).unwrap();
    let auditing = Auditing { level, severity: Severity::Warning };
    let found = lint::audit(&pipeline, &sources, auditing);
    let place = |finding: &diag::Diagnostic| sources.locate(finding.primary.span).0;
    found.iter().map(|one| format!("{}:{} {}", place(one).line, place(one).column, one.code)).collect()
}

/// What is found in the steps of a workflow's only job.
fn steps(on: &str, level: Level, steps: &str) -> Vec<String> {
    let steps = steps.replace('\n', "\n      ");
    let text = format!(
        "name: n\non: {on}\npermissions: {{}}\nconcurrency: {{group: a, cancel-in-progress: true}}\njobs:\n  one:\n    name: n\n    runs-on: ubuntu-latest\n    steps:\n      {steps}\n"
    );
    audited("github-actions", level, &text)
}

#[test]
fn nothing_is_found_unless_asked_for() {
    let text =
        "on: pull_request_target\npermissions: write-all\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n";
    assert!(audited("github-actions", Level::Off, text).is_empty());
    let counts =
        [Level::Default, Level::Strict, Level::Pedantic].map(|l| audited("github-actions", l, text).len());
    assert!(counts[0] > 0 && counts[0] < counts[1] && counts[1] < counts[2], "{counts:?}");
}

#[test]
fn text_of_strangers_stays_out_of_scripts() {
    let script = "- run: |\n    echo ${{ github.event.issue.title }}\n    echo ${{ contains(github.head_ref, 'x') }} ${{ toJSON(github.event.commits.*.message) }}\n\
                  \x20 env:\n    TITLE: ${{ github.event.issue.title }}\n\
                  - uses: a/b@v1\n  with:\n    script: console.log('${{ github.event.comment.body }}')\n    debug: ${{ github.head_ref }}\n\
                  - run: echo '${{ toJSON(github.event.*.body) }}' ${{ github.sha }}";
    assert_eq!(
        steps("push", Level::Default, script),
        [
            "11:20 template-injection",
            "12:65 template-injection",
            "17:36 template-injection",
            "19:31 template-injection"
        ]
    );
}

#[test]
fn a_variable_is_only_as_good_as_what_it_is_set_to() {
    let script =
        "- run: echo ${{ env.A }} ${{ env.B }} ${{ env.C }}\n  env: {A: fixed, B: '${{ github.head_ref }}'}";
    assert_eq!(steps("push", Level::Default, script), ["10:36 template-injection"]);
    assert_eq!(
        steps("push", Level::Strict, script),
        ["10:36 template-injection", "10:49 template-injection"]
    );
    assert_eq!(steps("push", Level::Pedantic, script).len(), 3);
}

#[test]
fn a_shell_takes_variables_as_text_unless_told_to_read_them() {
    let gitlab = "a:\n  script:\n    - echo \"$CI_COMMIT_TITLE\"\n    - eval \"echo $CI_COMMIT_TITLE\"\n    - bash -c 'echo $CI_COMMIT_TITLE'\n";
    assert_eq!(audited("gitlab-ci", Level::Default, gitlab), ["4:19 evaluated-variable"]);
    let script =
        "- run: eval \"$TITLE\" \"$OTHER\"\n  env: {TITLE: '${{ github.event.issue.title }}', OTHER: x}";
    assert_eq!(steps("push", Level::Default, script), ["10:21 evaluated-variable"]);
}

#[test]
fn macros_are_filled_in_too() {
    let text = "steps:\n- script: echo $(Build.SourceVersionMessage) $(Build.BuildId)\n";
    assert_eq!(audited("azure-pipelines", Level::Default, text), ["2:16 template-injection"]);
}

#[test]
fn rights_are_said_where_they_are_needed() {
    let text = "on: push\npermissions: write-all\njobs:\n  a:\n    permissions: read-all\n    runs-on: x\n    steps: [{run: a}]\n";
    assert_eq!(audited("github-actions", Level::Default, text), ["2:14 excessive-permissions"]);
    let silent =
        "on: push\njobs:\n  a: {runs-on: x, steps: [{run: a}]}\n  b: {runs-on: x, steps: [{run: a}]}\n";
    assert_eq!(
        audited("github-actions", Level::Strict, silent),
        ["1:1 excessive-permissions", "3:3 excessive-permissions", "4:3 excessive-permissions"]
    );
    assert!(audited("gitlab-ci", Level::Pedantic, "a: {script: [make]}\n").is_empty());
}

#[test]
fn versions_are_pinned() {
    let used = "- uses: a/b@v1\n- uses: a/b@0123456789012345678901234567890123456789\n- uses: docker://alpine:3\n- uses: ./here";
    assert_eq!(steps("push", Level::Strict, used), ["10:15 unpinned-uses", "12:15 unpinned-uses"]);
    assert!(steps("push", Level::Default, used).is_empty());
    let images =
        "a:\n  image: node\n  services: ['redis:latest', 'mysql:8', 'x@sha256:00']\n  script: [make]\n";
    assert_eq!(audited("gitlab-ci", Level::Strict, images), ["2:10 unpinned-images", "3:14 unpinned-images"]);
    assert_eq!(audited("gitlab-ci", Level::Pedantic, images).len(), 3);
}

#[test]
fn tokens_do_not_stay_behind() {
    let kept = "- uses: actions/checkout@v4\n- uses: actions/upload-artifact@v4\n  with: {name: a, path: .}";
    assert_eq!(steps("push", Level::Default, kept), ["10:9 artipacked"]);
    let other = kept.replace("path: .", "path: dist");
    assert!(steps("push", Level::Default, &other).is_empty());
    assert!(steps("push", Level::Strict, &other).contains(&"10:9 artipacked".to_owned()));
    let safe = kept.replacen("@v4", "@v4\n  with: {persist-credentials: false}", 1);
    assert!(!steps("push", Level::Strict, &safe).iter().any(|found| found.contains("artipacked")));
}

#[test]
fn code_of_strangers_gets_no_rights() {
    let checkout = "- uses: actions/checkout@v4\n  with: {ref: '${{ github.event.pull_request.head.sha }}', persist-credentials: false}";
    assert_eq!(steps("pull_request_target", Level::Default, checkout), ["11:26 dangerous-triggers"]);
    assert!(steps("pull_request", Level::Default, checkout).is_empty());
    let strict = steps("[pull_request_target]", Level::Strict, "- run: make");
    assert_eq!(strict, ["2:6 dangerous-triggers"]);
    let file = "- run: echo \"A=$B\" >> \"$GITHUB_ENV\"";
    assert_eq!(steps("issue_comment", Level::Default, file), ["10:31 environment-file"]);
    assert!(steps("push", Level::Default, file).is_empty());
}

#[test]
fn secrets_go_where_they_are_needed() {
    let script = "- run: a\n  env: {A: '${{ toJSON(secrets) }}', B: '${{ fromJSON(secrets.X).y }}', C: '${{ secrets.Z }}'}";
    assert_eq!(
        steps("push", Level::Default, script),
        ["11:30 overprovisioned-secrets", "11:52 unredacted-secrets"]
    );
    let called = "on: push\npermissions: {}\njobs:\n  a:\n    permissions: {}\n    uses: ./.github/workflows/x.yml\n    secrets: inherit\n";
    assert!(audited("github-actions", Level::Strict, called).contains(&"6:11 secrets-inherit".to_owned()));
}

#[test]
fn conditions_hold_for_what_they_name() {
    let text = "- run: a\n  if: contains('refs/heads/main refs/heads/dev', github.ref)\n- run: a\n  if: github.actor == 'dependabot[bot]'";
    assert_eq!(
        steps("pull_request_target", Level::Default, text),
        ["11:22 unsound-contains", "13:13 bot-conditions"]
    );
}

#[test]
fn what_is_published_comes_from_no_cache() {
    let cached = "- uses: actions/setup-node@v4\n  with: {cache: npm}\n- uses: actions/cache@v4\n  with: {path: a, key: b}";
    let of_cache = |on: &str| {
        let found = steps(on, Level::Strict, cached);
        found.into_iter().filter(|found| found.contains("cache-poisoning")).collect::<Vec<_>>()
    };
    assert_eq!(of_cache("release"), ["10:15 cache-poisoning", "12:15 cache-poisoning"]);
    assert!(of_cache("push").is_empty());
}

#[test]
fn slips_and_old_switches_are_told() {
    let text = "- uses: action/checkout@v4\n- run: a\n  env: {ACTIONS_ALLOW_UNSECURE_COMMANDS: true}";
    assert_eq!(steps("push", Level::Default, text), ["10:15 typosquat-uses", "12:15 insecure-commands"]);
}

#[test]
fn every_audit_has_a_page_with_both_examples_and_its_level() {
    for audit in lint::AUDITS {
        let page = audit.rule.page;
        assert!(page.contains("Wrong:") && page.contains("Right:"), "{}", audit.rule.code);
        assert!(!audit.rule.summary.ends_with('.'), "{}", audit.rule.code);
        assert!(
            ["default", "strict", "pedantic"].iter().any(|level| page.contains(level)),
            "{}",
            audit.rule.code
        );
    }
}

#[test]
fn a_checkout_that_keeps_its_token_says_so_where_it_has_to_be_told() {
    let text = "steps:\n- checkout: self\n- checkout: self\n  persistCredentials: true\n";
    assert_eq!(audited("azure-pipelines", Level::Strict, text), ["4:23 artipacked"]);
}

#[test]
fn words_of_commands_may_stand_on_many_lines() {
    let script = "- run: |\n    python3 -m \\\n      twine \\\n      upload dist/*\n\
                  - uses: addnab/docker-run-action@0000000000000000000000000000000000000000\n  with:\n    options: ${{ github.head_ref }}";
    assert_eq!(
        steps("push", Level::Strict, script),
        ["11:11 use-trusted-publishing", "16:24 template-injection"]
    );
}
