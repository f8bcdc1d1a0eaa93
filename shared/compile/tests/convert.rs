//! Pipelines in the words of another language.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Converted, File, Nothing, by_id, convert};
use diag::SourceMap;

fn converted(from: &str, to: &str, text: &str) -> (SourceMap, Converted) {
    let mut sources = SourceMap::default();
    let file = File { name: "ci.yml", path: "ci.yml", bytes: text.as_bytes() };
    let converted = convert(&mut sources, file, by_id(from), by_id(to).unwrap(), &Nothing);
    (sources, converted)
}

fn text(from: &str, to: &str, source: &str) -> String {
    let (_, converted) = converted(from, to, source);
    converted.text.unwrap_or_else(|| format!("{:?}", converted.diagnostics))
}

/// `line: code` of all that is lost.
fn losses(from: &str, to: &str, source: &str) -> Vec<String> {
    let (sources, converted) = converted(from, to, source);
    let place = |found: &diag::Diagnostic| sources.locate(found.primary.span).0.line;
    converted.losses.iter().map(|found| format!("{}: {}", place(found), found.code.0)).collect()
}

const WORKFLOW: &str = "\
# Checks every change
name: CI
on:
  push:
    branches: [main]  # releases come from here
  pull_request:
jobs:
  # Runs the tests
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    strategy:
      matrix:
        node-version: [18, 20]
        exclude:
          - node-version: 18
        include:
          - node-version: 22
    services:
      db:
        image: postgres:16
        env:
          POSTGRES_PASSWORD: x
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v5
        with:
          node-version: ${{ matrix.node-version }}
      - uses: actions/cache@v5
        with:
          path: node_modules
          key: npm-${{ hashFiles('package-lock.json') }}
      # locked versions only
      - run: npm ci
      - name: Test
        run: |
          npm test
          echo \"commit $GITHUB_SHA\"
      - uses: actions/upload-artifact@v6
        with:
          name: dist
          path: dist
          retention-days: 7
  deploy:
    needs: test
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/download-artifact@v7
        with:
          name: dist
          path: dist
      - run: ./deploy.sh '${{ github.sha }}'
        env:
          TOKEN: ${{ secrets.TOKEN }}
";

#[test]
fn a_workflow_in_the_words_of_gitlab() {
    let expected = "\
workflow:
  # Checks every change
  name: CI
  rules:
    # releases come from here
    - if: $CI_PIPELINE_SOURCE == \"push\" && $CI_COMMIT_BRANCH == \"main\"
    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"

# Runs the tests
test:
  image: node:$NODE_VERSION
  services:
    - name: postgres:16
      alias: db
      variables:
        POSTGRES_PASSWORD: x
  variables:
    GIT_DEPTH: 0
  parallel:
    matrix:
      - NODE_VERSION: '20'
      - NODE_VERSION: '22'
  rules:
    - when: on_success
  cache:
    key:
      files:
        - package-lock.json
      prefix: npm
    paths:
      - node_modules
  script:
    # locked versions only
    - npm ci
    # Test
    - npm test
    - echo \"commit $CI_COMMIT_SHA\"
  artifacts:
    name: dist
    paths:
      - dist
    expire_in: 1 week
  timeout: 10 minutes

deploy:
  needs: [test]
  image: ubuntu:24.04
  variables:
    GIT_STRATEGY: none
  rules:
    - if: $CI_COMMIT_BRANCH == \"main\"
  environment: production
  script:
    - ./deploy.sh \"$CI_COMMIT_SHA\"
";
    snapshot(&text("github-actions", "gitlab-ci", WORKFLOW), expected);
}

/// Compares line by line, to say where they part.
fn snapshot(found: &str, expected: &str) {
    for (at, (found, expected)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "line {}", at + 1);
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "{found}");
}

#[test]
fn what_is_lost_is_told_where_it_stood() {
    let source = "\
on:
  push:
  schedule:
    - cron: 0 3 * * *
permissions: read-all
jobs:
  a:
    runs-on: windows-latest
    steps:
      - uses: some/action@v1
      - run: echo '${{ toJSON(github.event) }}'
      - run: dir
        shell: cmd
";
    let expected = [
        "4: lost-event",
        "5: lost-permission",
        "8: lost-runner",
        "10: lost-action",
        "11: lost-shell",
        "11: lost-expression",
        "12: lost-shell",
    ];
    assert_eq!(losses("github-actions", "gitlab-ci", source), expected);
}

