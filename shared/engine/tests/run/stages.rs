//! Stages that are a graph.

use crate::stage::{Stage, job, plan, variable, when};
use events::{Attempt, Outcome};
use expr::Dialect;
use ir::{EnvNames, Past, PastContext, SkippedNeed, Stages, StepOutputs};
use plan::{Customs, Gate, Job, Need, Plan};

/// A stage, what it needs, and its gate.
fn of(name: &str, needs: &[&str], gate: Gate) -> plan::Stage {
    let needs = needs.iter().map(|need| (*need).to_owned()).collect();
    plan::Stage { needs, gate, ..plan::Stage::new(name) }
}

fn gate(condition: &str) -> Gate {
    when(condition, job("any", &[])).gate
}

/// Jobs as `stage.name`, with needs within their stages, as the lowering lays them out.
fn graph(stages: Vec<plan::Stage>, jobs: Vec<Job>) -> Plan {
    let stage = |job: &Job| job.key.split('.').next().unwrap_or_default().to_owned();
    let all: Vec<(String, String)> = jobs.iter().map(|job| (stage(job), job.key.clone())).collect();
    let jobs = jobs.into_iter().map(|job| {
        let own = stage(&job);
        let needs = &stages.iter().find(|stage| stage.name == own).unwrap().needs;
        let before = all.iter().filter(|(stage, _)| needs.contains(stage));
        let need = |(_, key): &(String, String)| Need {
            key: key.clone(),
            legs: Vec::new(),
            artifacts: false,
            by_stage: true,
        };
        let needs = before.map(need).chain(job.needs.clone()).collect();
        Job { needs, stage: Some(own), ..job }
    });
    let jobs = jobs.collect();
    let words = PastContext::NEEDS.words;
    let customs = Customs {
        stages: Stages::Graph,
        step_outputs: StepOutputs::All,
        env_names: EnvNames::UpperUnderscore,
        past: vec![
            PastContext { name: "needs".into(), holds: Past::Needs, words: words.clone() },
            PastContext { name: "github".into(), holds: Past::StageJobs, words },
        ],
        ..Customs::default()
    };
    Plan { stages, customs, ..plan(jobs) }
}

#[test]
fn a_stage_begins_when_those_it_needs_have_ended() {
    let stages = vec![
        of("a", &[], Gate::OnSuccess),
        of("b", &["a"], Gate::OnSuccess),
        of("c", &["a"], Gate::OnSuccess),
        of("d", &["b", "c"], Gate::OnSuccess),
    ];
    let jobs = vec![job("a.1", &[]), job("a.2", &["a.1"]), job("b.1", &[]), job("c.1", &[]), job("d.1", &[])];
    let mut stage = Stage::of(graph(stages, jobs));
    stage.succeed("a.1");
    assert_eq!(stage.shows(), "a.1: success, a.2: queued, b.1: waiting, c.1: waiting, d.1: waiting");
    stage.succeed("a.2");
    stage.succeed("b.1");
    assert_eq!(stage.shows(), "a.1: success, a.2: success, b.1: success, c.1: queued, d.1: waiting");
    stage.succeed("c.1");
    stage.succeed("d.1");
    assert_eq!(stage.outcome(), Outcome::Success);
}

#[test]
fn a_stage_that_does_not_run_skips_its_jobs_and_what_needs_it() {
    let stages = vec![
        of("a", &[], Gate::OnSuccess),
        of("b", &["a"], gate("false")),
        of("c", &["b"], Gate::OnSuccess),
        of("d", &["a"], Gate::OnSuccess),
        of("e", &["d"], gate("failure()")),
    ];
    // A job's own condition does not look beyond its stage.
    let jobs = vec![
        job("a.1", &[]),
        when("always()", job("b.1", &[])),
        job("c.1", &[]),
        job("d.1", &[]),
        when("success()", job("e.1", &[])),
    ];
    let mut stage = Stage::of(graph(stages, jobs));
    stage.succeed("a.1");
    stage.fail("d.1", 1);
    assert_eq!(
        stage.shows(),
        "a.1: success, b.1: skipped (stage `b` is skipped: condition is false: false), \
         c.1: skipped (stage `c` is skipped: b.1 ended in skipped), d.1: failure, e.1: queued"
    );
}

