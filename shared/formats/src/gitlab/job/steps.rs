//! `run`: <https://docs.gitlab.com/ci/steps/>.

use super::script;
use crate::gitlab::codes::{CONFLICT, VALUE};
use crate::gitlab::value::{self, Keys};
use diag::Text;
use expr::Template;
use ir::{Action, Env, EnvEntry, EnvKind, Reference, Step, With};
use yaml::{Cursor, Kind, MapReader};

/// What one step can be.
const KINDS: &[&str] = &["script", "step", "action", "exec", "run"];

/// The steps of a job.
pub fn read(cursor: Cursor<'_>) -> Vec<Step> {
    value::items(cursor).unwrap_or_default().into_iter().flat_map(step).collect()
}

/// One step; a list within the list counts step by step.
fn step(cursor: Cursor<'_>) -> Vec<Step> {
    let Some(mut keys) = cursor.map("run") else { return Vec::new() };
    let mut kinds = KINDS.iter().copied().filter(|kind| keys.has(kind));
    let (kind, other) = (kinds.next(), kinds.next());
    let Some(kind) = kind.filter(|_| other.is_none()) else {
        let finding = cursor.error(
            CONFLICT,
            "a step needs just one of \"script\", \"step\", \"action\", \"exec\" and \"run\"",
        );
        cursor.findings().push(finding);
        return Vec::new();
    };
    let named = matches!(kind, "script" | "step" | "action");
    let name = if named { keys.need("name").and_then(identifier) } else { None };
    let env = keys.get("env").map(env).unwrap_or_default();
    if kind == "run" {
        let mut steps = keys.get(kind).map(read).unwrap_or_default();
        steps.iter_mut().for_each(|step| step.env = outer(&env, &step.env));
        keys.allow(&["outputs", "delegate"]);
        keys.finish();
        return steps;
    }
    let action = action(&mut keys, kind);
    keys.finish();
    let Some(action) = action else { return Vec::new() };
    let mut step = Step::new(cursor.key_span(), action);
    step.name = name.map(|text| Template::literal(text.clone()));
    step.id = name.map(value::spanned);
    step.env = env;
    vec![step]
}

/// The variables of a list of steps, and on top of them those of one step.
fn outer(list: &Env, step: &Env) -> Env {
    Env::List(list.entries().iter().chain(step.entries()).cloned().collect())
}

fn action<'a>(keys: &mut MapReader<'a>, kind: &'a str) -> Option<Action> {
    match kind {
        "script" => {
            let line = keys.get(kind).and_then(value::filled)?;
            Some(Action::Run(script::script(vec![Template::literal(line.clone())])))
        }
        "action" => {
            let text = keys.get(kind).and_then(value::filled)?;
            Some(Action::Uses { reference: Reference::Task(text.clone()), with: inputs(keys) })
        }
        "step" => {
            let cursor = keys.get(kind)?;
            let text = match cursor.node().kind {
                Kind::Map(_) => reference(cursor)?,
                _ => value::filled(cursor)?.clone(),
            };
            let local = text.as_str().starts_with('.') || text.as_str().starts_with('/');
            let reference = if local { Reference::Local(text) } else { Reference::Task(text) };
            Some(Action::Uses { reference, with: inputs(keys) })
        }
        _ => {
            let mut exec = keys.get(kind)?.map("exec")?;
            let words = exec.need("command").and_then(value::some_items).unwrap_or_default();
            exec.get("work_dir").and_then(value::text);
            exec.finish();
            let words: Vec<&Text> = words.into_iter().filter_map(value::text).collect();
            let quoted = words.iter().map(|word| format!("'{}'", word.as_str().replace('\'', "'\\''")));
            let line = quoted.collect::<Vec<_>>().join(" ");
            let span = words.first().map_or(keys.cursor().span(), |word| word.span());
            Some(Action::Run(script::script(vec![Template::literal(Text::mapped(line, span, Vec::new()))])))
        }
    }
}

/// A step of another repository or registry, as one address.
fn reference(cursor: Cursor<'_>) -> Option<Text> {
    let mut keys = cursor.map("step")?;
    let kind = if keys.has("oci") { "oci" } else { "git" };
    let mut inner = keys.need(kind)?.map(kind)?;
    let url = if kind == "git" { inner.need("url") } else { inner.need("registry") };
    let url = url.and_then(value::filled).cloned();
    for key in ["rev", "dir", "file", "repository", "tag"] {
        inner.get(key).and_then(value::text);
    }
    inner.finish();
    keys.finish();
    url
}

fn inputs(keys: &mut MapReader<'_>) -> With {
    let entries = keys.get("inputs").and_then(Cursor::entries).into_iter().flatten();
    entries
        .filter_map(|(name, cursor)| {
            let text = &cursor.node().as_scalar()?.text;
            Some((value::spanned(name), value::expanding(text, cursor.findings())))
        })
        .collect()
}

fn env(cursor: Cursor<'_>) -> Env {
    let entries = cursor.entries().into_iter().flatten();
    let entry = |(name, cursor): (&Text, Cursor<'_>)| {
        let value = value::template(cursor)?;
        Some(EnvEntry { name: value::spanned(name), value, kind: EnvKind::Expanded, prompt: None })
    };
    Env::List(entries.filter_map(entry).collect())
}

/// A name of letters, digits and `_`.
fn identifier<'a>(cursor: Cursor<'a>) -> Option<&'a Text> {
    let text = value::filled(cursor)?;
    let name = text.as_str();
    let good = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !good || name.starts_with(|c: char| c.is_ascii_digit()) {
        let finding = cursor.error(VALUE, format!("\"{name}\" cannot be the name of a step"));
        cursor.findings().push(finding.help("use letters, digits and \"_\""));
        return None;
    }
    Some(text)
}
