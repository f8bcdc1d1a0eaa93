//! One entry of `include` or `trigger:include`: <https://docs.gitlab.com/ci/yaml/#include>.

use super::inputs::Given;
use crate::gitlab::codes::{CONFLICT, VALUE};
use crate::gitlab::duration;
use crate::gitlab::job::selection;
use crate::gitlab::value::{self, Keys};
use diag::{Span, Text};
use ir::Rule;
use yaml::{Cursor, Kind, MapReader, Shape};

/// What is included, and how.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands.
    pub span: Span,
    /// What.
    pub target: Target,
    /// Values for its inputs.
    pub inputs: Given,
    /// Whether at all.
    pub rules: Vec<Rule>,
}

/// Where an included file stands.
#[derive(Clone, Debug)]
pub enum Target {
    /// In this repository.
    Local(Text),
    /// In another project.
    Project {
        /// Its path.
        project: Text,
        /// The files.
        files: Vec<Text>,
        /// Branch, tag or commit.
        revision: Option<Text>,
    },
    /// Behind a URL.
    Remote(Text),
    /// With GitLab.
    Template(Text),
    /// In the catalogue.
    Component(Text),
    /// Made by a job of the pipeline.
    Artifact {
        /// Its path.
        path: Text,
        /// The job.
        job: Text,
    },
}

impl Target {
    /// What names it, as written.
    pub fn text(&self) -> &Text {
        match self {
            Self::Local(text)
            | Self::Remote(text)
            | Self::Template(text)
            | Self::Component(text)
            | Self::Project { project: text, .. }
            | Self::Artifact { path: text, .. } => text,
        }
    }
}

/// Who includes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A file.
    Include,
    /// A job's trigger.
    Trigger,
}

/// The keys of which one says what is included.
const KINDS: &[&str] = &["local", "project", "remote", "template", "component", "artifact"];

/// All entries under an `include`.
pub fn read(cursor: Cursor<'_>, by: By) -> Vec<Entry> {
    match cursor.node().kind {
        Kind::Seq(_) => {
            let items = value::items(cursor).unwrap_or_default();
            if by == By::Trigger {
                value::at_most(cursor, &items, 3);
            }
            items.into_iter().filter_map(|item| entry(item, by)).collect()
        }
        _ => entry(cursor, by).into_iter().collect(),
    }
}

fn entry(cursor: Cursor<'_>, by: By) -> Option<Entry> {
    let span = cursor.span();
    match cursor.node().kind {
        Kind::Map(_) => {
            let mut keys = cursor.map("include")?;
            let target = target(&mut keys, by);
            let inputs = keys.get("inputs").map(inputs).unwrap_or_default();
            let mut rules = Vec::new();
            if by == By::Include {
                rules = keys.get("rules").map(selection::include_rules).unwrap_or_default();
            }
            keys.finish();
            Some(Entry { span: cursor.key_span(), target: target?, inputs, rules })
        }
        Kind::Scalar(_) => {
            let text = value::filled(cursor)?;
            let target = if text.as_str().starts_with("http://") || text.as_str().starts_with("https://") {
                Target::Remote(file(cursor)?)
            } else if text.as_str().contains("://") {
                cursor
                    .findings()
                    .push(cursor.error(VALUE, "only files and http or https addresses can be included"));
                return None;
            } else {
                Target::Local(file(cursor)?)
            };
            Some(Entry { span, target, inputs: Given::default(), rules: Vec::new() })
        }
        Kind::Seq(_) => cursor.wrong("a path or a mapping"),
    }
}