#[test]
fn stages_rules_and_files_in_the_words_of_github() {
    let source = "\
stages: [build, deploy]
variables:
  TARGET: site
# compiles
build:
  stage: build
  image: node:20
  script:
    - npm ci
    - npm run build -- $TARGET
  cache:
    key:
      files: [package-lock.json]
    paths: [node_modules/]
  artifacts:
    paths: [dist/]
    expire_in: 1 week
deploy site:
  stage: deploy
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      when: on_success
    - if: $CI_COMMIT_TAG =~ /^v.*/
  script: [./deploy.sh $CI_COMMIT_SHA $DEPLOY_TOKEN]
  after_script: [./clean.sh]
";
    let expected = "\
on: [push, workflow_dispatch]

env:
  TARGET: site

jobs:
  # compiles
  build:
    if: github.event_name != 'pull_request'
    runs-on: ubuntu-latest
    container: node:20
    steps:
      - uses: actions/checkout@v5
      - uses: actions/cache@v5
        with:
          path: node_modules/
          key: ${{ hashFiles('package-lock.json') }}
      - run: |
          npm ci
          npm run build -- $TARGET
      - uses: actions/upload-artifact@v6
        with:
          name: build
          path: dist/
          retention-days: 7

  deploy-site:
    name: deploy site
    needs: build
    if: github.ref_name == github.event.repository.default_branch || startsWith(github.ref, 'refs/tags/v')
    runs-on: ubuntu-latest
    env:
      DEPLOY_TOKEN: ${{ secrets.DEPLOY_TOKEN }}
    steps:
      - uses: actions/checkout@v5
      - uses: actions/download-artifact@v7
        with:
          name: build
          path: dist
      - run: ./deploy.sh $GITHUB_SHA $DEPLOY_TOKEN
      - if: always()
        run: ./clean.sh
        continue-on-error: true
";
    snapshot(&text("gitlab-ci", "github-actions", source), expected);
    assert_eq!(losses("gitlab-ci", "github-actions", source), ["24: lost-variable"]);
}

#[test]
fn what_a_language_says_of_itself_comes_back_unchanged() {
    let (_, converted) = converted("github-actions", "github-actions", WORKFLOW);
    assert_eq!(converted.losses, []);
    let text = converted.text.unwrap();
    for line in WORKFLOW.lines().filter(|line| !line.contains("db:") && !line.contains("[main]")) {
        let bare = line.trim().trim_start_matches("- ").replace('"', "");
        assert!(text.replace('"', "").contains(&bare), "{line}\n{text}");
    }
}

#[test]
fn a_file_without_jobs_is_not_converted() {
    let (_, converted) = converted("gitlab-ci", "github-actions", "include: other.yml\n");
    assert!(converted.text.is_none());
    assert!(converted.diagnostics.iter().any(|found| found.code.0 == "no-job" || found.is_error()));
}

/// All of WORKFLOW's kind, in all pairs: what comes out has no error in its own language.
#[test]
fn what_is_written_is_valid() {
    let native = "\
name: site
variables: { LEVEL: high }
triggers: { push: { branches: [main] }, manual: }
stages:
  - name: test
    image: node:20
    steps: [npm test, { run: echo $LEVEL, condition: \"branch == 'main'\" }]
    artifacts: [{ path: out/, retention: 3d }]
  - name: deploy
    when: manual
    secrets: [TOKEN]
    steps:
      - run: ./deploy.sh
        timeout: 90s
        retry: 2
";
    let gitlab = "\
test:
  parallel: 3
  script: [make]
  rules: [{ changes: [src/**/*] }]
deploy:
  stage: deploy
  script: [./deploy.sh]
  when: manual
  environment: { name: prod, url: \"https://example.org\" }
  retry: 1
";
    let files = [("github-actions", WORKFLOW), ("gitlab-ci", gitlab), ("rustci", native)];
    for (from, source) in files {
        for to in ["github-actions", "gitlab-ci", "rustci"] {
            let written = text(from, to, source);
            let mut sources = SourceMap::default();
            let file = File { name: "out.yml", path: "out.yml", bytes: written.as_bytes() };
            let options = compile::Options { format: by_id(to), ..compile::Options::default() };
            let checked = compile::check(&mut sources, file, options, &Nothing);
            let errors: Vec<_> = checked.diagnostics.iter().filter(|found| found.is_error()).collect();
            assert!(errors.is_empty(), "{from} to {to}: {errors:?}\n{written}");
        }
    }
}

#[test]
fn a_download_makes_no_job_wait_for_a_later_one() {
    let source = "\
on: push
jobs:
  early:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v7
        with: { name: files }
  late:
    needs: early
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v6
        with: { name: files, path: out }
";
    let written = text("github-actions", "gitlab-ci", source);
    assert_eq!(written.matches("needs:").count(), 1, "{written}");
    assert_eq!(losses("github-actions", "gitlab-ci", source), ["6: lost-artifact"]);
}

#[test]
fn an_azure_pipeline_in_the_words_of_others() {
    let source = "\
trigger: [main]
pool: { vmImage: ubuntu-latest }
stages:
- stage: Build
  jobs:
  - job: Compile
    steps:
    - task: NodeTool@0
      inputs: { versionSpec: 20.x }
    - script: npm ci $(Build.SourceVersion)
      displayName: Install
- stage: Ship
  condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))
  jobs:
  - job: Ship
    steps:
    - bash: ./ship.sh
";
    let github = text("azure-pipelines", "github-actions", source);
    for line in [
        "run: npm ci ${{ github.sha }}",
        "needs: Compile",
        "github.ref == 'refs/heads/main'",
        "runs-on: ubuntu-latest",
        "node-version: 20.x",
    ] {
        assert!(github.contains(line), "{line}\n{github}");
    }
    let gitlab = text("azure-pipelines", "gitlab-ci", source);
    for line in [
        "stage: Build",
        "image: node:20",
        "    # Install\n    - npm ci $CI_COMMIT_SHA",
        "if: $CI_COMMIT_BRANCH == \"main\"",
    ] {
        assert!(gitlab.contains(line), "{line}\n{gitlab}");
    }
}
