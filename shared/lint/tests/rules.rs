//! What the rules find in pipelines of several languages, and where.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use diag::{Diagnostic, SourceMap};
use formats::{Nothing, Reading};
use indexmap::IndexMap;

/// What the lints alone say: `line:column code message`.
fn found(format: &str, text: &str) -> Vec<String> {
    linted(format, text, |sources, finding| {
        let (at, _) = sources.locate(finding.primary.span);
        format!("{}:{} {} {}", at.line, at.column, finding.code, finding.message)
    })
}

fn linted(format: &str, text: &str, show: impl Fn(&SourceMap, &Diagnostic) -> String) -> Vec<String> {
    let mut sources = SourceMap::default();
    let file = sources.add(if format == "gitlab-ci" { ".gitlab-ci.yml" } else { "ci.yml" }, text);
    let inputs = IndexMap::new();
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: "",
        loader: &Nothing,
        facts: None,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let pipeline = (formats::by_id(format).unwrap().read)(&mut reading).unwrap();
    lint::check(&pipeline).iter().map(|finding| show(&sources, finding)).collect()
}

fn github(text: &str) -> Vec<String> {
    found("github-actions", text)
}

/// A workflow of one job, whose keys are given.
fn job(keys: &str) -> Vec<String> {
    let keys = keys.replace('\n', "\n    ");
    github(&format!("on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    {keys}\n"))
}

const JOB: &str = "runs-on: ubuntu-latest\n    steps: [{run: make}]";

#[test]
fn needs_lead_to_jobs() {
    let text = format!(
        "on: push\njobs:\n  build:\n    {JOB}\n  test:\n    needs: [biuld, BUILD, build]\n    {JOB}\n  last:\n    needs: last\n    {JOB}\n"
    );
    assert_eq!(
        github(&text),
        [
            "7:13 needs-unknown-job job `test` needs `biuld`, which does not exist",
            "7:27 needs-twice job `test` needs `build` twice",
            "11:12 needs-cycle job `last` needs itself",
        ]
    );
}

#[test]
fn needs_do_not_go_round() {
    let text = format!(
        "on: push\njobs:\n  a:\n    needs: [b]\n    {JOB}\n  b:\n    needs: c\n    {JOB}\n  c:\n    needs: [a]\n    {JOB}\n"
    );
    assert_eq!(
        github(&text),
        [
            "3:3 needs-cycle every job waits for another, so that none can start",
            "4:13 needs-cycle job `a` needs `b`, which in turn waits for `a`",
            "8:12 needs-cycle job `b` needs `c`, which in turn waits for `b`",
            "12:13 needs-cycle job `c` needs `a`, which in turn waits for `c`",
        ]
    );
}

#[test]
fn a_need_may_be_missing_where_the_language_says_so() {
    let text = "a:\n  script: make\nb:\n  script: make\n  needs:\n    - job: c\n      optional: true\n    - job: d\n";
    assert_eq!(found("gitlab-ci", text), ["8:12 needs-unknown-job job `b` needs `d`, which does not exist"]);
}

#[test]
fn one_copy_of_a_job_may_be_needed_by_its_name() {
    let text = "a:\n  script: make\n  parallel:\n    matrix:\n      - OS: [mac, win]\nb:\n  script: make\n  parallel: 2\n\
                c:\n  script: make\n  needs: ['a: [mac]', 'b 1/2', 'b [x]', 'c: [mac]']\n";
    assert_eq!(
        found("gitlab-ci", text),
        [
            "11:32 needs-unknown-job job `c` needs `b [x]`, which does not exist",
            "11:41 needs-unknown-job job `c` needs `c: [mac]`, which does not exist",
        ]
    );
}

#[test]
fn ids_of_steps_differ() {
    let found_by_github = job(
        "steps:\n  - {id: a, run: make}\n  - {id: A, run: make}\n  - parallel:\n      - {id: a, run: make}\n      - {id: b, run: make}",
    );
    assert_eq!(
        found_by_github,
        [
            "7:14 step-id-twice another step of job `one` has the id `A`",
            "9:18 step-id-twice another step of job `one` has the id `a`",
        ]
    );
    let native = "version: '1.0'\njobs:\n  one:\n    steps:\n      - {id: a, run: make}\n      - {id: A, run: make}\n\
                  \x20     - {id: a, run: make}\n";
    assert_eq!(found("rustci", native), ["7:14 step-id-twice another step of job `one` has the id `a`"]);
}

