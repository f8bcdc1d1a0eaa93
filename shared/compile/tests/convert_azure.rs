//! To and from Azure Pipelines.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Checked, Converted, File, Nothing, Options, by_id, check, convert};
use diag::{Severity, SourceMap};

fn converted(from: &str, to: &str, text: &str) -> (SourceMap, Converted) {
    let mut sources = SourceMap::default();
    let file = File { name: "ci.yml", path: "ci.yml", bytes: text.as_bytes() };
    let converted = convert(&mut sources, file, by_id(from), by_id(to).unwrap(), &Nothing);
    (sources, converted)
}

/// The text in the other language, which says nothing wrong there.
fn text(from: &str, to: &str, source: &str) -> String {
    let (_, converted) = converted(from, to, source);
    let text = converted.text.unwrap();
    let mut sources = SourceMap::default();
    let file = File { name: "out.yml", path: "out.yml", bytes: text.as_bytes() };
    let options = Options { format: by_id(to), ..Options::default() };
    let Checked { diagnostics, .. } = check(&mut sources, file, options, &Nothing);
    let wrong: Vec<_> = diagnostics.iter().filter(|found| found.severity != Severity::Note).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{text}");
    text
}

fn losses(from: &str, to: &str, source: &str) -> Vec<String> {
    let (sources, converted) = converted(from, to, source);
    let place = |found: &diag::Diagnostic| sources.locate(found.primary.span).0.line;
    converted.losses.iter().map(|found| format!("{}: {}", place(found), found.code.0)).collect()
}

const WORKFLOW: &str = "\
# Checks every change
on:
  push:
    branches: [main]  # releases come from here
    paths: ['src/**']
  pull_request:
permissions: read-all
jobs:
  # Runs the tests
  unit-test:
    runs-on: ${{ matrix.os }}
    timeout-minutes: 10
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-latest, windows-latest]
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 20
      - uses: actions/cache@v5
        with:
          path: node_modules
          key: npm-${{ hashFiles('package-lock.json') }}
      - run: |
          npm ci
          npm test -- --os ${{ matrix.os }}
        env:
          TOKEN: ${{ secrets.NPM_TOKEN }}
      - id: version
        run: echo \"number=1.2\" >> \"$GITHUB_OUTPUT\"
      - if: always()
        uses: actions/upload-artifact@v6
        with:
          name: report
          path: report/
    outputs:
      version: ${{ steps.version.outputs.number }}
  release:
    needs: unit-test
    if: github.ref == 'refs/heads/main' && github.event_name == 'push'
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: ./release ${{ needs.unit-test.outputs.version }} $GITHUB_SHA
";

#[test]
fn a_workflow_becomes_a_pipeline_as_people_write_them() {
    let out = text("github-actions", "azure-pipelines", WORKFLOW);
    let expected = "\
# Checks every change
trigger:
  branches:
    include:
      - main  # releases come from here
  paths:
    include:
      - src

jobs:
  # Runs the tests
  - job: unit_test
    displayName: unit-test
    timeoutInMinutes: 10
    pool:
      vmImage: $(os)
    strategy:
      matrix:
        ubuntu_latest:
          os: ubuntu-latest
        windows_latest:
          os: windows-latest
    steps:
      - task: NodeTool@0
        inputs:
          versionSpec: '20'
      - task: Cache@2
        inputs:
          key: npm | \"$(Agent.OS)\" | package-lock.json
          restoreKeys: npm | \"$(Agent.OS)\"
          path: node_modules
      - bash: |
          set -e
          npm ci
          npm test -- --os $(os)
        env:
          TOKEN: $(NPM_TOKEN)
      - bash: echo \"##vso[task.setvariable variable=number;isOutput=true]1.2\"
        name: version
      - publish: report
        artifact: report
        condition: always()
  - deployment: release
    dependsOn: unit_test
    condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'), eq(variables['Build.Reason'], 'IndividualCI'))
    pool:
      vmImage: ubuntu-latest
    variables:
      unit_test_version: $[ dependencies.unit_test.outputs['version.number'] ]
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
            - download: none
            - script: ./release $(unit_test_version) $BUILD_SOURCEVERSION
";
    assert_eq!(out, expected);
    assert_eq!(
        losses("github-actions", "azure-pipelines", WORKFLOW),
        ["7: lost-permission", "30: lost-variable"]
    );
}

