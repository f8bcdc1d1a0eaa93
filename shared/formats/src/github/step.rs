//! Steps of jobs and of composite actions.

mod background;
mod deprecated;

use super::reader::{Reader, is_hole, named};
use super::rules::{CONFLICT, EMPTY, UNSUPPORTED};
use super::runs_on::Platform;
use super::shell::{self, Defaults};
use super::{builtin, env, id, uses};
use diag::Diagnostic;
use ir::{Action, Reference, Script, Step, With};
use yaml::{Cursor, MapReader};

pub(super) use background::check as check_background;

/// What steps of one list share.
pub(super) struct Setting<'a> {
    pub defaults: &'a Defaults,
    pub platform: Option<Platform>,
    pub of: Owner,
}

/// Whose steps they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Job,
    /// Their own: every `run` names its shell.
    CompositeAction,
}

/// Reads `steps`.
pub(super) fn read_all(reader: &Reader<'_>, value: Cursor<'_>, setting: &Setting<'_>) -> Vec<Step> {
    let items = reader.items(value);
    let mut steps = Vec::with_capacity(items.len());
    for item in items {
        steps.extend(read(reader, item, setting));
    }
    steps
}

/// A step and the steps inside it.
pub(super) fn with_inner(step: &Step) -> Box<dyn Iterator<Item = &Step> + '_> {
    match &step.action {
        Action::Parallel(inner) | Action::Group(inner) => {
            Box::new(std::iter::once(step).chain(inner.iter().flat_map(with_inner)))
        }
        _ => Box::new(std::iter::once(step)),
    }
}

fn read(reader: &Reader<'_>, item: Cursor<'_>, setting: &Setting<'_>) -> Option<Step> {
    let map = item.map("step")?;
    let mut step = Step::new(item.span(), Action::Wait { steps: Vec::new() });
    let kinds = ["run", "uses", "parallel", "wait", "wait-all", "cancel"];
    let kind = kinds.into_iter().find(|key| map.has(key)).or_else(|| {
        [("shell", "run"), ("working-directory", "run"), ("with", "uses")]
            .into_iter()
            .find_map(|(hint, kind)| map.has(hint).then_some(kind))
    });
    let action = match kind {
        Some("run") => run(reader, map, setting, &mut step),
        Some("uses") => use_action(reader, map, &mut step),
        Some("parallel") => parallel(reader, map, setting),
        Some("wait" | "wait-all") => wait(reader, map, &mut step),
        Some("cancel") => cancel(reader, map, &mut step),
        _ => neither(reader, map, item, &mut step),
    };
    step.action = action?;
    Some(step)
}

fn run(
    reader: &Reader<'_>,
    mut map: MapReader<'_>,
    setting: &Setting<'_>,
    step: &mut Step,
) -> Option<Action> {
    let script = reader.required(&mut map, "run");
    let shell = map.optional("shell");
    let directory = map.optional("working-directory");
    ordinary(reader, &mut map, step);
    map.finish();
    let script = script.and_then(|script| reader.text(script));
    if let Some(script) = &script {
        deprecated::check(reader, script.text());
    }
    let written = shell.and_then(|shell| reader.filled(shell));
    if let Some(written) = &written {
        shell::check(reader, written, setting.platform);
        // Only an action's own inputs may say which shell it is.
        if setting.of == Owner::Job {
            reader.constant(written);
        }
    }
    if shell.is_none() && setting.of == Owner::CompositeAction {
        let finding = Diagnostic::error(yaml::rules::MISSING_KEY, step.span, "this step names no shell");
        reader.findings.push(finding.help("a step of a composite action needs one, as \"shell: bash\""));
    }
    let folder = directory.and_then(|folder| reader.text(folder));
    let written = written.as_ref().or(setting.defaults.shell.as_ref());
    written.into_iter().for_each(|word| reader.word(word.text().span()));
    Some(Action::Run(Script {
        lines: vec![script?],
        echo: false,
        shell: shell::shell(written, setting.platform),
        directory: folder.or_else(|| setting.defaults.directory.clone()),
        capture: None,
    }))
}

fn use_action(reader: &Reader<'_>, mut map: MapReader<'_>, step: &mut Step) -> Option<Action> {
    let uses = reader.required(&mut map, "uses");
    let with = reader.section(map.optional("with"));
    ordinary(reader, &mut map, step);
    map.finish();
    let with = with.map(|with| inputs(reader, with)).unwrap_or_default();
    let text = uses.and_then(|uses| reader.filled_text(uses)).filter(|text| !text.as_str().is_empty())?;
    if text.as_str().contains("${{") {
        reader.no_expression(text);
        return None;
    }
    // A name that cannot be one is reported; the step stays, so that its id is known.
    let reference = uses::reference(reader, text).unwrap_or_else(|| Reference::Task(text.clone()));
    Some(match builtin::of(&reference, &with, step.span) {
        Some(builtin) => Action::Builtin { builtin, reference: Some(reference), with },
        None => Action::Uses { reference, with },
    })
}

