//! What the services' own schemas and parsers ask of a file that is converted.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Converted, File, Nothing, by_id, convert};
use diag::SourceMap;

fn converted(from: &str, to: &str, text: &str) -> Converted {
    let mut sources = SourceMap::default();
    let file = File { name: "ci.yml", path: "ci.yml", bytes: text.as_bytes() };
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
