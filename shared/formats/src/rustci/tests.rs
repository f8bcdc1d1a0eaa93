//! The language against tables: samples that read, files that do not and where, the schema beside the reader.

mod schema;

use super::{RUSTCI, SCHEMA as SCHEMA_FILE};
use crate::{Nothing, Reading, Score};
use diag::{Diagnostic, SourceMap};
use indexmap::IndexMap;
use ir::{Pipeline, When, Work};

/// The sample of the guide, in our own words.
const SAMPLE: &str = include_str!("tests/sample.yaml");

fn read(text: &str) -> (Option<Pipeline>, Vec<Diagnostic>, SourceMap) {
    let mut sources = SourceMap::default();
    let file = sources.add("pipeline.yaml", text);
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
    let pipeline = (RUSTCI.read)(&mut reading);
    let diagnostics = reading.diagnostics;
    (pipeline, diagnostics, sources)
}

fn clean(text: &str) -> Pipeline {
    let (pipeline, found, _) = read(text);
    assert!(found.is_empty(), "{text}\n{found:#?}");
    pipeline.unwrap()
}

fn score(path: &str, text: &str) -> Score {
    let mut sources = SourceMap::default();
    let file = sources.add(path, text);
    let read = yaml::read(&sources, file, &yaml::Limits::default());
    (RUSTCI.detect)(path, read.documents.first())
}

#[test]
fn the_sample_means_what_it_says() {
    let pipeline = clean(SAMPLE);
    let ids: Vec<_> = pipeline.jobs.iter().map(|job| job.id.value.as_str()).collect();
    assert_eq!(ids, ["build", "unit", "lint", "deploy", "cleanup"]);
    let job = |id: &str| pipeline.job(id).unwrap();
    let Work::Steps(steps) = &job("build").work else { panic!("build has steps") };
    assert_eq!(steps[1].artifacts[0].retention.as_ref().unwrap().text().as_str(), "7d");
    assert_eq!(job("build").runs_on.labels[0].text().as_str(), "docker");
    assert_eq!(job("unit").container.as_ref().unwrap().image.text().as_str(), "node:18");
    assert_eq!(job("unit").stage, job("lint").stage);
    assert_eq!(job("lint").when.value, When::OnSuccess);
    let needs: Vec<_> = job("deploy").needs.iter().flatten().map(|need| need.job.value.as_str()).collect();
    assert_eq!(needs, ["unit", "lint"], "a need on a stage is one on its jobs");
    assert_eq!(job("deploy").condition.as_ref().unwrap().text().as_str(), "branch == 'main'");
    assert_eq!(job("cleanup").when.value, When::Manual);
    assert_eq!(pipeline.notifications[0].channel.value, "slack");
    assert!(pipeline.notifications[0].when.success && pipeline.notifications[0].when.failure);
}

#[test]
fn stages_hand_down_what_they_say() {
    let pipeline = clean(
        "stages:\n  - name: s\n    condition: branch == 'a'\n    variables: {A: 1, B: 2}\n    jobs:\n      \
         - name: j\n        condition: tag == 'b'\n        variables: {B: 3}\n        steps: [true]\n",
    );
    let job = pipeline.job("j").unwrap();
    assert_eq!(job.condition.as_ref().unwrap().text().as_str(), "(branch == 'a') and (tag == 'b')");
    let env: Vec<_> = job.env.entries().iter().map(|e| (e.name.as_str(), e.value.text().as_str())).collect();
    assert_eq!(env, [("A", "1"), ("B", "3")]);
}

