use super::reader::{Reader, is_hole, named};
use super::rules::{CALL, CONFLICT};
use super::runs_on::Platform;
use super::shell::{self, Defaults};
use super::step::{self, Owner, Setting};
use super::{concurrency, container, env, environment, id, permissions, runs_on, strategy, uses};
use diag::{Diagnostic, Spanned, Text};
use expr::Template;
use ir::{Call, CallTarget, Env, Job, Need, Output, Snapshot, Tolerance, Work};
use yaml::rules::MISSING_KEY;
use yaml::{Cursor, MapReader, Shape};

/// Keys of a job with steps that a job which calls a workflow does not have.
const ONLY_STEPS: [&str; 12] = [
    "runs-on",
    "environment",
    "outputs",
    "env",
    "defaults",
    "steps",
    "timeout-minutes",
    "cancel-timeout-minutes",
    "continue-on-error",
    "container",
    "services",
    "snapshot",
];

/// Reads a job.
pub(super) fn read(reader: &Reader<'_>, name: &Text, value: Cursor<'_>, outer: &Defaults) -> Job {
    id::check(reader, name, "job");
    let mut job = Job::empty(named(name), name.span().to(value.span()));
    // GitHub starts a job that needs nothing at once.
    job.needs = Some(Vec::new());
    if let Some(mut map) = value.map("job") {
        shared(reader, &mut map, &mut job);
        if map.has("uses") { call(reader, map, &mut job) } else { with_steps(reader, map, &mut job, outer) }
    }
    job
}

/// Keys of both kinds of jobs.
fn shared(reader: &Reader<'_>, map: &mut MapReader<'_>, job: &mut Job) {
    let name = reader.given(map.optional("name"));
    job.name = name.and_then(|name| reader.text(name));
    if let Some(needs) = reader.given(map.optional("needs")) {
        job.needs = Some(read_needs(reader, needs));
    }
    let condition = reader.given(map.optional("if"));
    job.condition = condition.and_then(|value| reader.condition(value));
    job.strategy = reader.section(map.optional("strategy")).and_then(|value| strategy::read(reader, value));
    job.permissions = map.optional("permissions").and_then(|value| permissions::read(reader, value));
    let concurrency = map.optional("concurrency");
    job.concurrency = concurrency.and_then(|value| concurrency::read(reader, value));
}

fn read_needs(reader: &Reader<'_>, value: Cursor<'_>) -> Vec<Need> {
    let ids = reader.list(value).into_iter().filter_map(|item| reader.filled_plain(item).map(named));
    ids.map(|job| Need { job, optional: false, artifacts: true, legs: Vec::new() }).collect()
}

fn with_steps(reader: &Reader<'_>, mut map: MapReader<'_>, job: &mut Job, outer: &Defaults) {
    let machine = reader.required(&mut map, "runs-on");
    let mut platform = None;
    if let Some(machine) = machine {
        job.runs_on = runs_on::read(reader, machine);
        platform = runs_on::check(reader, &job.runs_on, job.strategy.as_ref());
    }
    const KEY: &str = "jobs.<job_id>.env";
    job.env = map.optional("env").map_or_else(Env::default, |value| env::read(reader, value, KEY));
    job.container = map.optional("container").and_then(|value| container::read(reader, value));
    job.services =
        map.optional("services").map(|value| container::services(reader, value)).unwrap_or_default();
    job.environment = map.optional("environment").and_then(|value| environment::read(reader, value));
    job.snapshot = map.optional("snapshot").and_then(|value| read_snapshot(reader, value));
    let minutes = reader.given(map.optional("timeout-minutes"));
    job.timeout = minutes.and_then(|value| reader.minutes(value));
    map.optional("cancel-timeout-minutes").map(|value| reader.minutes(value));
    if let Some(value) = reader.given(map.optional("continue-on-error")) {
        let flag = reader.flag(value);
        flag.iter().for_each(|flag| reader.word(flag.text().span()));
        job.tolerance = tolerance(flag);
    }
    if let Some(value) = reader.section(map.optional("outputs")) {
        job.outputs = outputs(reader, value);
    }
    let own = reader.section(map.optional("defaults"));
    let own = own.map(|value| shell::of_job(reader, value)).unwrap_or_default();
    check_shells(reader, &own, outer, platform);
    let defaults = own.or(outer);
    match map.optional("steps") {
        Some(steps) => {
            let setting = Setting { defaults: &defaults, platform, of: Owner::Job };
            let mut steps = step::read_all(reader, steps, &setting);
            if job.container.is_some() {
                shell::in_container(&mut steps);
            }
            step::check_background(reader, &steps);
            job.work = Work::Steps(steps);
        }
        None => {
            let message = format!("the job \"{}\" has no steps", job.id.value);
            reader.warning(MISSING_KEY, job.id.span, message);
        }
    }
    for key in ["with", "secrets"] {
        if let Some(value) = map.optional(key) {
            let message =
                format!("\"{key}\" is for a job that calls a workflow, and this one has no \"uses\"");
            reader.error(CALL, value.key_span(), message);
        }
    }
    map.finish();
}

