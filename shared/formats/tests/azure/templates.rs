//! What templates become.

use crate::folder::{check, one, scripts};

#[test]
fn branches_are_taken_by_parameters() {
    let text = "\
parameters:
- name: fast
  type: boolean
  default: false
- name: targets
  type: object
  default:
    web: 80
    api: 81
steps:
- ${{ if parameters.fast }}:
  - script: fast
- ${{ elseif eq(length(parameters.targets), 2) }}:
  - script: two
- ${{ else }}:
  - script: slow
- ${{ each target in parameters.targets }}:
  - script: echo ${{ target.key }} on ${{ target.value }}
- script: env
  env:
    ${{ if not(parameters.fast) }}:
      MODE: slow
    ${{ else }}:
      MODE: fast
    ${{ insert }}:
      MORE: yes
";
    let pipeline = one(text).good();
    assert_eq!(scripts(&pipeline, "Job"), ["two", "echo web on 80", "echo api on 81", "env"]);
    let ir::Work::Steps(steps) = &pipeline.jobs[0].work else { panic!("no steps") };
    let env = steps.last().unwrap().env.entries();
    let env: Vec<_> = env.iter().map(|entry| format!("{}={}", entry.name.value, entry.value)).collect();
    assert_eq!(env, ["MODE=slow", "MORE=yes"]);
}

#[test]
fn templates_are_put_in_their_places() {
    let files = [
        (
            "ci/azure-pipelines.yml",
            "\
variables:
- template: vars/common.yml
  parameters: { level: high }
- name: own
  value: ${{ variables.level }}er
stages:
- template: /stages.yml
  parameters:
    jobs:
    - job: handed
      steps:
      - template: steps/greet.yml
        parameters: { who: World }
",
        ),
        ("ci/vars/common.yml", "parameters:\n- name: level\nvariables:\n  level: ${{ parameters.level }}\n"),
        (
            "stages.yml",
            "\
parameters:
- name: jobs
  type: jobList
stages:
- stage: main
  variables:
    inner: ${{ variables.own }}
  jobs:
  - ${{ parameters.jobs }}
  - job: own
    steps:
    - template: ci/steps/greet.yml
      parameters:
        who: ${{ variables.inner }}
",
        ),
        (
            "ci/steps/greet.yml",
            "parameters:\n- name: who\n  type: string\nsteps:\n- script: echo Hello, ${{ parameters.who }}\n",
        ),
    ];
    let pipeline = check(&files).good();
    assert_eq!(scripts(&pipeline, "handed"), ["echo Hello, World"]);
    assert_eq!(scripts(&pipeline, "own"), ["echo Hello, higher"]);
    assert_eq!(pipeline.stages.len(), 1);
}

#[test]
fn a_file_extends_a_template_of_another_repository() {
    let files = [
        (
            "azure-pipelines.yml",
            "\
resources:
  repositories:
  - repository: shared
    type: git
    name: platform/templates
    ref: refs/tags/v1
extends:
  template: main.yml@shared
  parameters:
    steps:
    - script: make
",
        ),
        (
            "platform/templates:main.yml",
            "\
parameters:
- name: steps
  type: stepList
  default: []
jobs:
- job: secured
  steps:
  - script: scan
  - ${{ parameters.steps }}
  - template: after.yml
",
        ),
        ("platform/templates:after.yml", "steps:\n- script: report\n"),
    ];
    assert_eq!(scripts(&check(&files).good(), "secured"), ["scan", "make", "report"]);
}

#[test]
fn findings_stand_in_the_file_they_are_in() {
    let files = [
        ("azure-pipelines.yml", "steps:\n- template: steps.yml\n  parameters:\n    vresion: 1\n"),
        (
            "steps.yml",
            "parameters:\n- name: version\n  type: number\n  default: x\nsteps:\n- scrpt: echo\n- script: |\n    echo\n    ${{ nope.x }}\n",
        ),
    ];
    let found = check(&files).found();
    assert_eq!(
        found,
        [
            "4:5 azure-parameter",
            "steps.yml 4:12 wrong-type",
            "steps.yml 9:9 azure-expression",
            "steps.yml 6:3 unknown-key"
        ]
    );
}

#[test]
fn what_nobody_knows_is_followed_both_ways() {
    let text = "\
parameters:
- name: version
  type: string
- name: steps
  type: stepList
jobs:
- ${{ if eq(parameters.version, '1') }}:
  - job: one
    steps: ${{ parameters.steps }}
- ${{ else }}:
  - job: two
    steps:
    - ${{ each step in parameters.steps }}:
      - ${{ step }}
    - script: echo ${{ parameters.version }}
    - This version is too old: error
- job: three
  dependsOn: [one, nowhere]
";
    let outcome = one(text);
    assert_eq!(outcome.found(), ["17:5 azure-step"; 0]);
    let pipeline = outcome.pipeline.unwrap();
    assert!(pipeline.partial);
    let ids: Vec<_> = pipeline.jobs.iter().map(|job| job.id.value.as_str()).collect();
    assert_eq!(ids, ["one", "two", "three"]);
}