#[test]
fn what_is_wrong_is_said_where_it_stands() {
    let cases = [
        ("stages:\n  - name: a\n", 2, 5, "rustci-no-work"),
        ("stages:\n  - name: a\n    stepz: []\n", 3, 5, "unknown-key"),
        ("stages:\n  - steps: [true]\n", 2, 5, "missing-key"),
        (
            "stages:\n  - name: a\n    steps: [true]\n  - name: a\n    steps: [true]\n",
            4,
            11,
            "rustci-duplicate-job",
        ),
        ("stages:\n  - name: a\n    timeout: 600\n    steps: [true]\n", 3, 14, "rustci-duration"),
        ("stages:\n  - name: a\n    runner: dokcer\n    steps: [true]\n", 3, 13, "rustci-value"),
        ("stages:\n  - name: a\n    parallel: 0\n    steps: [true]\n", 3, 15, "rustci-value"),
        (
            "stages:\n  - name: a\n    runner: native\n    image: x\n    steps: [true]\n",
            4,
            5,
            "rustci-ignored",
        ),
        ("stages:\n  - name: a\n    steps: [{name: x}]\n", 3, 13, "rustci-no-work"),
        ("stages:\n  - name: a\n    steps: [{run: x, uses: ./y}]\n", 3, 28, "rustci-conflict"),
        ("stages:\n  - name: a\n    steps: [{uses: y}]\n", 3, 20, "rustci-value"),
        ("jobs:\n  a: {stage: b, steps: [true]}\n", 2, 14, "rustci-unknown-stage"),
        ("version: 2\njobs:\n  a: {steps: [true]}\n", 1, 10, "rustci-version"),
        ("include: x.yaml\njobs:\n  a: {steps: [true]}\n", 1, 10, "rustci-include"),
        ("triggers: {schedule: nightly}\njobs:\n  a: {steps: [true]}\n", 1, 22, "rustci-cron"),
        ("triggers: [pusch]\njobs:\n  a: {steps: [true]}\n", 1, 12, "rustci-value"),
        ("name: x\n", 1, 1, "rustci-no-work"),
    ];
    for (text, line, column, code) in cases {
        let (_, found, sources) = read(text);
        let places: Vec<_> = found
            .iter()
            .map(|found| {
                let (start, _) = sources.locate(found.primary.span);
                (start.line, start.column, found.code.0)
            })
            .collect();
        assert_eq!(places, [(line, column, code)], "{text}\n{found:#?}");
    }
}

#[test]
fn conditions_are_read_and_checked() {
    let text =
        |condition: &str| format!("stages:\n  - name: a\n    condition: {condition}\n    steps: [true]\n");
    for right in
        ["branch == 'main'", "tag =~ /^v/ and not failure()", "always()", "needs.b.result == 'success'"]
    {
        clean(&text(right));
    }
    for wrong in ["branch ==", "brunch == 'main'", "nope()"] {
        let (_, found, sources) = read(&text(wrong));
        assert_eq!(found.len(), 1, "{wrong}: {found:#?}");
        assert_eq!(sources.locate(found[0].primary.span).0.line, 3);
    }
}

#[test]
fn our_files_are_told_from_others() {
    let gitlab = "stages: [build, test]\nbuild:\n  stage: build\n  script: [make]\n";
    let github = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: x}]\n";
    let azure = "trigger: [main]\nstages:\n  - stage: a\n    jobs: []\n";
    assert!(score("anywhere.yml", SAMPLE) >= Score(60));
    assert!(score("pipeline.yaml", SAMPLE) >= Score(90));
    assert!(score("pipeline.yaml", "name: x\n") > Score(0));
    for (path, text) in
        [("ci.yml", gitlab), ("ci.yml", github), ("ci.yml", azure), (".gitlab-ci.yml", SAMPLE)]
    {
        assert_eq!(score(path, text), Score(0), "{path}: {text}");
    }
}

#[test]
fn broken_files_give_findings_and_no_panic() {
    for text in [
        "",
        "# nothing\n",
        "[",
        "a: b: c",
        "- 1\n- 2\n",
        "stages: 1\njobs: 2\n",
        "x",
        "stages: [[[]]]",
        "jobs: [1]",
    ] {
        let (_, found, _) = read(text);
        assert!(!found.is_empty() || text.trim_start().is_empty() || text.starts_with('#'), "{text:?}");
    }
}
