//! Rules, files and outputs in the words of another language.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Converted, File, Nothing, by_id, convert};
use diag::SourceMap;

fn converted(from: &str, to: &str, text: &str) -> Converted {
    let file = File { name: "ci.yml", path: "ci.yml", bytes: text.as_bytes() };
    convert(&mut SourceMap::default(), file, by_id(from), by_id(to).unwrap(), &Nothing)
}

/// The text, of which nothing is lost.
fn whole(from: &str, to: &str, source: &str) -> String {
    let done = converted(from, to, source);
    let lost: Vec<_> = done.losses.iter().map(|found| found.message.clone()).collect();
    assert_eq!(lost, Vec::<String>::new());
    done.text.unwrap()
}

#[test]
fn a_first_job_looks_which_files_have_changed() {
    let text = whole(
        "gitlab-ci",
        "github-actions",
        "\
docs:
  script: [mkdocs]
  rules:
    - changes: [docs/**/*]
build:
  needs: [docs]
  script: [make]
  rules:
    - exists: [Makefile]
      if: $CI_COMMIT_BRANCH == \"main\"
test:
  script: [make test]
  rules:
    - if: $CI_COMMIT_BRANCH
",
    );
    assert!(text.contains("      docs: ${{ steps.files.outputs.docs }}\n"), "{text}");
    assert!(text.contains("answer docs changed ':(glob)docs/**/*'\n"), "{text}");
    assert!(text.contains("answer build there ':(glob)Makefile'\n"), "{text}");
    assert!(text.contains("    needs: changes\n    if: needs.changes.outputs.docs == 'true'\n"), "{text}");
    assert!(text.contains("    needs: [changes, docs]\n"), "{text}");
    assert!(text.contains("&& needs.changes.outputs.build == 'true'"), "{text}");
    assert_eq!(text.matches("needs:").count(), 2, "{text}");
}

#[test]
fn what_all_jobs_ask_of_files_filters_the_events() {
    let rules = "rules: [{changes: [src/**/*, Cargo.toml]}]";
    let source = format!("a:\n  script: [x]\n  {rules}\nb:\n  script: [y]\n  {rules}\n");
    let text = whole("gitlab-ci", "github-actions", &source);
    let paths = "    paths:\n      - src/**\n      - Cargo.toml\n";
    assert!(text.contains(&format!("  push:\n{paths}  pull_request:\n{paths}")), "{text}");
    assert!(!text.contains("needs") && !text.contains("if:"), "{text}");
}

#[test]
fn a_job_without_rules_is_in_a_pipeline_for_merge_requests() {
    let rules = "workflow:\n  rules:\n    - if: $CI_PIPELINE_SOURCE =~ /^(merge_request_event|web)$/\n";
    let text = whole("gitlab-ci", "github-actions", &format!("{rules}a:\n  script: [x]\n"));
    assert!(text.starts_with("on: [pull_request, workflow_dispatch]\n"), "{text}");
    assert!(!text.contains("if:"), "{text}");
}

#[test]
fn a_condition_on_what_only_the_service_knows_is_told() {
    let rule = "a:\n  script: [x]\n  rules:\n    - if: $CI_MERGE_REQUEST_LABELS =~ /run/\n";
    let lost = converted("gitlab-ci", "github-actions", rule).losses;
    assert!(lost.iter().any(|found| found.message.contains("CI_MERGE_REQUEST_LABELS")), "{lost:?}");
}

const OUTPUTS: &str = "\
trigger: [main]
jobs:
  - job: make
    steps:
      - bash: |
          echo \"##vso[task.setvariable variable=rows;isOutput=true]$(cat rows.json)\"
          echo \"##vso[task.setvariable variable=plain]one\"
        name: set
  - job: take
    dependsOn: make
    strategy:
      matrix: $[ dependencies.make.outputs['set.rows'] ]
    variables:
      all: $[ format('<{0}>', dependencies.make.outputs['set.rows']) ]
    steps:
      - bash: echo $(tool) $(all)
";

#[test]
fn outputs_of_steps_go_through_files_and_a_computed_matrix_is_a_list() {
    let text = whole("azure-pipelines", "github-actions", OUTPUTS);
    assert!(text.contains("echo \"rows=$(cat rows.json)\" >> \"$GITHUB_OUTPUT\"\n"), "{text}");
    assert!(text.contains("echo \"plain=one\" >> \"$GITHUB_ENV\"\n"), "{text}");
    assert!(text.contains("    outputs:\n      set_rows: ${{ steps.set.outputs.rows }}\n"), "{text}");
    assert!(text.contains("include: ${{ fromJSON(needs.make.outputs.set_rows).* }}\n"), "{text}");
    assert!(text.contains("all: <${{ needs.make.outputs.set_rows }}>\n"), "{text}");
    assert!(text.contains("echo ${{ matrix.tool }}"), "{text}");
}

#[test]
fn what_a_step_says_that_nobody_hears_is_told() {
    let source = "steps:\n  - bash: echo \"##vso[task.complete result=Failed]\"\n";
    let lost = converted("azure-pipelines", "gitlab-ci", source).losses;
    assert!(lost.iter().any(|found| found.code.0 == "lost-output"), "{lost:?}");
}

#[test]
fn members_of_a_matrix_are_variables() {
    let source = "\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        on: [{tool: gcc, level: 1}, {tool: clang, level: 2}]
        fast: [yes, no]
    steps:
      - run: make ${{ matrix.on.tool }} ${{ matrix.on.level }} ${{ matrix.fast }}
";
    let text = whole("github-actions", "gitlab-ci", source);
    assert!(text.contains("- ON_TOOL: gcc\n"), "{text}");
    assert!(text.contains("make $ON_TOOL $ON_LEVEL $FAST"), "{text}");
    assert!(text.contains("FAST: ['yes', 'no']") || text.contains("FAST: [yes, no]"), "{text}");
}