#[test]
fn templates_have_limits() {
    let endless = "steps:\n- template: azure-pipelines.yml\n";
    assert_eq!(check(&[("azure-pipelines.yml", endless)]).found(), ["2:13 azure-limit"]);
    let doubling = "steps:\n- template: b.yml\n- template: b.yml\n";
    let found = check(&[("azure-pipelines.yml", doubling), ("b.yml", doubling)]).found();
    assert!(found.iter().any(|found| found.ends_with("azure-limit")), "{found:?}");
    let list = "a,".repeat(200);
    let mut loops = format!("variables:\n  all: '{list}'\nsteps:\n");
    for depth in 0..5 {
        loops += &format!("{}- ${{{{ each x{depth} in split(variables.all, ',') }}}}:\n", "  ".repeat(depth));
    }
    loops += "          - script: x\n";
    let found = one(&loops).found();
    assert!(found.iter().any(|found| found.ends_with("azure-limit")), "{found:?}");
}

#[test]
fn properties_are_copied_one_by_one() {
    let files = [
        (
            "azure-pipelines.yml",
            "\
jobs:
- template: jobs.yml
  parameters:
    jobs:
    - job: a
      displayName: First
      pool: mine
      steps:
      - script: make
      - task: CmdLine@2
        inputs: { script: rm }
",
        ),
        (
            "jobs.yml",
            "\
parameters:
- name: jobs
  type: jobList
jobs:
- ${{ each job in parameters.jobs }}:
  - ${{ each pair in job }}:
      ${{ if ne(pair.key, 'steps') }}:
        ${{ pair.key }}: ${{ pair.value }}
    steps:
    - script: before
    - ${{ each step in job.steps }}:
      - ${{ each pair in step }}:
          ${{ if and(ne(pair.key, 'task'), ne(pair.key, 'inputs')) }}:
            ${{ pair.key }}: ${{ pair.value }}
    - script: after
",
        ),
    ];
    let pipeline = check(&files).good();
    assert_eq!(scripts(&pipeline, "a"), ["before", "make", "after"]);
    let job = pipeline.job("a").unwrap();
    assert_eq!(job.name.as_ref().unwrap().to_string(), "First");
    assert_eq!(job.runs_on.group.as_ref().unwrap().to_string(), "mine");
}

#[test]
fn matrices_and_dependencies_may_come_from_parameters() {
    let text = "\
parameters:
- name: matrix
  type: object
  default:
    a: { x: 1 }
    b: { x: 2 }
- name: after
  type: object
  default: [first]
jobs:
- job: first
- job: second
  dependsOn:
  - ${{ each name in parameters.after }}:
    - ${{ name }}
  - ${{ if eq(length(parameters.after), 1) }}:
    - first_too
  strategy:
    matrix:
      ${{ insert }}: ${{ parameters.matrix }}
      c: { x: 3 }
- job: first_too
  strategy:
    matrix: ${{ parameters.matrix }}
";
    let pipeline = one(text).good();
    let needs: Vec<_> = pipeline.jobs[1].needs.iter().flatten().map(|need| need.job.value.as_str()).collect();
    assert_eq!(needs, ["first", "first_too"]);
    let rows = |job: usize| match &pipeline.jobs[job].strategy.as_ref().unwrap().matrix {
        Some(ir::Matrix::Axes { include: ir::MatrixSource::Rows(rows), .. }) => rows.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!([rows(1), rows(2)], [3, 2]);
}

/// Texts that are almost pipelines: none breaks the reader.
#[test]
fn nothing_that_is_written_breaks_the_reader() {
    let whole = include_str!("../../../../tests/samples/azure/azure-pipelines.yml");
    let pieces = [
        "${{",
        "}}",
        "- ",
        ": ",
        "${{ if x }}:",
        "${{ each a in b }}:",
        "$[",
        "'",
        "template: x.yml",
        "\n  ",
        "[]",
        "null",
        "&a ",
        "*a",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize % limit
    };
    let mut read = 0;
    for _ in 0..300 {
        let mut text = whole.to_owned();
        for _ in 0..=next(4) {
            let mut at = next(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let end = (at + next(40)).min(text.len());
            text.replace_range(at..end, pieces[next(pieces.len())]);
        }
        read += usize::from(one(&text).pipeline.is_some());
    }
    assert!(read > 50, "only {read} could be read");
}