#[test]
fn passwords_are_secrets() {
    let found = job(
        "container:\n  image: a\n  credentials: {username: me, password: letmein}\nservices:\n  db:\n    image: b\n    \
         credentials: {username: me, password: '${{ secrets.P }}'}\n  mq:\n    image: c\n    \
         credentials: {username: me, password: x}\nsteps: [{run: make}]",
    );
    assert_eq!(
        found,
        [
            "7:45 hardcoded-container-credentials the password for the image of the job's container stands in the file",
            "14:47 hardcoded-container-credentials the password for the image of service `mq` stands in the file",
        ]
    );
}

#[test]
fn steps_see_those_before_them() {
    let found = job("outputs:\n  all: ${{ steps.late.outputs.x }}${{ steps.none.outputs.x }}\nsteps:\n\
         \x20 - run: echo ${{ steps.late.outputs.x }}\n\
         \x20 - id: late\n    run: echo ${{ steps.late.outcome }}\n\
         \x20 - run: echo ${{ steps.LATE.outputs.x }} ${{ steps.late.output }}");
    assert_eq!(
        found,
        [
            "6:43 expression-property `steps` has no property `none`",
            "8:23 expression-property `steps` has no property `late`",
            "10:23 expression-property `steps` has no property `late`",
            "11:51 expression-property `steps.late` has no property `output`",
        ]
    );
}

#[test]
fn outputs_of_known_actions_are_known() {
    let found = job("steps:\n  - id: cache\n    uses: actions/cache@v4\n    with: {path: a, key: b}\n\
         \x20 - id: other\n    uses: some/action@v1\n\
         \x20 - run: echo ${{ steps.cache.outputs.cache-hit }} ${{ steps.cache.outputs.hit }} ${{ steps.other.outputs.x }}");
    assert_eq!(found, ["11:60 expression-property `steps.cache.outputs` has no property `hit`"]);
}

#[test]
fn jobs_see_the_outputs_of_their_needs() {
    let text = format!(
        "on: push\njobs:\n  a:\n    outputs:\n      version: '1'\n    {JOB}\n  b:\n    {JOB}\n  c:\n    needs: a\n    \
         name: ${{{{ needs.a.outputs.version }}}} ${{{{ needs.a.outputs.vresion }}}} ${{{{ needs.b.result }}}}\n    {JOB}\n"
    );
    assert_eq!(
        github(&text),
        [
            "13:46 expression-property `needs.a.outputs` has no property `vresion`",
            "13:77 expression-property `needs` has no property `b`",
        ]
    );
}

#[test]
fn advice_says_where_a_name_is() {
    let text = format!(
        "on: push\njobs:\n  a:\n    {JOB}\n  b:\n    needs: a\n    runs-on: x\n    steps: [{{run: make, id: there}}]\n  c:\n    \
         needs: b\n    name: ${{{{ needs.a.result }}}} ${{{{ needs.c.result }}}} ${{{{ needs.bb.result }}}} ${{{{ matrix.os }}}}\n    \
         runs-on: x\n    steps:\n      - run: echo ${{{{ steps.there.outcome }}}} ${{{{ steps.late.outcome }}}}\n      - run: make\n        id: late\n"
    );
    let help = linted("github-actions", &text, |_, finding| finding.help.clone().unwrap_or_default());
    assert_eq!(
        help,
        [
            "only jobs that are needed directly can be asked: add `a` to the needs of job `c`",
            "a job cannot ask for what comes out of itself",
            "did you mean `b`?",
            "job `c` has no matrix",
            "step `there` is in job `b`: name its value under the outputs of that job, need the job, and write `needs.b.outputs.NAME`",
            "step `late` comes later; only steps before this one are known",
        ]
    );
}

#[test]
fn a_matrix_has_the_variables_that_are_written() {
    let found = job(
        "strategy:\n  matrix:\n    os: [{name: linux, bits: 64}, {name: mac}]\n    node: [20, 22]\n    include:\n\
         \x20     - node: 24\n        next: true\n\
         steps:\n  - run: echo ${{ matrix.os.bits }} ${{ matrix.next }} ${{ matrix.nod }} ${{ matrix.os.nam }} ${{ matrix.os }}",
    );
    assert_eq!(
        found,
        [
            "13:64 expression-property `matrix` has no property `nod`",
            "13:82 expression-property `matrix.os` has no property `nam`",
            "13:99 expression-type a value of type `{bits: number; name: string}` has no useful text",
        ]
    );
    let computed =
        job("strategy:\n  matrix: ${{ fromJSON(vars.M) }}\nsteps:\n  - run: echo ${{ matrix.any }}");
    assert!(computed.is_empty(), "{computed:?}");
}

