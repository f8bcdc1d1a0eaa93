use super::draft::Draft;
use super::rules::{CONFLICT, DUPLICATE, NO_WORK, STAGE};
use super::step::steps;
use super::value::name;
use diag::{Diagnostic, Spanned, Text};
use ir::{Job, Pipeline, Stage, Work};
use yaml::{Cursor, Findings, MapReader, Shape};

/// `stages`: each a name, a job of that name, or several jobs.
pub(super) fn stages(cursor: Cursor<'_>, pipeline: &mut Pipeline) {
    for item in cursor.seq().into_iter().flatten() {
        if item.shape() == Shape::Map {
            stage(item, pipeline);
        } else if let Some(name) = item.string() {
            put_stage(pipeline, self::name(name));
        }
    }
}

fn stage(cursor: Cursor<'_>, pipeline: &mut Pipeline) {
    let found = cursor.findings().len();
    let Some(mut map) = cursor.map("stage") else { return };
    let id = map.required("name").and_then(Cursor::string).map(name);
    let unnamed = || Spanned::new(String::new(), cursor.span());
    let mut draft = Draft::new(id.clone().unwrap_or_else(unnamed), cursor.span());
    draft.job.stage.clone_from(&id);
    draft.read(&mut map);
    let own = map.optional("steps");
    let jobs = map.optional("jobs");
    map.finish();
    if let Some(id) = &id {
        put_stage(pipeline, id.clone());
    }
    match (own, jobs) {
        (Some(own), None) => {
            if let Some(steps) = steps(own, &draft.habit) {
                draft.job.work = Work::Steps(steps);
            }
            if id.is_some() {
                put_job(pipeline, draft.job, cursor.findings());
            }
        }
        (None, Some(jobs)) => self::jobs(jobs, &draft, pipeline),
        (Some(_), Some(jobs)) => {
            let finding = jobs.error(CONFLICT, "a stage has either steps or jobs");
            cursor.findings().push(finding.help("move the steps into a job of their own"));
        }
        // What else is wrong with it may be the very key that is missing.
        (None, None) if cursor.findings().len() > found => {}
        (None, None) => {
            let finding = cursor.error(NO_WORK, "the stage does nothing");
            cursor.findings().push(finding.help("add \"steps\" or \"jobs\""));
        }
    }
}

/// `jobs`: by name, or in a list with names. `outer` is what their stage says of all of them.
pub(super) fn jobs(cursor: Cursor<'_>, outer: &Draft, pipeline: &mut Pipeline) {
    if cursor.shape() == Shape::Seq {
        for item in cursor.seq().into_iter().flatten() {
            let Some(mut map) = item.map("job") else { continue };
            if let Some(id) = map.required("name").and_then(Cursor::string) {
                job(item, id, map, outer, pipeline);
            }
        }
        return;
    }
    for (id, item) in cursor.entries().into_iter().flatten() {
        if let Some(mut map) = item.map("job") {
            let title = map.optional("name").and_then(super::value::text);
            let mut outer = outer.clone();
            outer.job.name = title;
            job(item, id, map, &outer, pipeline);
        }
    }
}

fn job(cursor: Cursor<'_>, id: &Text, mut map: MapReader<'_>, outer: &Draft, pipeline: &mut Pipeline) {
    let mut draft = outer.clone();
    draft.job.id = name(id);
    draft.job.span = id.span().to(cursor.span());
    if outer.job.stage.is_none() {
        draft.job.stage = map.optional("stage").and_then(Cursor::string).map(name);
    }
    draft.read(&mut map);
    let own = map.required("steps");
    map.finish();
    if let Some(steps) = own.and_then(|own| steps(own, &draft.habit)) {
        draft.job.work = Work::Steps(steps);
    }
    put_job(pipeline, draft.job, cursor.findings());
}

fn put_stage(pipeline: &mut Pipeline, name: Spanned<String>) {
    if pipeline.stages.iter().all(|stage| stage.name != name) {
        pipeline.stages.push(Stage::named(name));
    }
}

fn put_job(pipeline: &mut Pipeline, job: Job, findings: &Findings) {
    if let Some(first) = pipeline.job(&job.id.value) {
        let message = format!("there is a job \"{}\" already", job.id.value);
        let finding = Diagnostic::error(DUPLICATE, job.id.span, message);
        findings.push(finding.label(first.id.span, "first one here").help("give one of them another name"));
        return;
    }
    pipeline.jobs.push(job);
}

/// Reports jobs of stages that nobody declared.
pub(super) fn check(pipeline: &Pipeline, findings: &Findings) {
    let names: Vec<&str> = pipeline.stages.iter().map(|stage| stage.name.value.as_str()).collect();
    for stage in pipeline.jobs.iter().filter_map(|job| job.stage.as_ref()) {
        if !names.contains(&stage.value.as_str()) {
            let message = format!("there is no stage \"{}\"", stage.value);
            let finding = Diagnostic::error(STAGE, stage.span, message);
            findings.push(match names.is_empty() {
                true => finding.help("declare it: stages: [...]"),
                false => super::value::one_of(finding, &stage.value, &names),
            });
        }
    }
}
