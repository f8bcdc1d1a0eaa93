use super::value::name;
use diag::Text;
use ir::{Need, Pipeline};
use std::collections::HashMap;
use yaml::{Cursor, Shape};

/// `needs`: jobs or stages that must have ended.
pub(super) fn needs(cursor: Cursor<'_>) -> Option<Vec<Need>> {
    match cursor.shape() {
        Shape::Seq => Some(cursor.seq()?.filter_map(need).collect()),
        _ => need(cursor).map(|need| vec![need]),
    }
}

fn need(cursor: Cursor<'_>) -> Option<Need> {
    let plain = |job: &Text| Need { job: name(job), optional: false, artifacts: true, legs: Vec::new() };
    let Shape::Map = cursor.shape() else { return cursor.string().map(plain) };
    let mut map = cursor.map("need")?;
    let job = map.required("job").and_then(Cursor::string);
    let optional = map.optional("optional").and_then(Cursor::bool).is_some_and(|optional| optional.value);
    let artifacts = map.optional("artifacts").and_then(Cursor::bool).is_none_or(|artifacts| artifacts.value);
    map.finish();
    Some(Need { optional, artifacts, ..plain(job?) })
}

/// A need on a stage is one on each of its jobs.
pub(super) fn resolve(pipeline: &mut Pipeline) {
    let mut jobs: HashMap<String, Vec<String>> = HashMap::new();
    for job in &pipeline.jobs {
        if let Some(stage) = &job.stage {
            jobs.entry(stage.value.clone()).or_default().push(job.id.value.clone());
        }
    }
    let ids: Vec<String> = pipeline.jobs.iter().map(|job| job.id.value.clone()).collect();
    for job in &mut pipeline.jobs {
        let Some(needs) = job.needs.take() else { continue };
        let own = job.id.value.clone();
        let each = |need: Need| {
            let members = match jobs.get(&need.job.value) {
                Some(members) if !ids.contains(&need.job.value) => members.as_slice(),
                _ => return vec![need],
            };
            let member = |id: &String| Need { job: need.job.as_ref().map(|_| id.clone()), ..need.clone() };
            members.iter().filter(|id| **id != own).map(member).collect()
        };
        job.needs = Some(needs.into_iter().flat_map(each).collect());
    }
}
