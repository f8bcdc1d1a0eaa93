//! Stages that are a graph, as plans.

use crate::world::facts;
use plan::ir::{
    Conventions, Dialect, Env, EnvEntry, EnvKind, Job, Need, Pipeline, Span, Spanned, Stage, Stages, Template,
};
use plan::{Choice, Environ, Gate, Lowered, SecretUse, Setting, lower};

fn named(name: &str) -> Spanned<String> {
    Spanned::new(name.to_owned(), Span::NOWHERE)
}

fn stage(name: &str, needs: Option<&[&str]>) -> Stage {
    let needs = needs.map(|needs| needs.iter().map(|need| named(need)).collect());
    Stage { needs, ..Stage::named(named(name)) }
}

fn job(stage: &str, key: &str, needs: &[&str]) -> Job {
    let need = |key: &&str| Need { job: named(key), optional: false, artifacts: false, legs: Vec::new() };
    let needs = Some(needs.iter().map(need).collect());
    Job { stage: Some(named(stage)), needs, ..Job::empty(named(key), Span::NOWHERE) }
}

fn lowered(stages: Vec<Stage>, jobs: Vec<Job>) -> Lowered {
    let pipeline = Pipeline { stages, jobs, ..Pipeline::empty(Span::NOWHERE, Dialect::Native) };
    let facts = facts();
    let setting = Setting {
        facts: &facts,
        format: "test",
        conventions: Conventions { stages: Stages::Graph, ..formats::github::FORMAT.conventions },
        environ: Environ::default(),
        spawned: None,
        secrets: SecretUse::Environment,
        status_variable: None,
        choice: Choice::default(),
    };
    lower(&pipeline, &setting)
}

/// `job: by stage / by name`, a line a job.
fn needs(lowered: &Lowered) -> Vec<String> {
    let list = |job: &plan::Job, by_stage: bool| {
        let needs = job.needs.iter().filter(|need| need.by_stage == by_stage);
        needs.map(|need| need.key.as_str()).collect::<Vec<_>>().join(" ")
    };
    let jobs = lowered.plan.jobs.iter();
    jobs.map(|job| format!("{}: {} / {}", job.key, list(job, true), list(job, false))).collect()
}

#[test]
fn jobs_wait_for_the_stages_that_theirs_needs() {
    let stages = vec![
        stage("a", None),
        stage("b", None),
        stage("empty", Some(&["a"])),
        stage("c", Some(&["b", "empty"])),
    ];
    let jobs = vec![
        job("a", "a1", &[]),
        job("a", "a2", &["a1"]),
        job("b", "b1", &[]),
        job("c", "c1", &[]),
        job("c", "c2", &["c1"]),
    ];
    let lowered = lowered(stages, jobs);
    assert_eq!(lowered.diagnostics, []);
    let mut needs = needs(&lowered);
    // What stands behind an empty stage is waited for in its place.
    for line in &mut needs {
        if let Some(rest) = line.strip_prefix("c") {
            let (key, by_name) =
                rest.split_once(": ").and_then(|(k, r)| Some((k, r.split_once(" / ")?.1))).unwrap();
            assert!(rest.contains("b1") && rest.contains("a1") && rest.contains("a2"), "{rest}");
            *line = format!("c{key}: / {by_name}");
        }
    }
    assert_eq!(needs, ["a1:  / ", "a2:  / a1", "b1: a1 a2 / ", "c1: / ", "c2: / c1"]);
    assert_eq!(lowered.plan.stages[1].needs, ["a"]);
    assert_eq!(lowered.plan.customs.stages, Stages::Graph);
}

#[test]
fn a_job_has_its_stages_variables_below_its_own() {
    let entry = |name: &str, value: &str| EnvEntry {
        name: named(name),
        value: Template::literal(value.into()),
        kind: EnvKind::Expanded,
        prompt: None,
    };
    let stages =
        vec![Stage { env: Env::List(vec![entry("A", "stage"), entry("B", "stage")]), ..stage("a", None) }];
    let jobs = vec![Job { env: Env::List(vec![entry("B", "job")]), ..job("a", "a1", &[]) }];
    let lowered = lowered(stages, jobs);
    let env = &lowered.plan.jobs[0].env;
    let env: Vec<_> = env.iter().map(|entry| (entry.name.as_str(), entry.value.text().as_str())).collect();
    assert_eq!(env, [("A", "stage"), ("B", "stage"), ("B", "job")]);
    assert_eq!(lowered.plan.stages[0].gate, Gate::OnSuccess);
}

#[test]
fn stages_that_wait_for_each_other_or_for_nobody_are_found() {
    let stages = vec![
        stage("a", Some(&["b"])),
        stage("b", Some(&["a"])),
        stage("c", Some(&["tset"])),
        stage("test", Some(&[])),
    ];
    let lowered = lowered(stages, vec![job("a", "a1", &[]), job("b", "b1", &[])]);
    let found: Vec<_> = lowered.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(found, ["the stage \"tset\" does not exist", "these stages wait for each other: a, b"]);
    assert_eq!(lowered.diagnostics[0].help.as_deref(), Some("did you mean \"test\"?"));
}
