use super::value::{name, template};
use diag::{Spanned, Text};
use expr::{Template, Value};
use ir::{EnvEntry, EnvKind, Variable};
use yaml::{Cursor, Resolved, Schema, Shape};

/// `variables`: names with values, or with what else there is to say of them.
pub(super) fn variables(cursor: Cursor<'_>) -> Option<Vec<EnvEntry>> {
    Some(cursor.entries()?.filter_map(|(key, value)| variable(key, value)).collect())
}

fn variable(key: &Text, cursor: Cursor<'_>) -> Option<EnvEntry> {
    let entry = |value, kind, prompt| Some(EnvEntry { name: name(key), value, kind, prompt });
    match cursor.shape() {
        Shape::Map => {
            let mut map = cursor.map("variable")?;
            let description = map.optional("description").and_then(Cursor::string).cloned();
            let options =
                map.optional("options").and_then(Cursor::seq).map(|items| items.filter_map(scalar).collect());
            let expand = map.optional("expand").and_then(Cursor::bool).is_none_or(|expand| expand.value);
            let file = map.optional("file").and_then(Cursor::bool).is_some_and(|file| file.value);
            let value = map.required("value").and_then(Cursor::string).cloned();
            map.finish();
            let kind = match (file, expand) {
                (true, _) => EnvKind::File,
                (false, true) => EnvKind::Expanded,
                (false, false) => EnvKind::Raw,
            };
            let value = value?;
            let value = match kind {
                EnvKind::Raw => Template::literal(value),
                _ => template(&value, cursor.findings()),
            };
            let prompt = Variable { description, options: options.unwrap_or_default() };
            entry(value, kind, Some(prompt))
        }
        Shape::Null => entry(Template::literal(Text::plain("", cursor.span())), EnvKind::Raw, None),
        _ => entry(template(cursor.string()?, cursor.findings()), EnvKind::Expanded, None),
    }
}

/// `secrets`: names, or the variables that hold them: `TOKEN: DEPLOY_TOKEN`.
pub(super) fn secrets(cursor: Cursor<'_>) -> Option<Vec<EnvEntry>> {
    let entry = |variable: &Text, secret: &Text| EnvEntry {
        name: name(variable),
        value: Template::literal(secret.clone()),
        kind: EnvKind::Secret,
        prompt: None,
    };
    match cursor.shape() {
        Shape::Map => {
            Some(cursor.entries()?.filter_map(|(key, secret)| Some(entry(key, secret.string()?))).collect())
        }
        _ => Some(cursor.string_or_seq()?.into_iter().map(|secret| entry(secret, secret)).collect()),
    }
}

/// A scalar of any type.
pub(super) fn scalar(cursor: Cursor<'_>) -> Option<Spanned<Value>> {
    let text = cursor.node().as_scalar().map(|scalar| scalar.text.clone());
    let value = match (cursor.node().resolve(Schema::Core), text) {
        (Some(Resolved::Null), _) => Value::Null,
        (Some(Resolved::Bool(value)), _) => Value::Bool(value),
        (Some(Resolved::Int(value)), _) => Value::Number(value as f64),
        (Some(Resolved::Float(value)), _) => Value::Number(value),
        (_, Some(text)) => Value::String(text.to_arc()),
        _ => return cursor.wrong("a string, a number or a boolean"),
    };
    Some(Spanned::new(value, cursor.span()))
}

/// Later variables take the place of earlier ones of their name.
pub(super) fn put(all: &mut Vec<EnvEntry>, more: Vec<EnvEntry>) {
    all.retain(|entry| more.iter().all(|new| new.name.value != entry.name.value));
    all.extend(more);
}
