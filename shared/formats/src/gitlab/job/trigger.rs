//! `trigger`: <https://docs.gitlab.com/ci/yaml/#trigger>.

use crate::gitlab::codes::{CONFLICT, ELSEWHERE};
use crate::gitlab::compose::entry::{self, By, Entry, Target};
use crate::gitlab::compose::{Given, to_value};
use crate::gitlab::value::{self, Keys};
use diag::{Diagnostic, Spanned, Text};
use expr::{Dialect, Template};
use ir::{Spawn, SpawnSource};
use yaml::{Cursor, Findings, Kind, MapReader, Node};

/// Names of inputs and their values.
type Inputs = Vec<(Spanned<String>, Template)>;

/// A trigger, its child pipeline not read yet.
pub struct Trigger {
    /// What is known already.
    pub spawn: Spawn,
    /// The files of the child pipeline, if it is one of this repository.
    pub child: Vec<Entry>,
}

/// The pipeline a job starts.
pub fn read(cursor: Cursor<'_>) -> Option<Trigger> {
    match cursor.node().kind {
        Kind::Seq(_) => cursor.wrong("the path of a project or a mapping"),
        Kind::Scalar(_) => {
            let project = entry::project(cursor)?;
            let project = value::expanding(&project, cursor.findings());
            Some(Trigger { spawn: spawn(SpawnSource::Project { project, branch: None }), child: Vec::new() })
        }
        Kind::Map(_) => {
            let mut keys = cursor.map("trigger")?;
            let trigger = mapped(&mut keys);
            keys.finish();
            trigger
        }
    }
}

fn mapped(keys: &mut MapReader<'_>) -> Option<Trigger> {
    let cursor = keys.cursor();
    let strategy = keys.get("strategy").and_then(|strategy| value::choice(strategy, &["depend", "mirror"]));
    let (job_variables, pipeline_variables) = keys.get("forward").map_or((true, false), forward);
    let given = keys.get("inputs").map(entry::inputs).unwrap_or_default();
    let given = inputs(&given, cursor.findings());
    let (source, more, child) = match (keys.has("project"), keys.has("include")) {
        (true, true) => {
            let finding =
                cursor.error(CONFLICT, "\"project\" and \"include\" do not go together in a trigger");
            cursor.findings().push(finding);
            keys.allow(&["project", "include", "branch"]);
            return None;
        }
        (true, false) => (project(keys)?, Inputs::new(), Vec::new()),
        (false, true) => {
            if let Some(branch) = keys.optional("branch") {
                branch
                    .findings()
                    .push(branch.error(CONFLICT, "\"branch\" has a meaning only with \"project\""));
            }
            let include = keys.get("include")?;
            child(entry::read(include, By::Trigger), cursor.findings())?
        }
        (false, false) => {
            let finding = cursor.error(CONFLICT, "this trigger does not say which pipeline it starts");
            cursor.findings().push(
                finding.help("add \"include\" for a child pipeline or \"project\" for another project's"),
            );
            keys.allow(&["branch"]);
            return None;
        }
    };
    let spawn = Spawn {
        source,
        wait: strategy.is_some(),
        inputs: given.into_iter().chain(more).collect(),
        forward_pipeline_variables: pipeline_variables,
        forward_job_variables: job_variables,
    };
    Some(Trigger { spawn, child })
}

fn project(keys: &mut MapReader<'_>) -> Option<SpawnSource> {
    let branch = keys.get("branch").and_then(value::template);
    let cursor = keys.get("project")?;
    let project = value::expanding(&entry::project(cursor)?, cursor.findings());
    Some(SpawnSource::Project { project, branch })
}

/// A child pipeline: made by a job, or of files.
fn child(entries: Vec<Entry>, findings: &Findings) -> Option<(SpawnSource, Inputs, Vec<Entry>)> {
    let first = entries.first()?;
    let made = entries.iter().find(|entry| matches!(entry.target, Target::Artifact { .. }));
    let Some(Entry { span, target: Target::Artifact { path, job }, inputs: given, .. }) = made else {
        let reference = first.target.text().clone();
        return Some((SpawnSource::Missing { reference }, Inputs::new(), entries));
    };
    if entries.len() > 1 {
        let message = "a file made by a job stands beside other files: those are left out on this machine";
        findings.push(Diagnostic::warning(ELSEWHERE, *span, message));
    }
    let source = SpawnSource::Artifact { path: path.clone(), job: value::spanned(job) };
    Some((source, inputs(given, findings), Vec::new()))
}

fn spawn(source: SpawnSource) -> Spawn {
    Spawn {
        source,
        wait: false,
        inputs: Vec::new(),
        forward_pipeline_variables: false,
        forward_job_variables: true,
    }
}

fn forward(cursor: Cursor<'_>) -> (bool, bool) {
    let Some(mut keys) = cursor.map("forward") else { return (true, false) };
    let job = keys.get("yaml_variables").and_then(value::flag).unwrap_or(true);
    let pipeline = keys.get("pipeline_variables").and_then(value::flag).unwrap_or(false);
    keys.finish();
    (job, pipeline)
}

/// Values of inputs as text; lists and mappings as JSON.
fn inputs(given: &Given, findings: &Findings) -> Inputs {
    let text = |node: &Node| match node.as_scalar() {
        Some(scalar) => scalar.text.clone(),
        None => {
            let json = to_value(node).to_text(Dialect::GitLab).into_owned();
            Text::mapped(json, node.span, Vec::new())
        }
    };
    let one = |(name, node): (&String, &Node)| {
        (Spanned::new(name.clone(), node.span), value::expanding(&text(node), findings))
    };
    given.iter().map(one).collect()
}