/// Default shells count on the machines of the jobs that use them.
fn check_shells(reader: &Reader<'_>, own: &Defaults, outer: &Defaults, platform: Option<Platform>) {
    match (&own.shell, &outer.shell) {
        (Some(shell), _) => shell::check(reader, shell, platform),
        (None, Some(shell)) => shell::check(reader, shell, platform),
        (None, None) => {}
    }
}

fn tolerance(flag: Option<Template>) -> Tolerance {
    match flag {
        None => Tolerance::None,
        Some(flag) => match flag.as_literal().map(str::to_lowercase).as_deref() {
            Some("true") => Tolerance::All,
            Some(_) => Tolerance::None,
            None => Tolerance::If(flag),
        },
    }
}

fn outputs(reader: &Reader<'_>, value: Cursor<'_>) -> Vec<Output> {
    reader.unique(value);
    let entries = value.entries().into_iter().flatten();
    let entries = entries.filter_map(|(name, value)| {
        let value = reader.text(value)?;
        Some(Output { name: named(name), value })
    });
    entries.collect()
}

fn read_snapshot(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Snapshot> {
    let span = value.span();
    if value.shape() != Shape::Map {
        let image = reader.filled(value)?;
        return Some(Snapshot { span, image, version: None, condition: None });
    }
    let mut map = value.map("snapshot")?;
    let image = reader.required(&mut map, "image-name").and_then(|image| reader.filled(image));
    let version = map.optional("version").and_then(|version| reader.filled(version));
    let condition = reader.given(map.optional("if"));
    let condition = condition.and_then(|value| reader.condition(value));
    map.finish();
    Some(Snapshot { span, image: image?, version, condition })
}

/// A job that calls a workflow.
fn call(reader: &Reader<'_>, mut map: MapReader<'_>, job: &mut Job) {
    let uses = map.optional("uses");
    for key in ONLY_STEPS {
        let (Some(value), Some(uses)) = (map.optional(key), uses) else { continue };
        let (first, second) =
            if value.key_span().start < uses.key_span().start { (value, uses) } else { (uses, value) };
        let message = format!("a job that calls a workflow with \"uses\" has no \"{key}\"");
        let finding = Diagnostic::error(CONFLICT, second.key_span(), message);
        let help =
            "beside it may stand name, with, secrets, needs, if, permissions, concurrency and strategy";
        reader.findings.push(finding.label(first.key_span(), "the other key").help(help));
    }
    let with = reader.section(map.optional("with")).and_then(Cursor::entries);
    let inputs = with.into_iter().flatten().filter_map(|(name, value)| {
        let text =
            value.present().map_or_else(|| Some(Text::plain("", value.span())), |v| v.string().cloned())?;
        Some((named(name), reader.template_of(&text)))
    });
    let inputs = inputs.collect();
    let secrets = match reader.section(map.optional("secrets")) {
        Some(value) => read_secrets(reader, value),
        None => Some(Vec::new()),
    };
    map.finish();
    let Some(reference) = uses.and_then(|uses| reader.filled_plain(uses)) else { return };
    uses::check_workflow(reader, reference);
    let target = CallTarget::Missing { reference: reference.clone() };
    job.work = Work::Call(Call { target, inputs, secrets });
}

/// `secrets` of a call: nothing for `inherit`, which hands on all.
fn read_secrets(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Vec<(Spanned<String>, Template)>> {
    if value.shape() != Shape::Map && value.node().as_str() == Some("inherit") {
        return None;
    }
    if value.shape() != Shape::Map || is_hole(value) {
        value.wrong::<()>("a mapping or the word inherit");
        return Some(Vec::new());
    }
    let entries = value.entries().into_iter().flatten();
    let entries = entries.filter_map(|(name, value)| Some((named(name), reader.text(value)?)));
    Some(entries.collect())
}
