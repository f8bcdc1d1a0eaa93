//! GitHub workflows: what they become, and what is said of what is wrong.

use diag::SourceMap;
use formats::{Loaded, Loader, Missing, Reading, Request};
use indexmap::IndexMap;
use ir::{
    Action, Builtin, CallTarget, Event, InputKind, Matrix, Pipeline, Reference, Shell, Strictness, Work,
};

/// Files by the name they are asked for.
struct Files(&'static [(&'static str, &'static str)]);

impl Loader for Files {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        let (name, path) = match request {
            Request::File { path } => ((*path).to_owned(), (*path).to_owned()),
            Request::Action { reference } => ((*reference).to_owned(), format!("{reference}/action.yml")),
            Request::Project { project, path, .. } => (format!("{project}/{path}"), (*path).to_owned()),
            _ => return Err(Missing::NotFound { name: String::new() }),
        };
        match self.0.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Ok(vec![Loaded { name: name.clone(), path, text: (*text).to_owned() }]),
            None => Err(Missing::NotFound { name }),
        }
    }
}

fn read_with(text: &str, files: &'static [(&'static str, &'static str)]) -> (Option<Pipeline>, Vec<String>) {
    let mut sources = SourceMap::default();
    let file = sources.add(".github/workflows/t.yml", text);
    let (loader, inputs) = (Files(files), IndexMap::new());
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: "",
        loader: &loader,
        facts: None,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let pipeline = (formats::github::FORMAT.read)(&mut reading);
    let diagnostics = reading.diagnostics;
    let line = |found: &diag::Diagnostic| {
        let at = sources.locate(found.primary.span).0;
        format!("{}:{} {}", at.line, at.column, found.code)
    };
    let mut said: Vec<String> = diagnostics.iter().map(line).collect();
    let place = |line: &String| {
        line.split_once(':').and_then(|(row, rest)| Some((row.parse::<u32>().ok()?, rest.to_owned())))
    };
    said.sort_by_key(place);
    (pipeline, said)
}

/// A workflow without a fault.
#[track_caller]
fn clean(text: &str) -> Option<Pipeline> {
    let (pipeline, said) = read_with(text, &[]);
    assert_eq!(said, [""; 0], "{text}");
    pipeline
}

/// `line:column code` of all that is said.
fn said(text: &str) -> Vec<String> {
    read_with(text, &[]).1
}

/// Steps of one job.
fn steps_of(text: &str) -> String {
    let indented: String = text.lines().map(|line| format!("      {line}\n")).collect();
    format!("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n{indented}")
}

#[test]
fn every_part_of_a_workflow_is_kept() {
    let pipeline = clean(
        "name: CI\nrun-name: by ${{ github.actor }}\non:\n  push:\n    branches: [main, '!tmp/**']\n  \
         schedule:\n    - cron: '0 5 * * *'\n  workflow_dispatch:\n    inputs:\n      level:\n        \
         type: choice\n        options: [a, b]\n        default: a\npermissions: read-all\nenv:\n  A: 1\n\
         concurrency:\n  group: x\n  cancel-in-progress: true\ndefaults:\n  run:\n    shell: bash\njobs:\n  \
         build:\n    runs-on: [self-hosted, linux]\n    timeout-minutes: 5\n    strategy:\n      matrix:\n        \
         os: [a, b]\n        include:\n          - os: c\n            extra: true\n    services:\n      \
         db:\n        image: postgres\n        ports: ['5432:5432']\n    outputs:\n      o: ${{ steps.s.outputs.o }}\n    \
         steps:\n      - uses: actions/checkout@v5\n        with:\n          fetch-depth: 0\n      - id: s\n        \
         run: make\n        working-directory: sub\n  test:\n    needs: build\n    if: success()\n    \
         runs-on: ubuntu-latest\n    environment:\n      name: prod\n      deployment: false\n    \
         container: node:22\n    continue-on-error: ${{ github.ref != 'x' }}\n    steps:\n      - run: x\n        \
         shell: python\n",
    )
    .unwrap();
    assert_eq!(pipeline.triggers.len(), 3);
    assert!(matches!(&pipeline.triggers[1].event, Event::Schedule { cron, .. } if cron.value == "0 5 * * *"));
    assert!(matches!(&pipeline.inputs[0].kind, InputKind::Choice(options) if options.len() == 2));
    assert!(pipeline.concurrency.as_ref().unwrap().cancel_running.is_some());
    let [build, test] = &pipeline.jobs[..] else { panic!() };
    assert_eq!((build.runs_on.labels.len(), build.services.len(), build.outputs.len()), (2, 1, 1));
    let matrix = build.strategy.as_ref().and_then(|strategy| strategy.matrix.as_ref());
    assert!(matches!(matrix, Some(Matrix::Axes { products, .. }) if products[0].len() == 1));
    let Work::Steps(steps) = &build.work else { panic!() };
    let Action::Builtin { builtin: Builtin::Checkout { depth, .. }, reference, with } = &steps[0].action
    else {
        panic!()
    };
    assert!(depth.is_some() && reference.is_some() && with.len() == 1);
    let Action::Run(script) = &steps[1].action else { panic!() };
    assert_eq!(script.shell, Shell::Bash(Strictness::PipeFail));
    assert!(script.directory.is_some());
    assert_eq!(test.needs.as_ref().unwrap()[0].job.value, "build");
    assert_eq!(test.environment.as_ref().unwrap().action.as_ref().unwrap().value, "access");
    assert!(test.container.is_some() && matches!(test.tolerance, ir::Tolerance::If(_)));
}

