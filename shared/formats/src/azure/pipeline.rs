//! The whole of a pipeline (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/pipeline>).

use super::job::{self, Outer};
use super::resources::{self, Resources};
use super::rules::NO_WORK;
use super::template::{self, Declared, ParameterKind, SCHEMA, Whole};
use super::value::{self, Keys};
use super::{order, past, pool, stage, trigger, variable};
use crate::Reading;
use diag::{Diagnostic, Span, Spanned};
use expr::{Dialect, Template};
use ir::{Event, Filter, Input, InputKind, Job, Pipeline, RunsOn, Trigger};
use yaml::{Cursor, Findings, MapReader};

/// Keys under which the work of a pipeline stands.
const WORK: &[&str] = &["stages", "jobs", "phases", "steps"];

/// Reads a file and all the templates it names.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let findings = Findings::default();
    let whole = reading.facts.is_some() || is_whole(reading);
    let expanded = template::expand(reading, &findings, whole);
    let pipeline = expanded.and_then(|expanded| assemble(&expanded, whole, &findings));
    reading.diagnostics.extend(findings.into_vec());
    pipeline
}

/// A file of this name is a whole pipeline; others may be templates that lack their siblings.
fn is_whole(reading: &Reading<'_>) -> bool {
    let path = reading.path.replace('\\', "/");
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, "azure-pipelines.yml" | "azure-pipelines.yaml")
        || path == name && name.starts_with("azure-pipelines")
}

fn assemble(expanded: &Whole, whole: bool, findings: &Findings) -> Option<Pipeline> {
    let cursor = Cursor::at(&expanded.root, "pipeline", expanded.root.span, SCHEMA, findings);
    let mut map = cursor.map("pipeline")?;
    let mut pipeline = Pipeline::empty(expanded.root.span, Dialect::Azure);
    pipeline.inputs = expanded.parameters.iter().map(input).collect();
    map.allow(&["parameters"]);
    let name = map.get("name").and_then(Cursor::string);
    pipeline.name = name.map(|name| Template::literal(name.clone()));
    map.get("appendCommitMessageToRunName").and_then(value::truth);
    let words = [("sequential", ()), ("runLatest", ())];
    map.get("lockBehavior").and_then(|word| value::word(word, &words));
    let mut resources = map.get("resources").map(resources::read).unwrap_or_default();
    resources.complete = whole && !expanded.partial;
    pipeline.triggers = triggers(&mut map, &resources, cursor.span());
    if let Some(variables) = map.get("variables") {
        pipeline.env = variable::variables(variables);
    }
    work(&mut map, &resources, &mut pipeline);
    let works = WORK.iter().any(|key| map.has(key));
    // Of a template for variables, or one that only hands on parameters, nothing more is asked.
    let piece = map.has("variables") || map.has("parameters") || map.has("resources");
    map.finish();
    pipeline.partial = expanded.partial || !works;
    order::identify(&mut pipeline.jobs, pipeline.partial, findings);
    order::check(&pipeline, findings);
    past::check(&pipeline, findings);
    if !works && !piece && !expanded.partial && findings.is_empty() {
        let place = Span::point(expanded.root.span.source, expanded.root.span.start);
        let finding = Diagnostic::warning(NO_WORK, place, "the pipeline does nothing");
        findings.push(finding.help("add \"steps\", \"jobs\" or \"stages\""));
    }
    Some(pipeline)
}

/// Stages, jobs, or the keys of the only job.
fn work(map: &mut MapReader<'_>, resources: &Resources, pipeline: &mut Pipeline) {
    let is_job = map.has("steps");
    if is_job {
        let span = map.cursor().span();
        let mut job = Job::empty(Spanned::new("Job".to_owned(), map.cursor().key_span()), span);
        job.needs = Some(Vec::new());
        job::work(map, &mut job, resources);
        job::own(map, &mut job, resources);
        // They are the pipeline's, and have been read.
        job.env = ir::Env::default();
        pipeline.jobs.push(job);
    }
    let pool: Option<RunsOn> = if is_job { None } else { map.get("pool").and_then(pool::pool) };
    let outer = Outer { resources, pool, stage: None };
    if let Some(stages) = map.get("stages") {
        for read in stage::stages(stages, &outer) {
            pipeline.stages.push(read.stage);
            pipeline.jobs.extend(read.jobs);
        }
    }
    for key in ["jobs", "phases"] {
        if let Some(jobs) = map.get(key) {
            pipeline.jobs.extend(job::jobs(jobs, &outer));
        }
    }
    map.allow(&["extends"]);
    let keys: Vec<&str> = WORK.iter().copied().filter(|key| map.has(key)).collect();
    if let [first, second, ..] = keys.as_slice() {
        let place = map.mapping().entry(second).map_or(map.cursor().span(), |entry| entry.key.span);
        let message = format!("a pipeline has either {first} or {second}");
        map.cursor().findings().push(Diagnostic::error(NO_WORK, place, message));
    }
}

fn triggers(map: &mut MapReader<'_>, resources: &Resources, span: Span) -> Vec<Trigger> {
    let by_hand = [Event::Manual, Event::Api].map(|event| Trigger { span, event, filter: Filter::default() });
    let mut all = Vec::from(by_hand);
    all.extend(trigger::pushes(map.get("trigger"), span));
    all.extend(trigger::requests(map.get("pr"), span));
    all.extend(map.get("schedules").map(trigger::schedules).unwrap_or_default());
    all.extend(resources.triggers.iter().cloned());
    all
}

/// A parameter as what a person may give.
fn input(declared: &Declared) -> Input {
    let default = declared.default.as_ref();
    let choices = || {
        let texts = declared.values.iter().filter_map(|value| value.as_scalar());
        texts.map(|scalar| Spanned::new(ir::Value::from(scalar.text.to_arc()), scalar.text.span())).collect()
    };
    let kind = match declared.kind {
        _ if !declared.values.is_empty() => InputKind::Choice(choices()),
        ParameterKind::Boolean => InputKind::Boolean,
        ParameterKind::Number => InputKind::Number,
        ParameterKind::Text => InputKind::Text { pattern: None },
        _ => InputKind::List,
    };
    let text = default.and_then(|node| node.as_scalar()).map(|scalar| Template::literal(scalar.text.clone()));
    Input {
        span: declared.span,
        name: declared.name.clone(),
        description: declared.title.clone(),
        required: default.is_none(),
        default: text,
        default_value: default.and_then(|node| declared.kind.value(node)),
        kind,
    }
}
