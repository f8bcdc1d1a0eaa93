//! Actions of the repository in languages that have none.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Converted, File, by_id, convert};
use diag::{Severity, SourceMap};
use formats::{Loaded, Loader, Missing, Request};

const ACTION: &str = "\
name: Build
description: Builds with a tool
inputs:
  tool:
    description: Which
    default: make
  strict:
    description: Whether
    default: 'false'
outputs:
  size:
    description: How large
    value: ${{ steps.measure.outputs.bytes }}
runs:
  using: composite
  steps:
    - run: ${{ inputs.tool }} all in $GITHUB_ACTION_PATH
      shell: bash
    - run: ${{ inputs.tool }} check
      if: inputs.strict == 'true'
      shell: bash
    - run: echo \"bytes=12\" >> \"$GITHUB_OUTPUT\"
      id: measure
      shell: bash
";

const WORKFLOW: &str = "\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: ./.github/actions/build
        id: built
        with:
          tool: cargo
      - run: echo ${{ steps.built.outputs.size }}
";

/// A repository with one action.
struct Repository;

impl Loader for Repository {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        match request {
            Request::Action { reference: "./.github/actions/build" } => {
                let path = ".github/actions/build/action.yml".to_owned();
                Ok(vec![Loaded { name: path.clone(), path, text: ACTION.to_owned() }])
            }
            other => compile::Nothing.load(other),
        }
    }
}

fn converted(to: &str) -> Converted {
    let file = File { name: "ci.yml", path: ".github/workflows/ci.yml", bytes: WORKFLOW.as_bytes() };
    convert(&mut SourceMap::default(), file, by_id("github-actions"), by_id(to).unwrap(), &Repository)
}

#[test]
fn the_steps_of_an_action_stand_in_its_place() {
    let done = converted("azure-pipelines");
    let text = done.text.unwrap();
    assert!(text.contains("script: cargo all in $GITHUB_ACTION_PATH\n"), "{text}");
    assert!(text.contains("GITHUB_ACTION_PATH: .github/actions/build\n"), "{text}");
    assert!(text.contains("condition: and(succeeded(), eq('true', 'false'))\n"), "{text}");
    assert!(text.contains("name: built_measure\n"), "{text}");
    assert!(text.contains("echo $(built_measure.bytes)"), "{text}");
    let note = done.losses.iter().find(|found| found.severity == Severity::Note).unwrap();
    assert!(note.message.contains("./.github/actions/build"), "{}", note.message);
}

#[test]
fn one_script_has_the_commands_of_the_action() {
    let text = converted("gitlab-ci").text.unwrap();
    assert!(text.contains("- cargo all in $GITHUB_ACTION_PATH\n"), "{text}");
    assert!(text.contains("$BUILT_MEASURE_BYTES") || text.contains("built_measure_bytes"), "{text}");
}

#[test]
fn our_own_language_uses_the_action_itself() {
    let text = converted("rustci").text.unwrap();
    assert!(text.contains("uses: ./.github/actions/build\n"), "{text}");
}
