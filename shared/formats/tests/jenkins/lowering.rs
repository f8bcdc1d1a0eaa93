//! What a pipeline becomes: stages, jobs, steps, variables.

use crate::reading::pipeline;
use ir::{Action, Builtin, Env, EnvKind, Job, Pipeline, Shell, Step, Work, Workspace};

fn job<'p>(pipeline: &'p Pipeline, id: &str) -> &'p Job {
    let found = pipeline.job(id);
    assert!(found.is_some(), "{id} is not among {:?}", ids(pipeline));
    found.unwrap_or(&pipeline.jobs[0])
}

fn ids(pipeline: &Pipeline) -> Vec<&str> {
    pipeline.jobs.iter().map(|job| job.id.value.as_str()).collect()
}

fn steps(job: &Job) -> &[Step] {
    match &job.work {
        Work::Steps(steps) => steps,
        _ => &[],
    }
}

fn needs(job: &Job) -> Vec<&str> {
    job.needs.iter().flatten().map(|need| need.job.value.as_str()).collect()
}

#[test]
fn stages_with_steps_are_jobs() {
    let pipeline = pipeline(
        "pipeline {
            agent any
            stages {
                stage('a') { steps { sh 'make' } }
                stage('b') {
                    stages {
                        stage('c') { steps { echo 'c' } }
                        stage('d') { parallel {
                            stage('e') { steps { echo 'e' } }
                            stage('f') { steps { echo 'f' } }
                        } }
                        stage('g') { steps { echo 'g' } }
                    }
                    post { always { echo 'end' } }
                }
            }
            post { failure { echo 'no' } }
        }",
    );
    let expected = [
        "a",
        "b / c",
        "b / d / e",
        "b / d / f",
        "b / g",
        "b / Declarative: Post Actions",
        "Declarative: Post Actions",
    ];
    assert_eq!(ids(&pipeline), expected);
    let stages: Vec<&str> = pipeline.stages.iter().map(|stage| stage.name.value.as_str()).collect();
    assert_eq!(stages, ["a", "b", "Declarative: Post Actions"]);
    assert_eq!(needs(job(&pipeline, "b / g")), ["b / d / e", "b / d / f"]);
    assert_eq!(needs(job(&pipeline, "b / d / e")), ["b / c"]);
    assert_eq!(job(&pipeline, "b / g").workspace, Workspace::Shared("agent".to_owned()));
    let first = steps(job(&pipeline, "a"));
    assert!(matches!(&first[0].action, Action::Builtin { builtin: Builtin::Checkout { .. }, .. }));
    assert!(matches!(&first[1].action, Action::Run(script) if matches!(script.shell, Shell::Sh(_))));
}

#[test]
fn a_matrix_is_written_out() {
    let pipeline = pipeline(
        "pipeline { agent none; stages { stage('m') { matrix {
            axes { axis { name 'A'; values '1', '2' }; axis { name 'B'; values 'x', 'y' } }
            excludes { exclude { axis { name 'A'; values '1' }; axis { name 'B'; notValues 'x' } } }
            stages { stage('s') { steps { echo \"$A\" } } }
        } } } }",
    );
    let cells = [
        "m / Matrix - A = '1', B = 'x' / s",
        "m / Matrix - A = '2', B = 'x' / s",
        "m / Matrix - A = '2', B = 'y' / s",
    ];
    assert_eq!(ids(&pipeline), cells);
    let names: Vec<_> =
        pipeline.jobs[1].env.entries().iter().map(|entry| entry.name.value.as_str()).collect();
    assert_eq!(names, ["A", "B"]);
}

#[test]
fn variables_are_listed_where_they_are_written_out() {
    let plain = pipeline(
        "pipeline { agent any; environment { A = 'a'; T = credentials('t') }
        stages { stage('s') { environment { A = 'b' }; steps { sh 'make' } } } }",
    );
    let entries = plain.jobs[0].env.entries();
    let found: Vec<_> = entries.iter().map(|entry| (entry.name.value.as_str(), entry.kind)).collect();
    assert_eq!(found, [("T", EnvKind::Secret), ("A", EnvKind::Raw)]);
    let filled = pipeline(
        "pipeline { agent any; environment { A = \"${env.B}\" }
        stages { stage('s') { steps { sh 'make' } } } }",
    );
    assert!(matches!(filled.jobs[0].env, Env::Computed(_)));
}

#[test]
fn what_only_groovy_knows_is_a_program() {
    let pipeline = pipeline(
        "def x = 1
        pipeline { agent any; stages { stage('s') { steps {
            timeout(time: 2, unit: 'HOURS') { sh 'make' }
            script { echo \"${x}\" }
            echo \"${env.A}\"
        } } } }",
    );
    let steps = steps(&pipeline.jobs[0]);
    assert!(matches!(&steps[1].action, Action::Group(inner) if inner.len() == 1));
    assert_eq!(steps[1].timeout.as_ref().and_then(|time| time.as_literal()), Some("7200s"));
    let Action::Program(text) = &steps[2].action else { panic!("{:?}", steps[2].action) };
    assert!(text.as_str().starts_with("def x = 1\nsteps {\nscript {"), "{text}");
    assert!(matches!(&steps[3].action, Action::Builtin { builtin: Builtin::Print { .. }, .. }));
}

#[test]
fn what_people_are_asked_for_is_an_input_of_the_run() {
    let pipeline = pipeline(
        "pipeline { agent any; parameters { string(name: 'A') }
        stages { stage('s') {
            input { message 'Sure?'; submitter 'ann,bob'; parameters { choice(name: 'B', choices: ['x', 'y']) } }
            steps { script { input message: 'More?', parameters: [booleanParam(name: 'C'), string(name: 'A')] } }
        } } }",
    );
    let names: Vec<_> = pipeline.inputs.iter().map(|input| input.name.value.as_str()).collect();
    assert_eq!(names, ["A", "B", "C"]);
    let asks = |step: &Step| match &step.action {
        Action::Builtin { builtin: Builtin::Approve { message }, .. } => Some(message.to_string()),
        _ => None,
    };
    let asked: Vec<_> = steps(&pipeline.jobs[0]).iter().filter_map(asks).collect();
    assert_eq!(asked, ["Sure? (asks ann,bob)"]);
}
