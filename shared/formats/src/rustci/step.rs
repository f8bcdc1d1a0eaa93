use super::artifact::uploads;
use super::rules::{CONFLICT, NO_WORK, VALUE};
use super::strategy::retry;
use super::value::{condition, duration, flag, name, template, text};
use super::variable::{put, secrets, variables};
use diag::{Diagnostic, Text};
use expr::Template;
use ir::{Action, Env, Reference, Script, Shell, Step, Strictness};
use yaml::{Cursor, MapReader, Shape};

/// What steps do unless they say otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct Habit {
    pub(super) shell: Option<Shell>,
    pub(super) directory: Option<Template>,
}

impl Habit {
    pub(super) fn read(&mut self, map: &mut MapReader<'_>) {
        if let Some(chosen) = map.optional("shell").and_then(shell) {
            self.shell = Some(chosen);
        }
        if let Some(directory) = map.optional("working_directory").and_then(text) {
            self.directory = Some(directory);
        }
    }

    fn script(self, lines: Vec<&Text>) -> Script {
        Script {
            lines: lines.into_iter().cloned().map(Template::literal).collect(),
            echo: false,
            shell: self.shell.unwrap_or(Shell::Default(Strictness::PipeFail)),
            directory: self.directory,
            capture: None,
        }
    }
}

/// `steps`: scripts as they are, or with what there is to say of them.
pub(super) fn steps(cursor: Cursor<'_>, habit: &Habit) -> Option<Vec<Step>> {
    Some(cursor.seq()?.filter_map(|item| step(item, habit.clone())).collect())
}

fn step(cursor: Cursor<'_>, mut habit: Habit) -> Option<Step> {
    let Shape::Map = cursor.shape() else {
        let script = habit.script(vec![cursor.string()?]);
        return Some(Step::new(cursor.span(), Action::Run(script)));
    };
    let found = cursor.findings().len();
    let mut map = cursor.map("step")?;
    let id = map.optional("id").and_then(Cursor::string).map(name);
    let title = map.optional("name").and_then(text);
    let run = map.optional("run");
    let uses = map.optional("uses");
    let with = map.optional("with");
    habit.read(&mut map);
    let condition = map.optional("condition").and_then(condition);
    let mut env = map.optional("variables").and_then(variables).unwrap_or_default();
    put(&mut env, map.optional("secrets").and_then(secrets).unwrap_or_default());
    let timeout = map.optional("timeout").and_then(duration);
    let retry = map.optional("retry").and_then(retry);
    let artifacts = map.optional("artifacts").and_then(uploads).unwrap_or_default();
    let continue_on_error = map.optional("allow_failure").and_then(flag);
    let background =
        map.optional("background").and_then(Cursor::bool).is_some_and(|background| background.value);
    map.finish();
    if let (Some(with), None) = (with, uses) {
        cursor
            .findings()
            .push(with.error(CONFLICT, "\"with\" gives inputs to an action, and there is no \"uses\""));
    }
    let action = match (run, uses) {
        (Some(run), None) => Action::Run(habit.script(run.string_or_seq()?)),
        (None, Some(uses)) => {
            Action::Uses { reference: reference(uses)?, with: with.map(inputs).unwrap_or_default() }
        }
        (Some(_), Some(uses)) => {
            let finding = uses.error(CONFLICT, "a step either runs a script or uses an action");
            cursor.findings().push(finding.help("make two steps of it"));
            return None;
        }
        // What else is wrong with it may be the very key that is missing.
        (None, None) if cursor.findings().len() > found => return None,
        (None, None) => {
            let finding = cursor.error(NO_WORK, "the step does nothing");
            cursor.findings().push(finding.help("add \"run\" with a script, or \"uses\" with an action"));
            return None;
        }
    };
    let env = Env::List(env);
    let plain = Step::new(cursor.span(), action);
    Some(Step {
        id,
        name: title,
        condition,
        env,
        continue_on_error,
        timeout,
        retry,
        artifacts,
        background,
        ..plain
    })
}

fn inputs(cursor: Cursor<'_>) -> ir::With {
    let entries = cursor.entries().into_iter().flatten();
    entries
        .filter_map(|(key, value)| Some((name(key), template(value.string()?, value.findings()))))
        .collect()
}

fn reference(cursor: Cursor<'_>) -> Option<Reference> {
    let text = cursor.string()?;
    let written = text.as_str();
    if written.starts_with("./") {
        return Some(Reference::Local(text.clone()));
    }
    if written.starts_with("docker://") {
        return Some(Reference::Image(text.clone()));
    }
    let remote = written.split_once('@').and_then(|(place, revision)| {
        let (owner, rest) = place.split_once('/')?;
        let (repo, path) = rest.split_once('/').unwrap_or((rest, ""));
        let whole = !owner.is_empty() && !repo.is_empty() && !revision.is_empty();
        whole.then(|| Reference::Remote {
            text: text.clone(),
            owner: owner.to_owned(),
            repo: repo.to_owned(),
            path: path.to_owned(),
            revision: revision.to_owned(),
        })
    });
    if remote.is_none() {
        let finding = cursor.error(VALUE, format!("\"{written}\" names no action"));
        cursor.findings().push(finding.help("write ./folder, owner/repository@ref or docker://image"));
    }
    remote
}

fn shell(cursor: Cursor<'_>) -> Option<Shell> {
    let text = cursor.string()?;
    Some(match text.as_str() {
        "bash" => Shell::Bash(Strictness::PipeFail),
        "sh" => Shell::Sh(Strictness::ErrExit),
        "pwsh" => Shell::Pwsh,
        "powershell" => Shell::PowerShell,
        "cmd" => Shell::Cmd,
        "python" => Shell::Python,
        custom if custom.contains("{0}") => Shell::Custom(text.clone()),
        other => {
            let finding = Diagnostic::error(VALUE, text.span(), format!("\"{other}\" is not a shell"));
            let help =
                "it is bash, sh, pwsh, powershell, cmd, python, or a command with {0} for the script's file";
            cursor.findings().push(finding.help(help));
            return None;
        }
    })
}
