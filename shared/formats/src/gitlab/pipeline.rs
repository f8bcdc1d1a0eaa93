//! The whole of a pipeline: top-level keywords, and all of its jobs.

use super::codes::{CONTENT, STAGE, VALUE};
use super::compose::{self, Includer, entry::Entry};
use super::job::{self, Read};
use super::value::{self, SCHEMA};
use super::{inherit, order, variables, workflow};
use crate::Reading;
use diag::{Diagnostic, Severity, SourceId, Span, Spanned, Text, did_you_mean};
use events::{Facts, Source};
use expr::Dialect;
use ir::{EnvEntry, Pipeline, Rule, SpawnSource, Stage, Work};
use std::sync::Arc;
use yaml::{Cursor, Findings, Kind, Node};

/// Words that no job can be called: <https://docs.gitlab.com/ci/jobs/#job-names>.
const RESERVED: &[&str] = &["false", "nil", "pages:deploy", "true"];

/// How deep child pipelines may start one another.
const CHILDREN: usize = 3;

/// Reads a pipeline and all it includes.
pub fn read(reading: &mut Reading<'_>) -> Option<Pipeline> {
    let (file, findings) = (reading.file, Findings::default());
    let whole = reading.facts.is_some() || is_whole(reading, file);
    let composed = {
        let mut includer = Includer::new(reading, whole, &findings);
        includer.file(file).map(|(node, inputs)| (node, inputs, includer.partial || !whole))
    };
    let pipeline = composed.and_then(|(node, inputs, partial)| {
        let mut pipeline = assemble(reading, &node, partial, &findings, 0)?;
        pipeline.inputs = inputs;
        Some(pipeline)
    });
    reading.diagnostics.extend(findings.into_vec());
    pipeline
}

/// A file of this name is a whole pipeline; others may be pieces that it includes.
fn is_whole(reading: &Reading<'_>, file: SourceId) -> bool {
    let name = reading.sources.get(file).map_or("", |source| &source.name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name == ".gitlab-ci.yml" || name == ".gitlab-ci.yaml"
}

fn assemble(
    reading: &mut Reading<'_>,
    composed: &Node,
    partial: bool,
    findings: &Findings,
    depth: usize,
) -> Option<Pipeline> {
    let root = compose::resolve(composed, partial, findings);
    let mapping = root.as_map()?;
    let mut pipeline = Pipeline::empty(root.span, Dialect::GitLab);
    pipeline.partial = partial;
    inherit::check_defaults(&root, findings);
    let at = |key: &'static str| {
        let entry = mapping.entry(key)?;
        let cursor = Cursor::at(&entry.value, key, entry.key.span, SCHEMA, findings);
        Some(cursor).filter(value::known).and_then(Cursor::present)
    };
    pipeline.env = at("variables").map(variables::of_pipeline).unwrap_or_default();
    if let Some(cursor) = at("workflow") {
        workflow::read(cursor, &mut pipeline);
    }
    pipeline.stages = stages(at("stages"), inherit::nowhere(&root));
    let mut children = Vec::new();
    for Read { job, child } in jobs(&root, partial, findings) {
        children.push((pipeline.jobs.len(), child));
        pipeline.jobs.push(job);
    }
    if !mapping.iter().any(is_visible) && !partial {
        let finding = Diagnostic::error(CONTENT, inherit::nowhere(&root), "the pipeline has no visible job");
        findings.push(finding.help("add a job whose name does not begin with a dot"));
    }
    // A piece without stages of its own leaves them to the file that includes it.
    if !partial || mapping.get("stages").is_some() {
        check_stages(&pipeline, findings);
    }
    order::check(&pipeline, findings);
    if let Some(facts) = reading.facts {
        only_for_branches(&mut pipeline, facts);
    }
    for (at, entries) in children.into_iter().filter(|(_, entries)| !entries.is_empty()) {
        let job = &mut pipeline.jobs[at];
        let known: Vec<_> = job.env.entries().iter().chain(pipeline.env.entries()).cloned().collect();
        child(reading, job, &Child { entries, known, whole: !partial, depth: depth + 1 }, findings);
    }
    Some(pipeline)
}

fn jobs(root: &Node, partial: bool, findings: &Findings) -> Vec<Read> {
    let Some(mapping) = root.as_map() else { return Vec::new() };
    let defaults = inherit::defaults(mapping, findings);
    let globals: Vec<&str> = mapping
        .get("variables")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
        .filter_map(yaml::Entry::name)
        .collect();
    let mut found = Vec::new();
    for entry in mapping {
        let Kind::Scalar(key) = &entry.key.kind else {
            findings.push(Diagnostic::error(VALUE, entry.key.span, "the name of a job must be a string"));
            continue;
        };
        let name = key.text.as_str();
        if !is_visible(entry) {
            continue;
        }
        if !is_job_name(&key.text, findings) {
            continue;
        }
        let node = inherit::with_defaults(&inherit::without_empty(&entry.value, findings), &defaults);
        let cursor = Cursor::at(&node, name, entry.key.span, SCHEMA, findings);
        if !value::known(&cursor) {
            continue;
        }
        if let Some(mut read) = job::read(&key.text, cursor, partial) {
            read.job.ignored_env = inherit::ignored_variables(&node, globals.iter().copied());
            found.push(read);
        }
    }
    found
}

