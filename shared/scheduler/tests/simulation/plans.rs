use crate::chance::Chance;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Expr, Template, Value};
use ir::{Matrix, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Retry, Tolerance};
use plan::{Call, Concurrency, Expansion, Gate, Hold, Job, Need, Plan, Spawn, SpawnSource, Strategy, Work};
use std::time::Duration;

const DIALECT: Dialect = Dialect::GitHub;

/// A plan as chance has it: graphs, copies, gates, holds, retries, groups, called and spawned pipelines.
pub fn plan(chance: &mut Chance, depth: u32) -> Plan {
    let staged = chance.percent(30);
    let stages =
        if staged { vec!["build".to_owned(), "test".to_owned(), "ship".to_owned()] } else { Vec::new() };
    let mut jobs: Vec<Job> = Vec::new();
    let mut keys: Vec<(String, usize)> = Vec::new();
    let count = 1 + chance.below(if depth == 0 { 7 } else { 3 });
    for number in 0..count {
        let key = format!("j{number}");
        let stage = number * stages.len().max(1) / count;
        let mut job = job(chance, &key, depth);
        job.needs = needs(chance, &keys, stage, staged);
        job.stage = stages.get(stage).cloned();
        jobs.extend(copies(chance, job));
        keys.push((key, stage));
    }
    let stages = stages.iter().map(|stage| plan::Stage::new(stage)).collect();
    Plan { stages, ..Plan::new("simulated", DIALECT, jobs) }
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
