//! `variables`, and `env` of steps.
use crate::convert::losses::VARIABLE;
use crate::write::{self, Writing};
use ir::{Env, EnvEntry, EnvKind};
use yaml::{Map, Tree};

/// Variables by name. Secrets are set in the service, and steps ask for them one by one.
pub(super) fn map(env: &Env, writing: &mut Writing<'_>) -> Map {
    computed(env, writing);
    let mut map = Map::default();
    for EnvEntry { name, value, kind, prompt } in env.entries() {
        if prompt.is_some() {
            let message = format!("nobody is asked for \"{}\" when a run is started", name.value);
            writing.lost(VARIABLE, name.span, message, "make it a parameter");
        }
        match kind {
            EnvKind::Secret => secret(entry_secret(value), name.span, writing),
            EnvKind::File => {
                let message = format!("\"{}\" holds its value here, not the path of a file", name.value);
                writing.lost(VARIABLE, name.span, message, "add a secure file, and DownloadSecureFile@1");
                map.put_at(name.value.as_str(), name.span, write::counted(value));
            }
            EnvKind::Expanded | EnvKind::Raw => {
                map.put_at(name.value.as_str(), name.span, write::counted(value));
            }
        }
    }
    map
}

/// Variables of one step's process: its own, and the secrets it finds nowhere else.
pub(super) fn of_step(env: &Env, secrets: &[EnvEntry], writing: &mut Writing<'_>) -> Map {
    computed(env, writing);
    let mut map = Map::default();
    let own = env.entries();
    let outer =
        secrets.iter().filter(|secret| !own.iter().any(|entry| entry.name.value == secret.name.value));
    for EnvEntry { name, value, kind, prompt: _ } in own.iter().chain(outer) {
        let tree = match kind {
            EnvKind::Secret => {
                secret(entry_secret(value), name.span, writing);
                Tree::text(format!("$({})", entry_secret(value))).at(value.text().span())
            }
            EnvKind::Expanded | EnvKind::Raw | EnvKind::File => write::counted(value),
        };
        map.put_at(name.value.as_str(), name.span, tree);
    }
    map
}

fn entry_secret(value: &ir::Template) -> &str {
    value.text().as_str()
}

fn secret(name: &str, span: ir::Span, writing: &mut Writing<'_>) {
    if writing.from.dialect == ir::Dialect::Azure || name == "System.AccessToken" {
        return;
    }
    let help = format!("add the secret variable {name} to the pipeline, or link a variable group");
    writing.lost(VARIABLE, span, format!("the secret \"{name}\" is set in the service"), help);
}

fn computed(env: &Env, writing: &mut Writing<'_>) {
    if let Env::Computed(template) = env {
        let message = "variables cannot be computed all at once";
        writing.lost(VARIABLE, template.text().span(), message, "list the variables one by one");
    }
}