fn target(keys: &mut MapReader<'_>, by: By) -> Option<Target> {
    let cursor = keys.cursor();
    let mut found = KINDS.iter().copied().filter(|kind| keys.has(kind));
    let Some(kind) = found.next() else {
        let finding = cursor.error(CONFLICT, "this include does not say what is included");
        let help =
            "add one of \"local\", \"project\" with \"file\", \"remote\", \"template\" or \"component\"";
        cursor.findings().push(finding.help(help));
        keys.allow(&["file", "ref", "job", "integrity", "cache"]);
        return None;
    };
    if let Some(other) = found.next() {
        let finding = format!("\"{kind}\" and \"{other}\" do not go together in one include");
        cursor.findings().push(cursor.error(CONFLICT, finding).help("make two entries of them"));
        keys.allow(KINDS);
        keys.allow(&["file", "ref", "job", "integrity", "cache"]);
        return None;
    }
    match kind {
        "local" => Some(Target::Local(file(keys.get("local")?)?)),
        "template" => Some(Target::Template(file(keys.get("template")?)?)),
        "component" => Some(Target::Component(value::filled(keys.get("component")?)?.clone())),
        "remote" => {
            keys.get("integrity").map(check_integrity);
            keys.get("cache").map(check_cache);
            remote(keys.get("remote")?)
        }
        "artifact" if by == By::Trigger => {
            let job = keys.need("job").and_then(value::filled);
            let path = keys.get("artifact").and_then(file);
            Some(Target::Artifact { path: path?, job: job?.clone() })
        }
        "project" => {
            let revision = keys.get("ref").and_then(value::filled).cloned();
            let files = keys.need("file").map(|cursor| match cursor.node().kind {
                Kind::Seq(_) if by == By::Include => {
                    let items = value::some_items(cursor).unwrap_or_default();
                    items.into_iter().filter_map(file).collect()
                }
                _ => file(cursor).into_iter().collect(),
            });
            let project = keys.get("project").and_then(project);
            Some(Target::Project { project: project?, files: files?, revision })
        }
        _ => None,
    }
}

fn remote(cursor: Cursor<'_>) -> Option<Target> {
    let text = file(cursor)?;
    let web = text.as_str().starts_with("http://") || text.as_str().starts_with("https://");
    if !web && !text.as_str().contains('$') {
        cursor.findings().push(cursor.error(VALUE, "\"remote\" must be an http or https address"));
        return None;
    }
    Some(Target::Remote(text))
}

fn check_integrity(cursor: Cursor<'_>) {
    let Some(text) = value::text(cursor) else { return };
    let hash = text.as_str().strip_prefix("sha256-").filter(|hash| hash.len() == 44 && hash.ends_with('='));
    if hash.is_none() {
        cursor.findings().push(cursor.error(VALUE, "\"integrity\" must be \"sha256-\" and a hash in base64"));
    }
}

/// How long the server keeps the file: a duration, or whether it does at all.
fn check_cache(cursor: Cursor<'_>) {
    match cursor.shape() {
        Shape::Bool => {}
        _ => _ = duration::read(cursor),
    }
}

/// A path that ends in `.yml` or `.yaml`.
pub fn file(cursor: Cursor<'_>) -> Option<Text> {
    let text = value::filled(cursor)?;
    let path = text.as_str();
    if !(path.ends_with(".yml") || path.ends_with(".yaml") || path.contains('$')) {
        let finding = cursor.error(VALUE, format!("\"{path}\" is not a YAML file"));
        cursor.findings().push(finding.help("the name must end in \".yml\" or \".yaml\""));
        return None;
    }
    Some(text.clone())
}

/// The path of a project: at least a group and a name.
pub fn project(cursor: Cursor<'_>) -> Option<Text> {
    let text = value::filled(cursor)?;
    let path = text.as_str();
    let inner = path.char_indices().any(|(at, c)| {
        let solid = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        c == '/' && solid(path[..at].chars().next_back()) && solid(path[at + 1..].chars().next())
    });
    let variable = path.find('$').is_some_and(|at| path[at + 1..].starts_with(|c: char| !c.is_whitespace()));
    if !(inner || variable) {
        let finding = cursor.error(VALUE, format!("\"{path}\" is not the path of a project"));
        cursor.findings().push(finding.help("write it as \"group/project\""));
        return None;
    }
    Some(text.clone())
}

/// `inputs:` beside an include or in a trigger.
pub fn inputs(cursor: Cursor<'_>) -> Given {
    let mut given = Given::default();
    for (name, input) in cursor.entries().into_iter().flatten() {
        let named = !name.as_str().is_empty();
        if !(named && name.as_str().chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))) {
            let finding = format!("\"{name}\" cannot be the name of an input");
            let finding = diag::Diagnostic::error(VALUE, name.span(), finding);
            cursor.findings().push(finding.help("use letters, digits, \"_\" and \"-\""));
            continue;
        }
        given.insert(name.as_str().to_owned(), input.node().clone());
    }
    given
}
