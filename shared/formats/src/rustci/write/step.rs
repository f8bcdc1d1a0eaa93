//! `steps`.
use super::strategy::retry;
use super::{files, secrets_of, variables};
use crate::convert::losses::{ACTION, SHELL, STEP};
use crate::write::{self, Writing};
use diag::Text;
use ir::{Action, Mark, Script, Shell, Step, Strictness, With};
use yaml::{Map, Tree};

pub(super) fn list(steps: &[Step], writing: &mut Writing<'_>) -> Tree {
    if steps.is_empty() {
        return Tree::list(vec![Tree::text("true")]);
    }
    Tree::list(steps.iter().map(|step| one(step, writing)).collect())
}

fn one(step: &Step, writing: &mut Writing<'_>) -> Tree {
    let Step {
        span,
        id,
        name,
        condition,
        action,
        origin: _,
        env,
        continue_on_error,
        mark: _,
        timeout,
        retry: again,
        artifacts,
        background,
    } = step;
    write::mark(step, Mark::Nothing, writing);
    let mut map = Map::default();
    map.put_some("name", name.as_ref().map(write::text));
    map.put_some("id", id.as_ref().map(write::name));
    match action {
        Action::Run(script) => {
            if let Shell::Computed(template) = &script.shell {
                let message = "which shell reads a script cannot be computed";
                writing.lost(SHELL, template.text().span(), message, "name the shell");
            }
            write::not_captured(script, "write it into the file that $RUSTCI_OUTPUT names", writing);
            run(script, &mut map);
        }
        Action::Uses { reference, with } => {
            map.put("uses", write::plain(reference.text()));
            map.put_filled("with", inputs(with));
        }
        Action::Builtin { .. } => nothing(step, "no action does what this step does", writing, &mut map),
        Action::Wait { .. } => nothing(step, "no step waits for others", writing, &mut map),
        Action::Cancel { .. } => nothing(step, "no step ends another one", writing, &mut map),
        Action::Parallel(_) => nothing(step, "steps run one after the other", writing, &mut map),
        Action::Group(_) => nothing(step, "steps have no groups", writing, &mut map),
        Action::Program(_) => {
            nothing(step, "a program of another language does not run here", writing, &mut map)
        }
    }
    map.put_some("condition", condition.as_ref().map(|condition| write::plain(condition.text())));
    map.put_filled("variables", variables(env, writing));
    map.put_filled("secrets", secrets_of(env));
    match continue_on_error.as_ref().map(|flag| (flag, flag.as_literal())) {
        Some((flag, Some("true" | "false"))) => map.put("allow_failure", write::typed(flag)),
        Some((flag, _)) => {
            let message = "whether a step's failure counts cannot be computed";
            writing.lost(STEP, flag.text().span(), message, "write true or false");
        }
        None => {}
    }
    map.put_some("timeout", timeout.as_ref().map(write::text));
    map.put_some("retry", again.as_ref().map(|again| retry(again, writing)));
    map.put_filled("artifacts", files::uploads(artifacts));
    if *background {
        map.put("background", true);
    }
    match (map.len(), map.get("run")) {
        (1, Some(script)) if script.as_str().is_some() => script.clone(),
        _ => Tree::from(map).at(*span),
    }
}

fn nothing(step: &Step, message: &str, writing: &mut Writing<'_>, map: &mut Map) {
    writing.lost(ACTION, step.span, message, "write a script that does the same");
    map.put("run", Tree::text("true"));
}

fn run(script: &Script, map: &mut Map) {
    let Script { lines, echo: _, shell: _, directory, capture: _ } = script;
    let tree = match lines.as_slice() {
        [line] => write::text(line),
        lines => write::texts(lines),
    };
    map.put("run", tree);
    map.put_some("shell", shell(&script.shell).as_ref().map(write::plain));
    map.put_some("working_directory", directory.as_ref().map(write::text));
}

/// The word for a shell; none when it is what RustCI uses anyway.
fn shell(shell: &Shell) -> Option<Text> {
    let word = match shell {
        Shell::Default(_) => return None,
        Shell::Bash(Strictness::PipeFail) => "bash",
        Shell::Bash(Strictness::ErrExit) => "bash -e {0}",
        Shell::Bash(Strictness::Lenient) => "bash {0}",
        Shell::Sh(Strictness::Lenient) => "sh {0}",
        Shell::Sh(_) => "sh",
        Shell::Pwsh => "pwsh",
        Shell::PowerShell => "powershell",
        Shell::Cmd => "cmd",
        Shell::Python => "python",
        Shell::Custom(text) => return Some(text.clone()),
        Shell::Computed(_) => return None,
    };
    Some(Text::from(word))
}

fn inputs(with: &With) -> Map {
    let mut map = Map::default();
    with.iter().for_each(|(name, value)| map.put_at(name.value.as_str(), name.span, write::counted(value)));
    map
}