#[test]
fn steps_run_side_by_side_and_in_the_background() {
    let text = "- id: server\n  run: serve\n  background: true\n- parallel:\n    - run: a\n    - uses: a/b@c\n\
                - wait: server\n- wait-all:\n- cancel: server";
    let pipeline = clean(&steps_of(text)).unwrap();
    let Work::Steps(steps) = &pipeline.jobs[0].work else { panic!() };
    assert!(steps[0].background);
    assert!(matches!(&steps[1].action, Action::Parallel(inner) if inner.len() == 2));
    assert!(matches!(&steps[2].action, Action::Wait { steps } if steps.len() == 1));
    assert!(matches!(&steps[3].action, Action::Wait { steps } if steps.is_empty()));
    assert!(matches!(&steps[4].action, Action::Cancel { .. }));
}

#[test]
fn each_finding_stands_where_the_fault_is() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["1:1 empty-value"]),
        ("on: push\njob:\n", &["1:1 missing-key", "2:1 unknown-key"]),
        ("on: pushed\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: x}]}}\n", &["1:5 unknown-event"]),
        (
            "on:\n  push:\n    branches: ['a b', x]\n    branches-ignore: y\n    types: [z]\n\
             jobs: {a: {runs-on: ubuntu-latest, steps: [{run: x}]}}\n",
            &["3:18 glob", "4:5 conflicting-keys", "5:5 event"],
        ),
        (
            "on:\n  schedule:\n    - cron: '0 5 * * *'\n      timezone: Eurpe/Berlin\n\
             jobs: {a: {runs-on: ubuntu-latest, steps: [{run: x}]}}\n",
            &["4:17 event"],
        ),
        (
            "on: push\njobs:\n  a.b:\n    steps:\n      - run: x\n",
            &["3:3 id", "3:3 missing-key", "4:5 refused-value"],
        ),
        (
            "on: push\ndefaults:\n  run:\n    shell: ${{ vars.X }}\njobs:\n  a:\n    runs-on: {}\n    defaults:\n      \
             run:\n        working-directory: ${{ secrets.X }}\n    steps:\n      - run: x\n        shell: bash\n",
            &[
                "4:12 refused-value",
                "4:16 expression-not-allowed",
                "7:14 empty-value",
                "10:28 refused-value",
                "10:32 expression-availability",
            ],
        ),
        (
            "on:\n  workflow_call:\n    inputs:\n      a:\n        required: true\n\
             jobs: {a: {runs-on: ubuntu-latest, steps: [{run: x}]}}\n",
            &["4:7 missing-key", "5:9 refused-value"],
        ),
        (
            "on: push\npermissions:\n  content: read\n  models: write\njobs:\n  a:\n    uses: ./x/y.txt\n    steps: []\n",
            &["3:3 permission", "4:11 permission", "7:11 workflow-call", "8:5 conflicting-keys"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(said(text), *expected, "{text}");
    }
}

#[test]
fn each_finding_in_a_step_stands_where_the_fault_is() {
    let cases: &[(&str, &[&str])] = &[
        ("- name: x", &["6:9 empty-value"]),
        ("- run: x\n  uses: a/b@c", &["7:9 unknown-key"]),
        ("- uses: checkout@v4", &["6:15 action"]),
        ("- uses: a/b@${{ github.sha }}", &["6:15 expression-not-allowed"]),
        ("- run: x\n  shell: fish", &["7:16 shell"]),
        ("- run: x\n  shell: cmd", &["7:16 shell"]),
        ("- run: x\n  shell: ${{ env.X }}", &["7:16 refused-value", "7:20 expression-not-allowed"]),
        ("- run: x\n  if: ${{ true }} && ${{ false }}", &["7:13 text-around-condition"]),
        ("- run: x\n  continue-on-error: yes", &["7:28 wrong-type"]),
        ("- run: x\n  env:\n    A B: c\n    a: 1\n    A: 2", &["8:11 env-name", "10:11 duplicate-key"]),
        ("- run: echo ${{ 'a }}", &["6:14 refused-value", "6:23 expression-syntax"]),
        ("- run: echo ::set-output name=a::b", &["6:14 deprecated-command"]),
        ("- wait: x", &["6:15 background-step"]),
        ("- run: x\n  env: !!int a", &["7:14 yaml-unsupported", "7:20 wrong-type"]),
    ];
    for (text, expected) in cases {
        assert_eq!(said(&steps_of(text)), *expected, "{text}");
    }
}

