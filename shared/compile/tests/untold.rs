//! A key that makes no difference to what is written has been told.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Converted, FORMATS, File, Nothing, Options, by_id, check, convert};
use diag::{SourceMap, Span};
use formats::{Writing, convert::translate};
use yaml::{Kind, Limits, Node};

const GITHUB: &str = "\
name: CI
run-name: Build of ${{ github.ref_name }}
on:
  push:
    branches: [main, 'release/**']
    paths-ignore: ['docs/**']
  pull_request:
    types: [opened, labeled]
  workflow_dispatch:
    inputs:
      target:
        description: Where to
        type: choice
        options: [staging, production]
        deprecationMessage: gone soon
permissions:
  contents: read
concurrency:
  group: ci-${{ github.ref }}
  cancel-in-progress: true
env:
  LEVEL: debug
jobs:
  test:
    name: Unit tests
    runs-on: ${{ matrix.on.os }}
    timeout-minutes: 10
    cancel-timeout-minutes: 3
    continue-on-error: true
    strategy:
      max-parallel: 2
      matrix:
        on: [{os: ubuntu-latest, tool: gcc}, {os: ubuntu-22.04, tool: clang}]
    services:
      db:
        image: postgres:16
        env:
          POSTGRES_PASSWORD: x
        ports: ['5432:5432']
        options: --health-cmd pg_isready
    outputs:
      version: ${{ steps.see.outputs.version }}
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
          lfs: true
      - uses: somebody/else@v1
        with:
          key: value
      - name: See
        id: see
        if: github.ref == 'refs/heads/main'
        shell: pwsh
        working-directory: src
        env:
          ONE: two
        timeout-minutes: 5
        run: echo version=1 >> $GITHUB_OUTPUT
  deploy:
    needs: test
    environment:
      name: production
      url: https://example.com
    runs-on: [self-hosted, gpu]
    container:
      image: alpine:3.20
      volumes: ['cache:/cache']
    steps:
      - run: ./deploy.sh ${{ needs.test.outputs.version }}
";

const GITLAB: &str = "\
stages: [check, ship]
default:
  interruptible: true
variables:
  LEVEL: debug
unit:
  stage: check
  image:
    name: rust:1.80
    entrypoint: ['']
  tags: [docker, gpu]
  coverage: '/(\\d+)%/'
  retry:
    max: 2
    when: runner_system_failure
  allow_failure:
    exit_codes: [3]
  before_script: [cargo fetch]
  script: [cargo test]
  after_script: [rm -rf target]
  artifacts:
    paths: [target/out]
    expire_in: 2 days
    expose_as: Results
    reports:
      junit: report.xml
  dast_configuration:
    site_profile: none
pages:
  stage: ship
  resource_group: site
  start_in: 5 minutes
  when: delayed
  environment:
    name: live
    deployment_tier: production
    kubernetes:
      namespace: web
  script: [./publish]
  release:
    tag_name: v1
    description: All of it
";

const AZURE: &str = "\
trigger:
  batch: true
  branches:
    include: [main]
lockBehavior: sequential
variables:
  level: debug
stages:
  - stage: Build
    jobs:
      - job: compile
        pool:
          vmImage: ubuntu-latest
          demands: [gpu]
        workspace:
          clean: all
        cancelTimeoutInMinutes: 4
        timeoutInMinutes: 30
        steps:
          - checkout: self
            lfs: true
          - script: make
            displayName: Compile
            failOnStderr: true
            continueOnError: true
            retryCountOnTaskFailure: 2
            target: host
          - task: PublishBuildArtifacts@1
            inputs:
              pathtoPublish: out
              artifactName: drop
              publishLocation: Container
  - stage: Ship
    lockBehavior: runLatest
    dependsOn: Build
    condition: eq(variables['Build.SourceBranch'], 'refs/heads/main')
    jobs:
      - deployment: web
        environment: live
        strategy:
          runOnce:
            deploy:
              steps:
                - script: ./ship
";

const NATIVE: &str = "\
name: Shop
description: All the checks
triggers:
  push:
    branches: [main]
variables:
  LEVEL: debug
secrets: [TOKEN]
stages:
  - name: check
    jobs:
      unit:
        image: rust:1.80
        timeout: 10m
        retry: 2
        allow_failure: true
        steps:
          - name: Tests
            run: cargo test
            timeout: 5m
        artifacts:
          - paths: [out]
            retention: 2 days
notifications:
  slack:
    webhook: https://hooks.example.com/x
";

/// Keys without which a pipeline means the same, since they say what is so anyhow, or whose parent is told.
const MEANINGLESS: &[(&str, &str)] = &[
    // The name that files have without one.
    ("azure-pipelines", "artifactName"),
    // A runner of the other languages is such a machine.
    ("azure-pipelines", "vmImage"),
    // Of an action for which nothing stands, which is told.
    ("github-actions", "with"),
    // Variables of a project's settings are there without a word.
    ("rustci", "secrets"),
];

fn converted(text: &str, from: &str, to: &str) -> Converted {
    let file = File { name: "ci.yml", path: "ci.yml", bytes: text.as_bytes() };
    convert(&mut SourceMap::default(), file, by_id(from), by_id(to).unwrap(), &Nothing)
}

