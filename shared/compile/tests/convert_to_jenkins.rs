//! To Jenkinsfiles.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Checked, Converted, File, Nothing, Options, by_id, check, convert};
use diag::{Severity, SourceMap};

fn converted(from: &str, source: &str) -> (SourceMap, Converted) {
    let mut sources = SourceMap::default();
    let name = if source.contains("pipeline {") { "Jenkinsfile" } else { "ci.yml" };
    let file = File { name, path: name, bytes: source.as_bytes() };
    let converted = convert(&mut sources, file, by_id(from), by_id("jenkins").unwrap(), &Nothing);
    (sources, converted)
}

/// The Jenkinsfile, in which nothing is wrong.
fn text(from: &str, source: &str) -> String {
    let text = converted(from, source).1.text.unwrap();
    let mut sources = SourceMap::default();
    let file = File { name: "Jenkinsfile", path: "Jenkinsfile", bytes: text.as_bytes() };
    let Checked { diagnostics, .. } = check(&mut sources, file, Options::default(), &Nothing);
    let wrong: Vec<_> = diagnostics.iter().filter(|found| found.severity != Severity::Note).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{text}");
    text
}

/// `line: code` of all that is lost.
fn losses(from: &str, source: &str) -> Vec<String> {
    let (sources, converted) = converted(from, source);
    let line = |found: &diag::Diagnostic| sources.locate(found.primary.span).0.line;
    converted.losses.iter().map(|found| format!("{}: {}", line(found), found.code.0)).collect()
}

fn same(found: &str, expected: &str) {
    assert!(found == expected, "{found}");
}

const WORKFLOW: &str = "\
# Checks every change
name: CI
on:
  push:
    branches: [main]  # releases come from here
  pull_request:
  schedule:
    - cron: '30 4 * * 1-5'
  workflow_dispatch:
    inputs:
      target:
        description: Where to
        type: choice
        options: [staging, production]
        default: production
env:
  LEVEL: high
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
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: ${{ matrix.node-version }}
      - name: Test
        run: |
          npm ci
          npm test -- --level \"$LEVEL\"
        env:
          TOKEN: ${{ secrets.NPM_TOKEN }}
  build:
    needs: test
    runs-on: [self-hosted, fast]
    outputs:
      version: ${{ steps.version.outputs.number }}
    steps:
      - uses: actions/checkout@v5
      - id: version
        run: echo \"number=1.2\" >> \"$GITHUB_OUTPUT\"
      - run: make it's
        continue-on-error: true
      - uses: actions/upload-artifact@v6
        with:
          name: dist
          path: dist/
      - if: failure()
        run: cat log
  deploy:
    needs: build
    if: github.ref == 'refs/heads/main' && inputs.target == 'production'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v7
        with:
          name: dist
          path: dist
      - if: env.LEVEL == 'high'
        run: ./release ${{ needs.build.outputs.version }} $GITHUB_SHA
  report:
    needs: [test, build, deploy]
    if: always()
    runs-on: ubuntu-latest
    steps:
      - run: echo over
";

#[test]
fn a_workflow_becomes_a_jenkinsfile_as_people_write_them() {
    let expected = r#"// Checks every change
// releases come from here
// CI
pipeline {
    agent none

    parameters {
        choice(name: 'target', choices: ['production', 'staging'], description: 'Where to')
    }

    triggers {
        cron('''
            TZ=UTC
            30 4 * * 1-5
        ''')
    }
"#;
    let out = text("github-actions", WORKFLOW);
    assert!(out.starts_with(expected), "{out}");
    let stages = &out[out.find("    stages {").unwrap()..];
    same(stages, include_str!("jenkins/stages.groovy"));
}

#[test]
fn what_no_jenkinsfile_says_is_told_where_it_stood() {
    // The branches that count, no tools kept, and a `build` whose agent is one of a server's own.
    assert_eq!(losses("github-actions", WORKFLOW), ["5: lost-event"]);
    let more = "\
on: push
permissions: read-all
concurrency: all
jobs:
  a:
    runs-on: windows-latest
    environment: production
    services:
      db: postgres:16
    steps:
      - uses: actions/checkout@v5
      - uses: actions/cache@v5
        with:
          path: node_modules
          key: x
      - run: echo a
  b:
    runs-on: ubuntu-latest
    steps:
      - run: echo b
  c:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ github.event.sender.type }}
