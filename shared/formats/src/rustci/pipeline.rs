use super::draft::{Draft, concurrency};
use super::include::parts;
use super::input::inputs;
use super::needs;
use super::notification::notifications;
use super::rules::{NO_WORK, VERSION};
use super::stage::{self, jobs, stages};
use super::trigger::triggers;
use super::value::text;
use super::variable::{put, secrets, variables};
use crate::Reading;
use diag::{Diagnostic, Span, Spanned};
use expr::Dialect;
use ir::{Env, Pipeline};
use yaml::{Cursor, Findings, Schema};

/// Reads a file and all that it includes.
pub(super) fn read(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let parts = parts(reading);
    let own = parts.last().filter(|part| part.source == reading.file)?;
    let findings = Findings::default();
    let mut pipeline = Pipeline::empty(own.document.root.span, Dialect::Native);
    let mut env = Vec::new();
    let mut readable = false;
    for part in &parts {
        let cursor = Cursor::root(&part.document, Schema::Core, &findings);
        readable |= document(cursor, &mut pipeline, &mut env);
    }
    pipeline.env = Env::List(env);
    needs::resolve(&mut pipeline);
    stage::check(&pipeline, &findings);
    if readable && own.document.complete && pipeline.jobs.is_empty() && findings.is_empty() {
        let start = own.document.root.span;
        let place = Span::point(start.source, start.start);
        let finding = Diagnostic::error(NO_WORK, place, "the pipeline has no job");
        findings.push(finding.help("add \"stages\" with steps, or \"jobs\""));
    }
    reading.diagnostics.extend(findings.into_vec());
    readable.then_some(pipeline)
}

fn document(cursor: Cursor<'_>, pipeline: &mut Pipeline, env: &mut Vec<ir::EnvEntry>) -> bool {
    let Some(mut map) = cursor.map("pipeline") else { return false };
    if let Some(version) = map.optional("version") {
        self::version(version);
    }
    if let Some(name) = map.optional("name").and_then(text) {
        pipeline.name = Some(name);
    }
    map.optional("description").and_then(Cursor::string);
    if let Some(include) = map.optional("include") {
        include.string_or_seq();
    }
    put(env, map.optional("variables").and_then(variables).unwrap_or_default());
    put(env, map.optional("secrets").and_then(secrets).unwrap_or_default());
    pipeline.inputs.extend(map.optional("inputs").and_then(inputs).unwrap_or_default());
    pipeline.triggers.extend(map.optional("triggers").and_then(triggers).unwrap_or_default());
    if let Some(concurrency) = map.optional("concurrency").and_then(concurrency) {
        pipeline.concurrency = Some(concurrency);
    }
    pipeline.notifications.extend(map.optional("notifications").and_then(notifications).unwrap_or_default());
    if let Some(list) = map.optional("stages") {
        stages(list, pipeline);
    }
    if let Some(list) = map.optional("jobs") {
        let outer = Draft::new(Spanned::new(String::new(), cursor.span()), cursor.span());
        jobs(list, &outer, pipeline);
    }
    map.finish();
    true
}

fn version(cursor: Cursor<'_>) {
    if let Some(version) = cursor.string()
        && !matches!(version.as_str(), "1" | "1.0")
    {
        let message = format!("version {version} is not known");
        cursor.findings().push(cursor.error(VERSION, message).help("write version: \"1.0\""));
    }
}