#[test]
fn inputs_and_secrets_are_those_declared() {
    let text = "on:\n  workflow_call:\n    inputs:\n      flag: {type: boolean}\n    secrets:\n      token: {}\n\
                \x20   outputs:\n      v: {value: '${{ jobs.one.outputs.v }} ${{ jobs.two.result }}'}\njobs:\n  one:\n\
                \x20   runs-on: ubuntu-latest\n    outputs: {v: '1'}\n    steps:\n\
                \x20     - run: echo ${{ inputs.flg }} ${{ secrets.token }} ${{ secrets.GITHUB_TOKEN }} ${{ secrets.other }}\n";
    assert_eq!(
        github(text),
        [
            "8:49 expression-property `jobs` has no property `two`",
            "14:23 expression-property `inputs` has no property `flg`",
            "14:90 expression-property `secrets` has no property `other`",
        ]
    );
}

#[test]
fn a_run_by_hand_shows_its_inputs_in_the_event() {
    let text = format!(
        "on:\n  workflow_dispatch:\n    inputs:\n      name: {{}}\nrun-name: ${{{{ github.event.inputs.name }}}} ${{{{ github.event.inputs.nam }}}}\njobs:\n  one:\n    {JOB}\n"
    );
    assert_eq!(github(&text), ["5:47 expression-property `github.event.inputs` has no property `nam`"]);
}

#[test]
fn what_only_the_pipeline_can_give_is_an_error_where_it_does_not() {
    let text = "on: {workflow_dispatch: {inputs: {name: {}}}}\njobs:\n  one:\n    runs-on: ubuntu-latest\n\
                \x20   outputs: {v: '1'}\n    steps: [{run: make}]\n  two:\n    needs: one\n    runs-on: ubuntu-latest\n\
                \x20   steps:\n      - run: ${{ inputs.nam }} ${{ needs.one.outputs.w }} ${{ steps.late.outcome }}\n\
                \x20     - run: ${{ needs.three.outputs.v }} ${{ steps.never.outcome }} ${{ matrix.os }}\n        id: late\n";
    let severities = linted("github-actions", text, |sources, finding| {
        let (at, _) = sources.locate(finding.primary.span);
        format!("{} {:?} {}", at.line, finding.severity, finding.message)
    });
    assert_eq!(
        severities,
        [
            "11 Error `inputs` has no property `nam`",
            "11 Error `needs.one.outputs` has no property `w`",
            "11 Error `steps` has no property `late`",
            "12 Warning `needs` has no property `three`",
            "12 Warning `steps` has no property `never`",
            "12 Warning `matrix` has no property `os`",
        ]
    );
}

#[test]
fn contexts_are_available_by_key() {
    let found = job(
        "env:\n  A: ${{ env.B }}\n  ${{ runner.os }}: x\nif: ${{ secrets.X != '' }}\nconcurrency: ${{ success() }}\n\
         steps:\n  - run: make\n    if: secrets.X != ''",
    );
    assert_eq!(
        found,
        [
            "6:10 refused-value the service refuses the pipeline because of this value, and names this place",
            "6:14 expression-availability `env` is not available in `jobs.<job_id>.env`",
            "7:7 refused-value the service refuses the pipeline because of this value, and names this place",
            "7:11 expression-availability `runner` is not available in `jobs.<job_id>.env`",
            "8:9 refused-value the service refuses the pipeline because of this value, and names this place",
            "8:13 expression-availability `secrets` is not available in `jobs.<job_id>.if`",
            "9:18 refused-value the service refuses the pipeline because of this value, and names this place",
            "9:22 expression-availability `success()` is not available in `jobs.<job_id>.concurrency`",
            "12:13 expression-availability `secrets` is not available in `jobs.<job_id>.steps.if`",
        ]
    );
}

#[test]
fn an_image_of_the_machine_has_expressions_too() {
    let found =
        job("snapshot:\n  image-name: x-${{ matrix.os }}\n  if: ${{ matrx.os }}\nsteps: [{run: make}]");
    assert_eq!(
        found,
        [
            "6:25 expression-property `matrix` has no property `os`",
            "7:11 refused-value the service refuses the pipeline because of this value, and names this place",
            "7:15 expression-context there is no context `matrx`",
        ]
    );
}