const CALLED: &str = "on:\n  workflow_call:\n    inputs:\n      n: {type: number, required: true}\n    \
                      secrets:\n      key: {required: true}\njobs:\n  x:\n    permissions: {contents: write}\n    \
                      runs-on: ubuntu-latest\n    steps: [{run: x}]\n";

#[test]
fn called_workflows_become_part_of_the_caller() {
    let files: &[(&str, &str)] =
        &[("w.yml", CALLED), ("o/r/w.yml", "on: push\njobs: {}\n"), ("loop.yml", LOOP)];
    const LOOP: &str = "on: workflow_call\njobs:\n  a:\n    uses: ./loop.yml\n";
    let (pipeline, said) = read_with(
        "on: push\njobs:\n  a:\n    uses: ./w.yml\n    with: {n: 1}\n    secrets: inherit\n  b:\n    \
         permissions: {}\n    uses: ./w.yml\n    with:\n      n: many\n      m: 1\n  c:\n    uses: o/r/w.yml@v1\n  \
         d:\n    uses: ./loop.yml\n  e:\n    uses: ./missing.yml\n  f:\n    uses: o/r/missing.yml@v1\n",
        files,
    );
    assert_eq!(
        said,
        [
            "7:3 workflow-call",
            "9:11 workflow-call",
            "11:10 workflow-call",
            "12:10 refused-value",
            "12:7 workflow-call",
            "14:11 workflow-call",
            "16:11 workflow-call",
            "18:11 workflow-call",
        ]
    );
    let job = &pipeline.unwrap().jobs[0];
    let Work::Call(call) = &job.work else { panic!() };
    assert!(matches!(&call.target, CallTarget::Read { pipeline, .. } if pipeline.jobs.len() == 1));
    assert!(call.secrets.is_none());
}

#[test]
fn local_actions_are_asked_for_their_inputs() {
    const ACTION: &str = "name: a\ndescription: b\ninputs:\n  one: {required: true}\n  two: {}\n\
                          runs: {using: node24, main: m.js}\n";
    let (pipeline, said) =
        read_with(&steps_of("- uses: ./act\n  with:\n    tow: 1\n- uses: ./other"), &[("./act", ACTION)]);
    assert_eq!(said, ["6:15 action", "8:11 action", "9:15 action"]);
    let Work::Steps(steps) = &pipeline.unwrap().jobs[0].work else { panic!() };
    assert!(matches!(&steps[0].action, Action::Uses { reference: Reference::Local(_), .. }));
}

#[test]
fn files_are_told_apart() {
    let of = |path: &str, text: &str| {
        let mut sources = SourceMap::default();
        let id = sources.add(path, text);
        let read = yaml::read(&sources, id, &yaml::Limits::default());
        formats::detect(path, read.documents.first()).map(|format| format.id)
    };
    assert_eq!(of(".github/workflows/a.yml", ""), Some("github-actions"));
    assert_eq!(of("x.yml", "on: push\njobs: {}\n"), Some("github-actions"));
    assert_eq!(of("a/action.yml", "name: x\nruns: {using: composite}\n"), Some("github-action"));
}

#[test]
fn calls_cannot_multiply_without_end() {
    // Ten levels of ten calls each would be ten thousand million.
    const ONE: &str = "on: workflow_call\njobs:\n  a: {uses: ./2.yml}\n  b: {uses: ./2.yml}\n  c: {uses: ./2.yml}\n  \
                       d: {uses: ./2.yml}\n  e: {uses: ./2.yml}\n";
    const TWO: &str = "on: workflow_call\njobs:\n  a: {uses: ./3.yml}\n  b: {uses: ./3.yml}\n  c: {uses: ./3.yml}\n  \
                       d: {uses: ./3.yml}\n  e: {uses: ./3.yml}\n";
    const THREE: &str = "on: workflow_call\njobs:\n  a: {uses: ./4.yml}\n  b: {uses: ./4.yml}\n  c: {uses: ./4.yml}\n  \
                         d: {uses: ./4.yml}\n  e: {uses: ./4.yml}\n";
    const FOUR: &str = "on: workflow_call\njobs:\n  a: {uses: ./5.yml}\n  b: {uses: ./5.yml}\n  c: {uses: ./5.yml}\n  \
                        d: {uses: ./5.yml}\n  e: {uses: ./5.yml}\n";
    const FIVE: &str = "on: workflow_call\njobs:\n  a: {runs-on: x64, steps: [{run: x}]}\n";
    let files: &[(&str, &str)] =
        &[("1.yml", ONE), ("2.yml", TWO), ("3.yml", THREE), ("4.yml", FOUR), ("5.yml", FIVE)];
    let calls: String = (0..20).map(|n| format!("  j{n}: {{uses: ./1.yml}}\n")).collect();
    let (_, said) = read_with(&format!("on: push\njobs:\n{calls}"), files);
    assert_eq!(said, ["4:14 workflow-call"]);
}