/// Whether a job can be called so.
pub(crate) fn names_job(name: &str) -> bool {
    !name.starts_with('.') && !compose::is_keyword(name) && !RESERVED.contains(&name)
}

/// Neither a keyword nor a hidden job.
fn is_visible(entry: &yaml::Entry) -> bool {
    entry.name().is_none_or(|name| !name.starts_with('.') && !compose::is_keyword(name))
}

fn is_job_name(name: &Text, findings: &Findings) -> bool {
    let text = name.as_str();
    let problem = if text.trim().is_empty() {
        "a job needs a name".to_owned()
    } else if RESERVED.contains(&text) {
        format!("\"{text}\" cannot be the name of a job")
    } else if text.chars().count() > 255 {
        "the name of a job may not be longer than 255 characters".to_owned()
    } else {
        return true;
    };
    findings.push(Diagnostic::error(VALUE, name.span(), problem));
    false
}

/// The stages in order, with those that always exist: <https://docs.gitlab.com/ci/yaml/#stages>.
fn stages(cursor: Option<Cursor<'_>>, nowhere: Span) -> Vec<Stage> {
    let own = |name: &str| Spanned::new(name.to_owned(), nowhere);
    let given = cursor.and_then(value::some_items).map(|items| {
        value::distinct(&items);
        items.into_iter().filter_map(value::name).collect::<Vec<_>>()
    });
    let named = given.unwrap_or_else(|| ["build", "test", "deploy"].into_iter().map(own).collect());
    let middle = named.into_iter().filter(|stage| stage.value != ".pre" && stage.value != ".post");
    let all = std::iter::once(own(".pre")).chain(middle).chain([own(".post")]);
    all.map(Stage::named).collect()
}

fn check_stages(pipeline: &Pipeline, findings: &Findings) {
    let known = || pipeline.stages.iter().map(|stage| stage.name.value.as_str());
    for job in &pipeline.jobs {
        let Some(stage) = job.stage.as_ref().filter(|stage| !known().any(|name| name == stage.value)) else {
            continue;
        };
        let severity = if pipeline.partial { Severity::Warning } else { Severity::Error };
        let message = format!("stage \"{}\" of job \"{}\" does not exist", stage.value, job.id.value);
        let finding = Diagnostic::new(severity, STAGE, stage.span, message);
        findings.push(match did_you_mean(&stage.value, known()) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None => finding
                .help(format!("add it to \"stages\", which are {}", known().collect::<Vec<_>>().join(", "))),
        });
    }
}

/// A job without rules is for branches and tags, not for merge requests, unless the pipeline has rules of its own
/// (<https://docs.gitlab.com/ci/yaml/workflow/>).
fn only_for_branches(pipeline: &mut Pipeline, facts: &Facts) {
    if facts.source != Source::PullRequest || !pipeline.rules.is_empty() {
        return;
    }
    for job in pipeline.jobs.iter_mut().filter(|job| job.rules.is_empty()) {
        job.rules.push(Rule {
            span: job.id.span,
            test: job::branches_and_tags(),
            when: job.when.clone(),
            tolerance: None,
            env: ir::Env::default(),
            needs: None,
            interruptible: None,
        });
    }
}

/// A pipeline that a job starts.
struct Child {
    entries: Vec<Entry>,
    /// Variables that its includes may use.
    known: Vec<EnvEntry>,
    /// All of the pipeline that starts it was read.
    whole: bool,
    depth: usize,
}

fn child(reading: &mut Reading<'_>, job: &mut ir::Job, child: &Child, findings: &Findings) {
    if child.depth > CHILDREN {
        let message = format!("child pipelines start one another more than {CHILDREN} deep");
        findings.push(Diagnostic::error(VALUE, job.id.span, message));
        return;
    }
    let facts = reading.facts.map(|facts| Facts { source: Source::Parent, ..facts.clone() });
    let mut inner = Reading {
        sources: &mut *reading.sources,
        file: reading.file,
        path: reading.path,
        loader: reading.loader,
        facts: facts.as_ref(),
        inputs: reading.inputs,
        diagnostics: Vec::new(),
    };
    let composed = {
        let mut includer = Includer::new(&mut inner, child.whole, findings).with(&child.known);
        let node = includer.entries(&child.entries);
        node.map(|node| (node, includer.partial))
    };
    let Some((node, partial)) = composed else { return };
    if let Some(pipeline) = assemble(&mut inner, &node, partial, findings, child.depth)
        && let Work::Spawn(spawn) = &mut job.work
    {
        spawn.source = SpawnSource::Read(Arc::new(pipeline));
    }
}