/// Reads `with`.
fn inputs(reader: &Reader<'_>, with: Cursor<'_>) -> With {
    if is_hole(with) {
        reader.sole(with, "a mapping");
        reader.warning(
            UNSUPPORTED,
            with.span(),
            "inputs that are known only when the step runs are not handed over",
        );
        return With::new();
    }
    reader.unique(with);
    let entries = with.entries().into_iter().flatten();
    let entries = entries.filter_map(|(name, value)| Some((named(name), reader.text(value)?)));
    entries.collect()
}

fn parallel(reader: &Reader<'_>, mut map: MapReader<'_>, setting: &Setting<'_>) -> Option<Action> {
    let value = reader.required(&mut map, "parallel")?;
    map.finish();
    Some(Action::Parallel(read_all(reader, value, setting)))
}

fn wait(reader: &Reader<'_>, mut map: MapReader<'_>, step: &mut Step) -> Option<Action> {
    let (some, all) = (map.optional("wait"), map.optional("wait-all"));
    plain(reader, &mut map, step);
    map.finish();
    if let (Some(some), Some(all)) = (some, all) {
        let second = some.key_span().start.max(all.key_span().start);
        let place = if all.key_span().start == second { all } else { some };
        let message = "a step waits for some steps (\"wait\") or for all (\"wait-all\"), not for both";
        reader.error(CONFLICT, place.key_span(), message);
    }
    if let Some(flag) = all.and_then(Cursor::present).and_then(|all| reader.flag(all))
        && flag.as_literal() == Some("false")
    {
        let message = "\"wait-all\" is true or has no value";
        reader.error(super::rules::VALUE, flag.text().span(), message);
    }
    let ids = some.map(|some| reader.list(some)).unwrap_or_default();
    let ids = ids.into_iter().filter_map(|id| reader.filled_plain(id).map(named));
    Some(Action::Wait { steps: ids.collect() })
}

fn cancel(reader: &Reader<'_>, mut map: MapReader<'_>, step: &mut Step) -> Option<Action> {
    let id = reader.required(&mut map, "cancel");
    plain(reader, &mut map, step);
    map.finish();
    Some(Action::Cancel { step: named(reader.filled_plain(id?)?) })
}

/// A step that does nothing at all.
fn neither(reader: &Reader<'_>, mut map: MapReader<'_>, item: Cursor<'_>, step: &mut Step) -> Option<Action> {
    let finding = item.error(EMPTY, "this step neither runs a script nor uses an action");
    reader.findings.push(finding.help("add \"run\" or \"uses\""));
    map.allow(&["run", "uses", "with", "shell", "working-directory"]);
    ordinary(reader, &mut map, step);
    map.finish();
    None
}

/// Keys of steps that run something.
fn ordinary(reader: &Reader<'_>, map: &mut MapReader<'_>, step: &mut Step) {
    plain(reader, map, step);
    let condition = reader.given(map.optional("if"));
    step.condition = condition.and_then(|value| reader.condition(value));
    if let Some(vars) = map.optional("env") {
        step.env = env::read(reader, vars, "jobs.<job_id>.steps.env");
    }
    let timeout = reader.given(map.optional("timeout-minutes"));
    step.timeout = timeout.and_then(|value| reader.minutes(value));
    if let Some(flag) = map.optional("background").and_then(|value| reader.flag(value)) {
        step.background = flag.as_literal() != Some("false");
        if flag.as_literal().is_none() {
            let message =
                "whether a step runs in the background must be known beforehand: it is taken as true";
            reader.warning(UNSUPPORTED, flag.text().span(), message);
        }
    }
}

/// Keys of all steps.
fn plain(reader: &Reader<'_>, map: &mut MapReader<'_>, step: &mut Step) {
    let name = reader.given(map.optional("name"));
    step.name = name.and_then(|name| reader.text(name));
    if let Some(text) = map.optional("id").and_then(Cursor::string) {
        id::check(reader, text, "step");
        step.id = Some(named(text));
    }
    let tolerant = reader.given(map.optional("continue-on-error"));
    step.continue_on_error = tolerant.and_then(|value| reader.flag(value));
}