#[test]
fn where_skipped_stages_pass_only_failures_stop_what_comes_after() {
    let stages = |first: Gate| {
        vec![of("a", &[], first), of("b", &["a"], gate("false")), of("c", &["b"], Gate::OnSuccess)]
    };
    let run = |first| {
        let mut plan = graph(stages(first), vec![job("a.1", &[]), job("b.1", &[]), job("c.1", &[])]);
        plan.customs.skipped_need = SkippedNeed::Passes;
        Stage::of(plan)
    };
    assert!(run(gate("false")).shows().ends_with("c.1: queued"));
    let mut stage = run(Gate::OnSuccess);
    stage.fail("a.1", 1);
    assert!(
        stage.shows().ends_with("c.1: skipped (stage `c` is skipped: a.1 ended in failure)"),
        "{}",
        stage.shows()
    );
}

#[test]
fn conditions_see_the_stages_before_and_jobs_see_theirs() {
    let asking = expr::Expr::parse(&diag::Text::from("succeeded('1')"), Dialect::Azure).unwrap();
    let asking = Gate::If { condition: asking, implied: false };
    let by_output = gate("needs.a.outputs['1.step.x'] == 'yes' && needs.a.result == 'success'");
    let stages = vec![of("a", &[], Gate::OnSuccess), of("b", &["a"], by_output)];
    let jobs = vec![
        job("a.1", &[]),
        job("b.1", &[]),
        when(
            "needs['1'].outputs['o'] == 'v' && github.a['1'].outputs['step.x'] == 'yes'",
            job("b.2", &["b.1"]),
        ),
        Job { gate: asking, ..job("b.3", &["b.1"]) },
    ];
    let mut stage = Stage::of(graph(stages, jobs));
    stage.succeed_with("a.1", &[("step.x", "yes")]);
    stage.succeed_with("b.1", &[("o", "v")]);
    assert_eq!(stage.shows(), "a.1: success, b.1: success, b.2: queued, b.3: queued");
    let assignment = stage.run.assignment(&"b.2".into(), Attempt(1)).unwrap();
    assert_eq!(assignment.stages["a"].jobs["1"].outputs["step.x"], "yes");
    assert_eq!(assignment.customs.step_outputs, StepOutputs::All);
}

#[test]
fn a_stages_condition_sees_its_variables_in_any_case() {
    let mut plan = graph(vec![of("a", &[], Gate::OnSuccess)], vec![job("a.1", &[])]);
    plan.dialect = Dialect::Native;
    let condition = diag::Text::from("variables.deploy == 'yes'");
    let condition = expr::Expr::parse(&condition, Dialect::Native).unwrap();
    plan.stages[0].gate = Gate::If { condition, implied: true };
    let run = |env| {
        let mut plan = plan.clone();
        plan.stages[0].env = env;
        Stage::of(plan).shows()
    };
    assert_eq!(run(vec![variable("deploy", "yes", Dialect::Native)]), "a.1: queued");
    assert!(run(Vec::new()).starts_with("a.1: skipped (stage `a` is skipped: condition is false"));
}

#[test]
fn the_first_failing_job_of_a_stage_may_end_the_others() {
    let stages = vec![plan::Stage { fail_fast: true, ..plan::Stage::new("a") }, plan::Stage::new("b")];
    let mut stage = Stage::of(graph(stages, vec![job("a.1", &[]), job("a.2", &[]), job("b.1", &[])]));
    stage.fail("a.1", 1);
    assert_eq!(stage.shows(), "a.1: failure, a.2: cancelled, b.1: queued");
}

#[test]
fn an_unstable_job_counts_as_well_done_and_is_told() {
    let mut stage = Stage::of(plan(vec![
        job("a", &[]),
        job("b", &["a"]),
        when("needs.a.result == 'success'", job("c", &["a"])),
    ]));
    let cause = Some(events::Cause::Unstable { message: "flaky".to_owned() });
    let news = events::News::Finished {
        outcome: Outcome::Failure,
        cause,
        tolerated: true,
        outputs: Default::default(),
        variables: Default::default(),
    };
    stage.report("a", 1, news);
    assert_eq!(stage.shows(), "a: tolerated, b: queued, c: queued");
    assert!(stage.run.assignment(&"b".into(), Attempt(1)).unwrap().needs["a"].issues);
}
