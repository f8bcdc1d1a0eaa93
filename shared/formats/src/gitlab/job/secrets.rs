//! `secrets`, `id_tokens` and `identity`: <https://docs.gitlab.com/ci/yaml/#secrets>. Where they come from is a matter of
//! the server; here they are secrets by the name of their variable.

use crate::gitlab::codes::CONFLICT;
use crate::gitlab::value::{self, Keys};
use diag::Text;
use expr::Template;
use ir::{EnvEntry, EnvKind};
use yaml::{Cursor, Kind, MapReader, Shape};

/// Places that secrets come from.
const PROVIDERS: &[&str] = &[
    "vault",
    "azure_key_vault",
    "gcp_secret_manager",
    "aws_secrets_manager",
    "gitlab_secrets_manager",
    "akeyless",
];

/// Secrets as variables.
pub fn read(cursor: Cursor<'_>) -> Vec<EnvEntry> {
    cursor.entries().into_iter().flatten().filter_map(|(name, cursor)| secret(name, cursor)).collect()
}

/// Tokens as variables: <https://docs.gitlab.com/ci/yaml/#id_tokens>.
pub fn id_tokens(cursor: Cursor<'_>) -> Vec<EnvEntry> {
    cursor.entries().into_iter().flatten().filter_map(|(name, cursor)| token(name, cursor)).collect()
}

/// `identity`: <https://docs.gitlab.com/ci/yaml/#identity>.
pub fn identity(cursor: Cursor<'_>) {
    value::choice(cursor, &["google_cloud"]);
}

fn variable(name: &Text) -> EnvEntry {
    EnvEntry {
        name: value::spanned(name),
        value: Template::literal(name.clone()),
        kind: EnvKind::Secret,
        prompt: None,
    }
}

fn token(name: &Text, cursor: Cursor<'_>) -> Option<EnvEntry> {
    let mut keys = cursor.map("id_tokens")?;
    if let Some(audience) = keys.need("aud") {
        match audience.node().kind {
            Kind::Seq(_) => {
                let items = value::some_items(audience).unwrap_or_default();
                value::distinct(&items);
                items.into_iter().for_each(|item| _ = value::text(item));
            }
            _ => _ = value::text(audience),
        }
    }
    keys.finish();
    Some(variable(name))
}

fn secret(name: &Text, cursor: Cursor<'_>) -> Option<EnvEntry> {
    let mut keys = cursor.map("secrets")?;
    if !PROVIDERS.iter().any(|provider| keys.has(provider)) {
        let finding = cursor.error(CONFLICT, format!("secret \"{name}\" does not say where it comes from"));
        cursor.findings().push(finding.help(format!("add one of {}", PROVIDERS.join(", "))));
    }
    if keys.has("gcp_secret_manager") && !keys.has("token") {
        let finding = cursor.error(CONFLICT, "\"gcp_secret_manager\" needs \"token\" beside it");
        cursor.findings().push(finding);
    }
    if let Some(vault) = keys.get("vault") {
        self::vault(vault);
    }
    if let Some(mut azure) = keys.get("azure_key_vault").and_then(|cursor| cursor.map("azure_key_vault")) {
        azure.need("name").and_then(value::text);
        azure.get("version").and_then(value::text);
        azure.finish();
    }
    if let Some(mut gcp) = keys.get("gcp_secret_manager").and_then(|cursor| cursor.map("gcp_secret_manager"))
    {
        gcp.need("name").and_then(value::text);
        match gcp.get("version") {
            Some(version) if version.shape() == Shape::Number => _ = version.integer(),
            Some(version) => _ = value::text(version),
            None => {}
        }
        gcp.finish();
    }
    if let Some(aws) = keys.get("aws_secrets_manager") {
        self::aws(aws);
    }
    if let Some(mut own) =
        keys.get("gitlab_secrets_manager").and_then(|cursor| cursor.map("gitlab_secrets_manager"))
    {
        own.need("name").and_then(value::text);
        own.allow(&["source"]);
        own.finish();
    }
    keys.allow(&["akeyless"]);
    keys.get("file").and_then(value::flag);
    keys.get("token").and_then(value::text);
    keys.finish();
    Some(variable(name))
}

fn vault(cursor: Cursor<'_>) {
    let Kind::Map(_) = cursor.node().kind else {
        value::text(cursor);
        return;
    };
    let Some(mut keys) = cursor.map("vault") else { return };
    if let Some(mut engine) = keys.need("engine").and_then(|cursor| cursor.map("engine")) {
        texts(&mut engine, &["name", "path"]);
    }
    texts(&mut keys, &["path", "field"]);
    keys.finish();
}

fn aws(cursor: Cursor<'_>) {
    let Kind::Map(_) = cursor.node().kind else {
        value::text(cursor);
        return;
    };
    let Some(mut keys) = cursor.map("aws_secrets_manager") else { return };
    texts(&mut keys, &["secret_id"]);
    for key in ["version_id", "version_stage", "region", "role_arn", "role_session_name", "field"] {
        keys.get(key).and_then(value::text);
    }
    keys.finish();
}

fn texts<'a>(keys: &mut MapReader<'a>, names: &[&'a str]) {
    for name in names {
        keys.need(name).and_then(value::text);
    }
}