/// What is written, whatever is told; nothing when the source is wrong.
fn written(text: &str, from: &str, to: &str) -> Option<String> {
    let mut sources = SourceMap::default();
    let file = File { name: "ci.yml", path: "ci.yml", bytes: text.as_bytes() };
    let options = Options { format: by_id(from), ..Options::default() };
    let checked = check(&mut sources, file, options, &Nothing);
    let pipeline = checked.pipeline.as_ref().filter(|_| checked.passes())?;
    let (from, to) = (by_id(from)?, by_id(to)?);
    let mut writing = Writing::new(from, &sources);
    let writer = to.writer.as_ref()?;
    let tree = (writer.write)(&translate(pipeline, to, &mut writing), &mut writing);
    Some(writer.text(&tree, &[], &sources))
}

/// All keys of a tree, each with its place and that of all it holds.
fn entries(node: &Node, found: &mut Vec<(String, Span)>) {
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::Seq(items) => items.iter().for_each(|item| entries(item, found)),
        Kind::Map(mapping) => {
            for entry in mapping.iter() {
                found
                    .push((entry.name().unwrap_or_default().to_owned(), entry.key.span.to(entry.value.span)));
                entries(&entry.value, found);
            }
        }
    }
}

/// The keys of a sample that are lost in a language without a word.
fn silent(sample: &str, from: &str, to: &str) -> Vec<String> {
    let whole = converted(sample, from, to);
    let found: Vec<_> = whole.diagnostics.iter().map(|found| found.message.clone()).collect();
    assert!(whole.text.is_some(), "{from} is read: {found:?}");
    let with_all = written(sample, from, to);
    let mut sources = SourceMap::default();
    let id = sources.add("ci.yml", sample);
    let mut all = Vec::new();
    yaml::read(&sources, id, &Limits::default())
        .documents
        .iter()
        .for_each(|one| entries(&one.root, &mut all));
    let makes_no_difference = |place: Span| {
        let blanks: String = sample[place.start as usize..place.end as usize]
            .chars()
            .map(|c| if c == '\n' { c } else { ' ' })
            .collect();
        let mut text = sample.to_owned();
        text.replace_range(place.start as usize..place.end as usize, &blanks);
        let without = written(&text, from, to);
        without.is_some() && without == with_all
    };
    let told = |place: Span| {
        let inside = |found: Span| found.start >= place.start && found.end <= place.end;
        let around = |found: Span| found.start <= place.start && found.end >= place.end;
        whole.losses.iter().map(|found| found.primary.span).any(|found| inside(found) || around(found))
    };
    let parents_told = |place: Span| {
        let outer = all.iter().filter(|(_, outer)| outer.start < place.start && outer.end >= place.end);
        outer.clone().any(|(name, outer)| {
            let key = outer.start + name.len() as u32;
            whole
                .losses
                .iter()
                .any(|found| found.primary.span.start == outer.start && found.primary.span.end <= key + 1)
        })
    };
    all.iter()
        .filter(|(name, _)| !MEANINGLESS.contains(&(from, name.as_str())))
        .filter(|(_, place)| !told(*place) && !parents_told(*place) && makes_no_difference(*place))
        .map(|(name, place)| format!("{from} to {to}: {name} at {}", place.start))
        .collect()
}

/// Nothing of a sample is lost without a word in any language.
fn nothing_silent(sample: &str, from: &str) {
    let writable = FORMATS.iter().filter(|to| to.writer.is_some());
    let lost: Vec<String> = writable.flat_map(|to| silent(sample, from, to.id)).collect();
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn no_key_of_github_is_lost_without_a_word() {
    nothing_silent(GITHUB, "github-actions");
}

#[test]
fn no_key_of_gitlab_is_lost_without_a_word() {
    nothing_silent(GITLAB, "gitlab-ci");
}

#[test]
fn no_key_of_azure_is_lost_without_a_word() {
    nothing_silent(AZURE, "azure-pipelines");
}

#[test]
fn no_key_of_our_own_is_lost_without_a_word() {
    nothing_silent(NATIVE, "rustci");
}

/// What is told of a text, as `line: message`.
fn told(text: &str, from: &str, to: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let file = File { name: "ci.yml", path: "ci.yml", bytes: text.as_bytes() };
    let converted = convert(&mut sources, file, by_id(from), by_id(to).unwrap(), &Nothing);
    let line = |found: &diag::Diagnostic| sources.locate(found.primary.span).0.line;
    converted.losses.iter().map(|found| format!("{}: {}", line(found), found.message)).collect()
}

#[test]
fn a_key_that_no_reader_keeps_is_told_and_one_that_says_the_usual_is_not() {
    let text = "unit:\n  script: [make]\n  interruptible: false\n  artifacts:\n    paths: [out]\n    public: false\n";
    let expected = ["6: \"public\" is not said in RustCI"];
    assert_eq!(told(text, "gitlab-ci", "rustci"), expected);
}

#[test]
fn what_is_so_anyhow_is_not_lost_and_what_cannot_be_computed_is() {
    let text = "\
on: push
jobs:
  build:
    name: build
    strategy:
      fail-fast: false
      matrix: {late: [true, false]}
    runs-on: ubuntu-latest
    defaults:
      run: {shell: bash}
    steps:
      - name: make
        run: make | tee log
        continue-on-error: ${{ matrix.late }}
      - run: make check
        continue-on-error: false
";
    let computed = "14: whether a failing part of a script counts cannot be computed";
    assert_eq!(told(text, "github-actions", "gitlab-ci"), [computed]);
    for to in ["azure-pipelines", "rustci"] {
        let told = told(text, "github-actions", to);
        assert!(!told.iter().any(|told| told.contains("is not said")), "{to}: {told:?}");
    }
}
