use crate::chance::Chance;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Expr, Template, Value};
use ir::{
    Matrix, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Retry, SkippedNeed, Stages, Tolerance,
};
use plan::{
    Call, Concurrency, Customs, Expansion, Gate, Hold, Job, Need, Plan, Spawn, SpawnSource, Stage, Strategy,
    Work,
};
use std::time::Duration;

const DIALECT: Dialect = Dialect::GitHub;

/// A plan as chance has it: graphs, copies, gates, holds, retries, groups, called and spawned pipelines.
pub fn plan(chance: &mut Chance, depth: u32) -> Plan {
    let staged = chance.percent(40);
    let graph = staged && chance.percent(50);
    let names = if staged { &["build", "test", "lint", "ship"][..] } else { &[] };
    let stages: Vec<Stage> = names.iter().map(|name| stage(chance, name, graph)).collect();
    let mut jobs: Vec<Job> = Vec::new();
    let mut keys: Vec<(String, usize)> = Vec::new();
    let count = 1 + chance.below(if depth == 0 { 7 } else { 3 });
    for number in 0..count {
        let key = format!("j{number}");
        let at = number * stages.len().max(1) / count;
        let mut job = job(chance, &key, depth);
        job.needs = match graph {
            true => graph_needs(chance, &keys, &stages, at),
            false => needs(chance, &keys, at, staged),
        };
        job.stage = stages.get(at).map(|stage| stage.name.clone());
        jobs.extend(copies(chance, job));
        keys.push((key, at));
    }
    let customs = Customs {
        stages: if graph { Stages::Graph } else { Stages::Barrier },
        skipped_need: if chance.percent(30) { SkippedNeed::Passes } else { SkippedNeed::Skips },
        ..Customs::default()
    };
    Plan { stages, customs, ..Plan::new("simulated", DIALECT, jobs) }
}

/// A stage; in a graph it needs what chance has it need, and has a gate of its own.
fn stage(chance: &mut Chance, name: &str, graph: bool) -> Stage {
    let needs: &[&str] = match name {
        "test" | "lint" => &["build"],
        "ship" => &["test", "lint"],
        _ => &[],
    };
    let needs = needs.iter().filter(|_| graph && chance.percent(80)).map(|need| (*need).to_owned()).collect();
    let gate = if graph { gate(chance) } else { Gate::OnSuccess };
    Stage { needs, gate, fail_fast: graph && chance.percent(20), ..Stage::new(name) }
}

/// All jobs of the stages that the job's stage needs, and some of its own stage.
fn graph_needs(chance: &mut Chance, keys: &[(String, usize)], stages: &[Stage], at: usize) -> Vec<Need> {
    let has_jobs = |at: usize| keys.iter().any(|(_, stage)| *stage == at);
    let mut open = vec![at];
    let mut before = Vec::new();
    while let Some(stage) = open.pop() {
        for need in 0..stages.len() {
            if stages[stage].needs.contains(&stages[need].name) && !before.contains(&need) {
                before.push(need);
                if !has_jobs(need) {
                    open.push(need);
                }
            }
        }
    }
    let mut needs = Vec::new();
    for (key, stage) in keys {
        let by_stage = before.contains(stage);
        if by_stage || (*stage == at && chance.percent(50)) {
            needs.push(Need { key: key.clone(), legs: Vec::new(), artifacts: true, by_stage });
        }
    }
    needs
}

fn needs(chance: &mut Chance, keys: &[(String, usize)], stage: usize, staged: bool) -> Vec<Need> {
    let by_stage = staged && chance.percent(70);
    let mut needs = Vec::new();
    for (key, other) in keys {
        if if by_stage { *other < stage } else { chance.percent(35) } {
            needs.push(Need { key: key.clone(), legs: Vec::new(), artifacts: true, by_stage });
        }
    }
    needs
}

fn job(chance: &mut Chance, key: &str, depth: u32) -> Job {
    Job {
        gate: gate(chance),
        hold: match chance.below(20) {
            0 => Some(Hold::Manual { blocking: true }),
            1 => Some(Hold::Manual { blocking: false }),
            2 => Some(Hold::Delayed { wait: Duration::from_secs(chance.next() % 100) }),
            _ => None,
        },
        tolerance: match chance.below(8) {
            0 => Tolerance::All,
            1 => Tolerance::ExitCodes(vec![1]),
            _ => Tolerance::None,
        },
        retry: chance.percent(25).then(|| Retry {
            max: spanned(1 + (chance.next() % 2) as u32),
            when: Vec::new(),
            exit_codes: Vec::new(),
        }),
        concurrency: chance.percent(20).then(|| Concurrency {
            group: text(if chance.percent(50) { "one" } else { "two" }),
            cancel_running: chance.percent(30).then(|| text("true")),
            queue_all: chance.percent(50),
        }),
        ..Job::new(key, work(chance, depth))
    }
}

fn gate(chance: &mut Chance) -> Gate {
    let condition = |text: &str, implied| Gate::If {
        condition: Expr::parse(&Text::from(text), DIALECT).unwrap(),
        implied,
    };
    match chance.below(20) {
        0 | 1 => Gate::Always,
        2 => Gate::OnFailure,
        3 => condition("always()", false),
        4 => condition("failure()", false),
        5 => condition("!cancelled()", false),
        6 => condition("1 == 2", true),
        7 => condition("1 == 1", true),
        _ => Gate::OnSuccess,
    }
}

fn work(chance: &mut Chance, depth: u32) -> Work {
    let inputs = Vec::new();
    match chance.below(if depth == 0 { 14 } else { 30 }) {
        0 => Work::Call(Call { plan: Box::new(plan(chance, depth + 1)), inputs, secrets: None }),
        1 => Work::Spawn(Spawn {
            source: SpawnSource::Planned { plan: Box::new(plan(chance, depth + 1)) },
            wait: chance.percent(50),
            inputs,
            forward_pipeline_variables: true,
            forward_job_variables: true,
        }),
        _ => Work::Steps { steps: Vec::new() },
    }
}

/// The job; or copies of it, known from the start or to be found when it begins.
fn copies(chance: &mut Chance, job: Job) -> Vec<Job> {
    if chance.percent(70) {
        return vec![job];
    }
    let total = 2 + chance.below(3);
    let strategy = Strategy {
        fail_fast: chance.percent(50).then(|| text("true")),
        max_parallel: chance.percent(50).then(|| text("2")),
        names: Vec::new(),
    };
    let values: Vec<Value> = (0..total).map(|leg| Value::object([("n", Value::from(leg as f64))])).collect();
    let known = Job { strategy, ..job };
    if chance.percent(70) {
        return known.copies(values, DIALECT);
    }
    let scalar = |leg| MatrixValue::Scalar(MatrixScalar::Value(spanned(Value::from(leg as f64))));
    let axis = ir::Axis {
        name: spanned("n".to_owned()),
        values: MatrixValues::List((0..total).map(scalar).collect()),
    };
    let matrix = Matrix::Axes {
        products: vec![vec![axis]],
        include: MatrixSource::default(),
        exclude: MatrixSource::default(),
    };
    let style = plan::CopyStyle { names: ir::CopyNames::Brackets, variables: false };
    vec![Job { expansion: Some(Expansion { matrix, only: Vec::new(), style, limit: 256 }), ..known }]
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::NOWHERE)
}

fn text(text: &str) -> Template {
    Template::literal(Text::from(text))
}
