//! `default` and `inherit`: <https://docs.gitlab.com/ci/yaml/#default>.

use super::codes::CONFLICT;
use super::value::{self, Keys, SCHEMA};
use super::{job, tree};
use diag::{Diagnostic, Span};
use ir::Job;
use yaml::rules::EMPTY_VALUE;
use yaml::{Cursor, Entry, Findings, Kind, Mapping, Node, Resolved};

/// Keys that jobs take from `default`.
const KEYS: &[&str] = &[
    "after_script",
    "artifacts",
    "before_script",
    "cache",
    "hooks",
    "id_tokens",
    "identity",
    "image",
    "interruptible",
    "retry",
    "services",
    "tags",
    "timeout",
];

/// Those that may stand at the top level as well, as they did before there was `default`.
const GLOBAL: &[&str] = &["after_script", "before_script", "cache", "image", "services"];

/// Keys of a job that are often left empty to take back what was inherited.
const MEANT_EMPTY: &[&str] = &["artifacts", "except", "only", "rules"];

/// Keys of a job that mean nothing without a value.
const MUST_SAY: &[&str] = &["script", "run", "trigger", "extends"];

/// What jobs take over unless they say otherwise.
pub fn defaults(root: &Mapping, findings: &Findings) -> Vec<Entry> {
    let section = root.get("default").and_then(Node::as_map);
    let mut found: Vec<Entry> = section.into_iter().flatten().cloned().collect();
    for entry in GLOBAL.iter().filter_map(|key| root.entry(key)) {
        match found.iter().find(|own| own.name() == entry.name()) {
            Some(own) => {
                let name = entry.name().unwrap_or_default();
                let message = format!("\"{name}\" stands both at the top level and in \"default\"");
                let finding = Diagnostic::error(CONFLICT, entry.key.span, message);
                findings.push(finding.label(own.key.span, "also here"));
            }
            None => found.push(entry.clone()),
        }
    }
    found
}

/// Looks at the defaults themselves: no job may take them over.
pub fn check_defaults(root: &Node, findings: &Findings) {
    let Some(mapping) = root.as_map() else { return };
    let mut job = Job::empty(diag::Spanned::new(String::new(), root.span), root.span);
    if let Some(entry) = mapping.entry("default")
        && let Some(mut keys) = at(&entry.value, entry, findings).map("default")
    {
        job::inherited(&mut keys, &mut job);
        job::scripts(&mut keys);
        keys.finish();
    }
    if GLOBAL.iter().any(|key| mapping.get(key).is_some()) {
        let entries = mapping.iter().filter(|entry| entry.name().is_some_and(|name| GLOBAL.contains(&name)));
        let global = tree::map(entries.cloned(), root);
        if let Some(mut keys) = Cursor::at(&global, "", root.span, SCHEMA, findings).map("top level") {
            job::inherited(&mut keys, &mut job);
            job::scripts(&mut keys);
        }
    }
}

fn at<'a>(node: &'a Node, entry: &'a Entry, findings: &'a Findings) -> Cursor<'a> {
    Cursor::at(node, entry.name().unwrap_or_default(), entry.key.span, SCHEMA, findings)
}

/// A job with the defaults it takes over.
pub fn with_defaults(job: &Node, defaults: &[Entry]) -> Node {
    let Some(own) = job.as_map() else { return job.clone() };
    if own.get("trigger").is_some() {
        return job.clone();
    }
    let choice = Choice::of(own, "default");
    let taken = defaults.iter().filter(|entry| {
        let name = entry.name().unwrap_or_default();
        KEYS.contains(&name) && own.get(name).is_none() && choice.takes(name)
    });
    tree::map(own.iter().chain(taken).cloned(), job)
}

/// A job without the keys that have no value: GitLab passes over them, though hardly anybody means to write one.
pub fn without_empty(job: &Node, findings: &Findings) -> Node {
    let Some(own) = job.as_map() else { return job.clone() };
    let empty = |entry: &&Entry| {
        entry.value.is_null(SCHEMA)
            && !entry.name().is_some_and(|name| MEANT_EMPTY.contains(&name) || MUST_SAY.contains(&name))
    };
    if !own.iter().any(|entry| empty(&entry)) {
        return job.clone();
    }
    for entry in own.iter().filter(empty) {
        let message = format!("\"{}\" has no value, so it does nothing", entry.name().unwrap_or_default());
        findings.push(Diagnostic::warning(EMPTY_VALUE, entry.key.span, message));
    }
    tree::map(own.iter().filter(|entry| !empty(entry)).cloned(), job)
}

/// The variables of the pipeline that a job does not take over.
pub fn ignored_variables<'a>(job: &Node, all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let Some(own) = job.as_map() else { return Vec::new() };
    let choice = Choice::of(own, "variables");
    all.filter(|name| !choice.takes(name)).map(str::to_owned).collect()
}

/// What `inherit` says of one kind of things.
enum Choice<'a> {
    All,
    None,
    These(Vec<&'a str>),
}

impl<'a> Choice<'a> {
    fn of(job: &'a Mapping, kind: &str) -> Self {
        let said = job.get("inherit").and_then(Node::as_map).and_then(|inherit| inherit.get(kind));
        match said.map(|node| (&node.kind, node.resolve(SCHEMA))) {
            Some((Kind::Seq(items), _)) => Self::These(items.iter().filter_map(Node::as_str).collect()),
            Some((_, Some(Resolved::Bool(false)))) => Self::None,
            _ => Self::All,
        }
    }

    fn takes(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::These(names) => names.contains(&name),
        }
    }
}

/// `inherit` of a job.
pub fn check(cursor: Cursor<'_>) {
    let Some(mut keys) = cursor.map("inherit") else { return };
    for kind in ["default", "variables"] {
        let Some(cursor) = keys.get(kind) else { continue };
        let Kind::Seq(_) = cursor.node().kind else {
            value::flag(cursor);
            continue;
        };
        for item in value::items(cursor).unwrap_or_default() {
            match kind {
                "default" => _ = value::choice(item, KEYS),
                _ => _ = value::text(item),
            }
        }
    }
    keys.finish();
}

/// The place of a name that was never written.
pub fn nowhere(root: &Node) -> Span {
    Span::point(root.span.source, root.span.start)
}
