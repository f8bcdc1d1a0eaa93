//! `stages` (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/stages-stage>).

use super::job::{self, Outer};
use super::rules::SECTION;
use super::value::{self, Keys};
use super::{pool, variable};
use diag::{Diagnostic, Spanned, did_you_mean};
use ir::{Job, Stage, When};
use yaml::{Cursor, MapReader};

/// A stage and its jobs.
pub(super) struct Read {
    pub(super) stage: Stage,
    pub(super) jobs: Vec<Job>,
}

/// A list of stages.
pub(super) fn stages(cursor: Cursor<'_>, outer: &Outer<'_>) -> Vec<Read> {
    let mut all = Vec::new();
    for item in value::items(cursor) {
        all.extend(stage(item, outer, all.len()));
    }
    all
}

fn stage(cursor: Cursor<'_>, outer: &Outer<'_>, before: usize) -> Option<Read> {
    let mut map = cursor.map("stage")?;
    if map.has("template") {
        // It could not be had, and a finding says so.
        return None;
    }
    if !map.has("stage") {
        return unknown(cursor, &map);
    }
    let name = map.optional("stage").and_then(|name| value::identifier(name, "stage"));
    let name = name.filter(|name| !name.value.is_empty());
    let unnamed = || Spanned::new(format!("Stage{}", before + 1), map.cursor().key_span());
    let mut stage = Stage { span: cursor.span(), ..Stage::named(name.unwrap_or_else(unnamed)) };
    stage.title = map.get("displayName").and_then(value::text);
    stage.needs = map.optional("dependsOn").and_then(value::given).map(job::names);
    stage.condition = map.get("condition").and_then(value::condition);
    if let Some(variables) = map.get("variables") {
        stage.env = variable::variables(variables);
    }
    let pool = map.get("pool").and_then(pool::pool).or_else(|| outer.pool.clone());
    let words = [("sequential", ()), ("runLatest", ())];
    map.get("lockBehavior").and_then(|word| value::word(word, &words));
    let manual =
        map.get("trigger").and_then(|word| value::word(word, &[("manual", true), ("automatic", false)]));
    map.get("isSkippable").and_then(value::flag);
    map.allow(&["group", "checks", "templateContext"]);
    let outer = Outer { resources: outer.resources, pool, stage: Some(stage.name.clone()) };
    let mut jobs =
        map.get("jobs").or_else(|| map.get("phases")).map(|jobs| job::jobs(jobs, &outer)).unwrap_or_default();
    map.finish();
    if manual.is_some_and(|manual| manual.value) {
        let first = jobs.iter_mut().filter(|job| job.needs.as_ref().is_none_or(Vec::is_empty));
        first.for_each(|job| job.when = Spanned::new(When::Manual, job.id.span));
    }
    Some(Read { stage, jobs })
}

/// A mapping that is no stage.
fn unknown(cursor: Cursor<'_>, map: &MapReader<'_>) -> Option<Read> {
    const KINDS: &[&str] = &["stage", "template"];
    let name = map.mapping().iter().find_map(yaml::Entry::name).unwrap_or_default();
    let place = map.mapping().iter().next().map_or(cursor.span(), |entry| entry.key.span);
    let finding = Diagnostic::error(SECTION, place, format!("\"{name}\" begins no stage"));
    let meant = map
        .mapping()
        .iter()
        .filter_map(yaml::Entry::name)
        .find_map(|name| did_you_mean(name, KINDS.iter().copied()));
    cursor.findings().push(match meant {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
        None => finding.help(format!("a stage begins with one of {}", KINDS.join(", "))),
    });
    None
}
