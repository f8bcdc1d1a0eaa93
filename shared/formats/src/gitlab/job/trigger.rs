//! `trigger`: <https://docs.gitlab.com/ci/yaml/#trigger>.

use crate::gitlab::codes::CONFLICT;
use crate::gitlab::compose::entry::{self, By, Entry};
use crate::gitlab::value::{self, Keys};
use diag::{Spanned, Text};
use expr::Template;
use ir::{Spawn, SpawnSource};
use yaml::{Cursor, Kind, MapReader};

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
    let inputs = keys.get("inputs").map(inputs).unwrap_or_default();
    let (source, child) = match (keys.has("project"), keys.has("include")) {
        (true, true) => {
            let finding =
                cursor.error(CONFLICT, "\"project\" and \"include\" do not go together in a trigger");
            cursor.findings().push(finding);
            keys.allow(&["project", "include", "branch"]);
            return None;
        }
        (true, false) => (project(keys)?, Vec::new()),
        (false, true) => {
            if let Some(branch) = keys.optional("branch") {
                branch
                    .findings()
                    .push(branch.error(CONFLICT, "\"branch\" has a meaning only with \"project\""));
            }
            let include = keys.get("include")?;
            child(entry::read(include, By::Trigger), include)?
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
        inputs,
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
fn child(entries: Vec<Entry>, cursor: Cursor<'_>) -> Option<(SpawnSource, Vec<Entry>)> {
    let first = entries.first()?;
    if let entry::Target::Artifact { path, job } = &first.target {
        return Some((SpawnSource::Artifact { path: path.clone(), job: value::spanned(job) }, Vec::new()));
    }
    let reference =
        cursor.node().as_scalar().map_or(Text::plain("", cursor.span()), |scalar| scalar.text.clone());
    Some((SpawnSource::Missing { reference }, entries))
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

fn inputs(cursor: Cursor<'_>) -> Vec<(Spanned<String>, Template)> {
    let given = entry::inputs(cursor).into_iter();
    given
        .filter_map(|(name, node)| {
            let text = &node.as_scalar()?.text;
            Some((Spanned::new(name, node.span), value::expanding(text, cursor.findings())))
        })
        .collect()
}