#[test]
fn a_pipeline_is_written_as_it_was() {
    let source = "\
name: $(Date:yyyyMMdd)

trigger:
  branches:
    include:
      - main
      - releases/*
    exclude:
      - releases/old*

pr: none

schedules:
  - cron: 0 3 * * *
    branches:
      include:
        - main

resources:
  containers:
    - container: db
      image: postgres:16
      env:
        POSTGRES_PASSWORD: x

variables:
  configuration: Release  # the only one

stages:
  - stage: Build
    jobs:
      - job: compile
        pool:
          vmImage: ubuntu-latest
        services:
          db: db
        steps:
          - checkout: self
            fetchDepth: 1
          - bash: make $(configuration)
            displayName: Compile
            retryCountOnTaskFailure: 2
          - publish: $(Build.ArtifactStagingDirectory)
            artifact: drop
  - stage: Deploy
    dependsOn: Build
    condition: succeeded()
    jobs:
      - deployment: web
        pool: Default
        environment: production
        strategy:
          runOnce:
            deploy:
              steps:
                - script: ./deploy
            on:
              failure:
                steps:
                  - script: ./back
";
    let once = text("azure-pipelines", "azure-pipelines", source);
    // Steps of bash and of the usual shell are the same on this machine.
    assert_eq!(once, source.replace("bash: make", "script: make"));
}

#[test]
fn stages_with_jobs_that_need_single_others_become_jobs() {
    let source = "\
stages: [build, test]
build:
  stage: build
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH
lint:
  stage: test
  needs: []
  script: make lint
  rules:
    - if: $CI_COMMIT_BRANCH
test:
  stage: test
  script: make test
  rules:
    - if: $CI_COMMIT_BRANCH
";
    let out = text("gitlab-ci", "azure-pipelines", source);
    assert!(!out.contains("stages:"), "{out}");
    assert!(out.contains("- job: test\n    dependsOn: build\n"), "{out}");
    assert!(out.contains("- job: lint\n    condition:"), "{out}");
}

#[test]
fn conditions_and_macros_mean_the_same_elsewhere() {
    let source = "\
trigger: [main]
pr: none
variables:
  flavour: sweet
stages:
  - stage: A
    jobs:
      - job: one
        pool: { vmImage: ubuntu-latest }
        steps:
          - bash: echo $(flavour) $(Build.SourceBranchName)
          - bash: ./clean
            condition: always()
  - stage: B
    jobs:
      - job: two
        pool: { vmImage: windows-2022 }
        condition: and(succeeded(), startsWith(variables['Build.SourceBranch'], 'refs/tags/v'))
        steps:
          - pwsh: ./two.ps1
";
    let out = text("azure-pipelines", "github-actions", source);
    for line in [
        "run: echo ${{ env.flavour }} ${{ github.ref_name }}",
        "workflow_dispatch:\n  push:",
        "if: always()",
        "needs: one",
        "if: success() && startsWith(github.ref, 'refs/tags/v')",
        "runs-on: windows-2022",
        "runs-on: ubuntu-latest",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
}

#[test]
fn what_is_decided_while_reading_is_told() {
    let source = "\
parameters:
  - name: full
    type: boolean
    default: true
steps:
  - ${{ if parameters.full }}:
      - script: make all
";
    assert_eq!(losses("azure-pipelines", "azure-pipelines", source), ["6: lost-key"]);
    assert!(text("azure-pipelines", "azure-pipelines", source).contains("- script: make all"));
}