#[test]
fn values_are_of_the_kind_their_key_takes() {
    let found = job(
        "env: ${{ github.ref }}\nstrategy:\n  fail-fast: ${{ github.ref }}\n  matrix:\n    os: ${{ vars.LIST }}\n\
         \x20   cpu: ${{ fromJSON('[1]') }}\nsteps:\n  - run: echo ${{ matrix.cpu }}\n    timeout-minutes: ${{ null }}",
    );
    assert_eq!(
        found,
        [
            "5:10 expression-value a mapping is needed here, and this is of type `string`",
            "7:18 expression-value true or false is needed here, and this is of type `string`",
            "9:13 expression-value a list is needed here, and this is of type `string`",
            "13:26 expression-value a number is needed here, and this is of type `null`",
        ]
    );
}

#[test]
fn conditions_decide_something() {
    let of_job = job(
        "if: ${{ 1 == 1 }}\nsteps:\n  - run: make\n    if: false\n  - run: make\n    if: always()\n  - run: make\n    if: github.ref",
    );
    assert_eq!(
        of_job,
        [
            "5:9 constant-condition this condition always holds, so the job runs as it would without it",
            "8:13 constant-condition this condition never holds, so the step never runs",
        ]
    );
    let gitlab = "a:\n  script: make\n  rules:\n    - if: $X\n      when: never\n    - when: never\nb:\n  script: make\n";
    assert_eq!(
        found("gitlab-ci", gitlab),
        ["1:1 constant-condition job `a` is in no run: its rules all leave it out"]
    );
}

#[test]
fn jobs_can_be_reached() {
    let text = format!(
        "on: push\njobs:\n  c:\n    needs: [b]\n    {JOB}\n  a:\n    if: false\n    {JOB}\n  b:\n    needs: a\n    {JOB}\n  \
         d:\n    needs: a\n    if: always()\n    {JOB}\n"
    );
    assert_eq!(
        github(&text),
        [
            "4:13 unreachable-job job `c` never runs, for it needs `b`, which never does",
            "8:9 constant-condition this condition never holds, so the job never runs",
            "12:12 unreachable-job job `b` never runs, for it needs `a`, which never does",
        ]
    );
}

#[test]
fn matrix_values_stand_once_and_exclude_names_some() {
    let found = job(
        "strategy:\n  matrix:\n    node: [20, 22, 22, '22', \"${{ vars.N }}\", \"${{ vars.N }}\"]\n    os: [a, {n: b, x: 1}]\n\
         \x20   exclude:\n      - {node: 18, os: a}\n      - os: c\n      - os: {n: b}\n      - os: {n: b, x: 2}\n      - cpu: arm\n\
         \x20     - os: ${{ vars.OS }}\nsteps: [{run: make}]",
    );
    assert_eq!(
        found,
        [
            "7:24 matrix-duplicate `22` stands twice in `node` of the matrix",
            "11:17 matrix-exclude `os` of the matrix is never `c`, so this takes nothing away",
            "13:18 matrix-exclude `os` of the matrix is never {n: `b`, x: `2`}, so this takes nothing away",
            "14:13 matrix-exclude the matrix has no variable `cpu`",
        ]
    );
}

#[test]
fn schedules_can_be_kept() {
    let text = format!(
        "on:\n  schedule:\n    - cron: '*/2 * * * *'\n    - cron: '0 0 30 2 *'\n    - cron: '61 * * * *'\n    - cron: 0 4 * * MON\njobs:\n  one:\n    {JOB}\n"
    );
    assert_eq!(
        github(&text),
        [
            "3:13 cron-too-often the schedule asks for a run every 2 minutes, and services start one every 5 at most",
            "4:13 cron the schedule `0 0 30 2 *` never starts a run: no month that it names has such a day",
            "5:13 cron the schedule `61 * * * *` never starts a run: its minute `61` is none from 0 to 59",
        ]
    );
}

#[test]
fn every_rule_has_a_page_with_both_examples() {
    for lint in lint::LINTS {
        let page = lint.rule.page;
        assert!(page.contains("Wrong:") && page.contains("Right:"), "{}", lint.rule.code);
        assert!(!lint.rule.summary.ends_with('.'), "{}", lint.rule.code);
    }
}
