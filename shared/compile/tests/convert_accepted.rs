//! What the services' own schemas and parsers ask of a file that is converted.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Converted, File, Nothing, by_id, convert};
use diag::SourceMap;

fn converted(from: &str, to: &str, text: &str) -> Converted {
    let mut sources = SourceMap::default();
    let name = if from == "jenkins" { "Jenkinsfile" } else { "ci.yml" };
    let file = File { name, path: name, bytes: text.as_bytes() };
    convert(&mut sources, file, by_id(from), by_id(to).unwrap(), &Nothing)
}

fn text(from: &str, to: &str, source: &str) -> String {
    converted(from, to, source).text.unwrap()
}

fn says(converted: &Converted, words: &str) -> bool {
    converted.losses.iter().any(|found| found.message.contains(words))
}

#[test]
fn a_download_into_a_folder_is_a_task_of_azure() {
    let source = "\
on: push
jobs:
  use:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v7
        with:
          name: site
          path: public
      - run: ls public
";
    let text = text("github-actions", "azure-pipelines", source);
    assert!(text.contains("task: DownloadPipelineArtifact@2"), "{text}");
    assert!(text.contains("targetPath: $(Build.SourcesDirectory)/public"), "{text}");
    assert!(!text.contains("download:"), "{text}");
}

#[test]
fn sets_of_characters_become_wildcards_of_azure_and_are_told() {
    let source = "\
on:
  push:
    tags: ['v[0-9]+.[0-9]']
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
";
    let converted = converted("github-actions", "azure-pipelines", source);
    let text = converted.text.as_deref().unwrap();
    assert!(text.contains("- v*.?"), "{text}");
    assert!(says(&converted, "no sets of characters"), "{:?}", converted.losses);
}

#[test]
fn a_branch_that_cannot_be_does_not_open_the_filter() {
    let source = "\
on:
  push:
    branches: ['/release']
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
";
    let converted = converted("github-actions", "azure-pipelines", source);
    let text = converted.text.as_deref().unwrap();
    assert!(text.contains("trigger: none"), "{text}");
    assert!(says(&converted, "can be called"), "{:?}", converted.losses);
}

#[test]
fn no_job_is_called_as_a_keyword_of_gitlab() {
    let source = "\
on: push
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - run: make image
  ship:
    needs: image
    runs-on: ubuntu-latest
    steps:
      - run: make ship
";
    let text = text("github-actions", "gitlab-ci", source);
    assert!(text.contains("\nimage-job:"), "{text}");
    assert!(text.contains("needs: [image-job]") || text.contains("- image-job"), "{text}");
}

#[test]
fn a_parameter_without_a_value_is_an_input() {
    let source = "\
parameters:
  - name: folder
    type: string
steps:
  - script: ls ${{ parameters.folder }}
";
    let text = text("azure-pipelines", "github-actions", source);
    assert!(text.contains("ls ${{ inputs.folder }}"), "{text}");
    assert!(!text.contains("parameters."), "{text}");
}

#[test]
fn a_list_is_the_default_of_an_input_as_json() {
    let source = "\
parameters:
  - name: regions
    type: object
    default: [north, south]
steps:
  - script: make
";
    let text = text("azure-pipelines", "github-actions", source);
    assert!(text.contains(r#"default: '["north","south"]'"#), "{text}");
}

#[test]
fn a_shell_that_is_computed_stands_in_the_defaults_of_its_job() {
    let source = "\
on: push
env:
  MY_SHELL: bash
jobs:
  build:
    runs-on: ubuntu-latest
    defaults:
      run:
        shell: ${{ env.MY_SHELL }}
    steps:
      - run: make
";
    let text = text("github-actions", "github-actions", source);
    let (before, after) = text.split_once("shell: ${{ env.MY_SHELL }}").unwrap();
    assert!(before.contains("    defaults:\n      run:\n") && !after.contains("shell:"), "{text}");
}

#[test]
fn a_strategy_without_copies_says_nothing() {
    let source = "\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
    steps:
      - run: make
";
    let text = text("github-actions", "github-actions", source);
    assert!(!text.contains("strategy"), "{text}");
}

#[test]
fn tasks_of_a_language_stay_tasks_in_it() {
    let source = "\
pool:
  vmImage: ubuntu-latest
steps:
  - checkout: self
    persistCredentials: true
    fetchTags: false
  - task: Maven@4
    inputs:
      mavenPomFile: app/pom.xml
      goals: verify
";
    let text = text("azure-pipelines", "azure-pipelines", source);
    for kept in ["task: Maven@4", "goals: verify", "persistCredentials: true", "fetchTags: false"] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    assert!(!text.contains("script:"), "{text}");
}

#[test]
fn the_name_of_a_step_is_that_of_one() {
    let source = "\
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: kept
        uses: actions/cache@v4
        with:
          path: |
            one
            two
          key: ${{ runner.os }}-${{ hashFiles(env.LIST) }}
        env:
          LIST: list.txt
      - run: make
";
    let text = text("github-actions", "azure-pipelines", source);
    assert_eq!(text.matches("task: Cache@2").count(), 2, "{text}");
    assert_eq!(text.matches("name: kept").count(), 1, "{text}");
    assert!(!text.contains("env.LIST"), "{text}");
}

#[test]
fn steps_of_a_time_end_where_its_field_does() {
    let source = "\
on:
  schedule:
    - cron: 5/10 * * * 1-5
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
";
    let text = text("github-actions", "rustci", source);
    assert!(text.contains("5-59/10 * * * 1-5"), "{text}");
}

#[test]
fn names_of_machines_are_filled_in() {
    let source = "\
on: push
jobs:
  build:
    strategy:
      matrix:
        release-name: ['14', '15']
        member:
          - first: one
            second:
        exclude:
          - member: ${{ fromJSON('7') }}
    runs-on: macos-${{ matrix.release-name }}
    steps:
      - run: make ${{ matrix.member.first }}
";
    let azure = text("github-actions", "azure-pipelines", source);
    assert!(azure.contains("vmImage: macos-$(release_name)"), "{azure}");
    let own = text("github-actions", "rustci", source);
    assert!(!own.contains("exclude"), "{own}");
}

#[test]
fn what_is_computed_while_a_file_is_read_is_told() {
    let source = "\
parameters:
  - name: who
    type: string
    default: you
variables:
  reason: ${{ variables['Build.Reason'] }}
steps:
  - script: echo ${{ parameters.who }}
";
    for to in ["azure-pipelines", "github-actions"] {
        let converted = converted("azure-pipelines", to, source);
        assert!(says(&converted, "the defaults of the parameters"), "{to}");
        assert!(says(&converted, "starts by hand"), "{to}");
    }
}

#[test]
fn conditions_of_stages_within_stages_hold_both() {
    let source = "\
pipeline {
  agent any
  stages {
    stage('Outer') {
      when { branch 'main' }
      stages {
        stage('Inner') {
          when { environment name: 'KIND', value: 'full' }
          steps { sh 'make' }
        }
      }
    }
  }
}
";
    let text = text("jenkins", "github-actions", source);
    assert!(text.contains("github.ref == 'refs/heads/main' && vars.KIND == 'full'"), "{text}");
}
