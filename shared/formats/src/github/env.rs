use super::reader::{Reader, is_hole, named};
use super::rules::{ENV_NAME, UNSUPPORTED};
use diag::{Diagnostic, Text};
use ir::{Env, EnvEntry, EnvKind};
use yaml::{Cursor, Shape};

/// Reads `env`: names and values, or one expression that yields them.
pub(super) fn read(reader: &Reader<'_>, env: Cursor<'_>, key: &'static str) -> Env {
    if is_hole(env) {
        let template = reader.sole(env, "a mapping");
        return template.map_or_else(Env::default, Env::Computed);
    }
    if env.shape() == Shape::String {
        env.wrong::<()>("a mapping of names to values, or one ${{ }} expression");
        return Env::default();
    }
    let Some(entries) = reader.section(Some(env)).and_then(Cursor::entries) else { return Env::default() };
    reader.unique(env);
    Env::List(entries.filter_map(|(name, value)| entry(reader, name, value, key)).collect())
}

fn entry(reader: &Reader<'_>, name: &Text, value: Cursor<'_>, key: &'static str) -> Option<EnvEntry> {
    if is_insert(name.as_str()) {
        reader.text(value);
        reader.warning(UNSUPPORTED, name.span(), "variables inserted from a mapping are left out");
        return None;
    }
    if name.as_str().contains("${{") {
        check_name(reader, name, key);
    } else if name.as_str().is_empty() || name.as_str().contains(['&', '=', ' ']) {
        let message = format!("\"{}\" cannot be the name of a variable", name.as_str());
        let finding = Diagnostic::error(ENV_NAME, name.span(), message);
        reader.findings.push(finding.help("a name is not empty and holds no \"&\", \"=\" or blank"));
    }
    let value = reader.text(value)?;
    Some(EnvEntry { name: named(name), value, kind: EnvKind::Raw, prompt: None })
}

/// Expressions in names: the IR keeps names as text, so what they refer to is checked here.
fn check_name(reader: &Reader<'_>, name: &Text, key: &'static str) {
    let template = reader.template_of(name);
    let Some(place) = expr::available(key) else { return };
    let types = expr::Types::of(expr::Dialect::GitHub).at(place);
    expr::check_text(&template, &types).into_iter().for_each(|finding| reader.findings.push(finding));
}

/// `${{ insert }}`, which puts the members of a mapping beside the others.
fn is_insert(name: &str) -> bool {
    let inside = name.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}"));
    inside.is_some_and(|inside| inside.trim().eq_ignore_ascii_case("insert"))
}