";
    let expected = [
        "1: lost-event",
        "2: lost-permission",
        "3: lost-concurrency",
        "6: lost-runner",
        "7: lost-environment",
        "9: lost-service",
        "12: lost-cache",
        "21: lost-order",
        "25: lost-expression",
    ];
    assert_eq!(losses("github-actions", more), expected);
}

#[test]
fn stages_rules_and_files_of_gitlab() {
    let source = "\
stages: [build, test, deploy]
build:
  stage: build
  image: node:20
  script:
    - npm ci
    - npm run build
  artifacts:
    paths: [dist/]
    expire_in: 1 week
    reports:
      dotenv: build.env
unit:
  stage: test
  script: ./unit
  artifacts:
    when: always
    reports:
      junit: report.xml
lint:
  stage: test
  script:
    - cd src
    - ./lint
  allow_failure: true
  after_script:
    - ./clean
deploy:
  stage: deploy
  script: ./deploy
  rules:
    - if: $CI_COMMIT_TAG =~ /^v\\d+/
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      changes: [src/**/*]
  when: manual
";
    same(&text("gitlab-ci", source), include_str!("jenkins/gitlab.groovy"));
    assert_eq!(losses("gitlab-ci", source), Vec::<String>::new());
}

#[test]
fn a_jenkinsfile_stays_as_it_is_and_yaml_becomes_one() {
    let source = "// ours\npipeline {\n  agent any // here\n  stages {\n    stage('A') { steps { sh 'make' } }\n  }\n}\n";
    assert_eq!(text("jenkins", source), source);
    let source = "\
# ours
pipeline:
  agent: any
  stages:
    # compiles
    - stage: Build
      when:
        branch: main
      steps:
        - sh 'make'
        - dir: \"'out'\"
          script:
            - sh 'ls'
";
    let expected = "\
// ours
pipeline {
    agent any

    stages {
        // compiles
        stage('Build') {
            when {
                branch 'main'
            }
            steps {
                sh 'make'
                dir('out') {
                    sh 'ls'
                }
            }
        }
    }
}
";
    same(&text("jenkins", source), expected);
}

#[test]
fn a_jenkinsfile_in_yaml_and_back_is_the_same_pipeline() {
    let whole = text("github-actions", WORKFLOW);
    let mut sources = SourceMap::default();
    let file = File { name: "Jenkinsfile", path: "Jenkinsfile", bytes: whole.as_bytes() };
    let written = convert(&mut sources, file, None, by_id("jenkins-yaml").unwrap(), &Nothing);
    assert!(written.losses.is_empty(), "{:?}", written.losses);
    let yaml = written.text.unwrap();
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let read = |name: &str, text: &str| {
        let mut sources = SourceMap::default();
        let file = File { name, path: name, bytes: text.as_bytes() };
        let Checked { diagnostics, pipeline, .. } = check(&mut sources, file, Options::default(), &Nothing);
        assert!(diagnostics.is_empty(), "{diagnostics:?}\n{text}");
        let pipeline = pipeline.unwrap();
        let condition =
            |job: &ir::Job| job.condition.as_ref().map(|condition| plain(condition.text().as_str()));
        let jobs =
            pipeline.jobs.iter().map(|job| (job.id.value.clone(), condition(job), job.runs_on.labels.len()));
        (jobs.collect::<Vec<_>>(), pipeline.inputs.len(), pipeline.triggers.len())
    };
    assert_eq!(read("Jenkinsfile", &whole), read("Jenkinsfile.yaml", &yaml));
}

#[test]
fn the_form_in_yaml_is_as_people_write_it() {
    let source = "\
# ours
build:
  image: node:20
  script:
    # all of it
    - npm ci
    - npm test
  rules:
    - if: $CI_COMMIT_BRANCH == 'main'
  after_script: [./clean]
";
    let mut sources = SourceMap::default();
    let file = File { name: "ci.yml", path: "ci.yml", bytes: source.as_bytes() };
    let converted = convert(&mut sources, file, by_id("gitlab-ci"), by_id("jenkins-yaml").unwrap(), &Nothing);
    let expected = "\
# ours
pipeline:
  agent:
    docker:
      image: node:20
  stages:
    - stage: build
      when:
        branch: main
      steps:
        # all of it
        - sh 'npm ci'
        - sh 'npm test'
      post:
        always:
          - catchError: \"buildResult: 'SUCCESS', stageResult: 'UNSTABLE'\"
            steps:
              - timeout: \"time: 5, unit: 'MINUTES'\"
                steps:
                  - \"sh label: 'after_script', script: './clean'\"
";
    same(&converted.text.unwrap(), expected);
}
