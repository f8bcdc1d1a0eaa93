//! `cache`: <https://docs.gitlab.com/ci/yaml/#cache>.

use super::artifacts::saved_when;
use crate::gitlab::codes::{CONFLICT, VALUE};
use crate::gitlab::value::{self, Keys};
use diag::{Spanned, Text};
use expr::Template;
use ir::{Cache, CacheKey, CachePolicy, When};
use yaml::{Cursor, Kind, Shape};

/// How many files a key may be made from.
const FILES: usize = 10;

/// How many files a key may be made from by their commits.
const COMMITTED: usize = 2;

/// How many keys to fall back on.
const FALLBACKS: usize = 5;

/// The caches of a job.
pub fn read(cursor: Cursor<'_>) -> Vec<Cache> {
    match cursor.node().kind {
        Kind::Seq(_) => {
            let items = value::items(cursor).unwrap_or_default();
            value::at_most(cursor, &items, 4);
            items.into_iter().filter_map(cache).collect()
        }
        _ => cache(cursor).into_iter().collect(),
    }
}

fn cache(cursor: Cursor<'_>) -> Option<Cache> {
    let mut keys = cursor.map("cache")?;
    let key = keys.get("key").and_then(key);
    let paths = keys.get("paths").and_then(value::templates).unwrap_or_default();
    let policy = keys.get("policy").and_then(policy).unwrap_or(CachePolicy::PullPush);
    let when = keys.get("when").and_then(saved_when);
    let fallback = keys.get("fallback_keys").and_then(fallbacks).unwrap_or_default();
    let untracked = keys.get("untracked").and_then(value::flag).unwrap_or(false);
    let unprotect = keys.get("unprotect").and_then(value::flag).unwrap_or(false);
    keys.finish();
    if paths.is_empty() && !untracked {
        return None;
    }
    Some(Cache {
        span: cursor.key_span(),
        key: key.unwrap_or_else(|| CacheKey::Text(value::literal("default", cursor))),
        fallback,
        fallback_prefix: false,
        paths,
        untracked,
        policy,
        save_when: when.unwrap_or(Spanned::new(When::OnSuccess, cursor.span())),
        fail_on_miss: None,
        lookup_only: None,
        hit_variable: None,
        unprotect,
    })
}

fn fallbacks(cursor: Cursor<'_>) -> Option<Vec<Template>> {
    let items = value::items(cursor)?;
    value::at_most(cursor, &items, FALLBACKS);
    Some(items.into_iter().filter_map(value::template).collect())
}

fn key(cursor: Cursor<'_>) -> Option<CacheKey> {
    match cursor.shape() {
        Shape::String => {
            let text = value::filled(cursor)?;
            check_key(cursor, text);
            Some(CacheKey::Text(value::expanding(text, cursor.findings())))
        }
        Shape::Map => {
            let mut keys = cursor.map("key")?;
            let content = keys.get("files").and_then(|cursor| files(cursor, FILES));
            let commits = keys.get("files_commits").and_then(|cursor| files(cursor, COMMITTED));
            let prefix = keys.get("prefix").and_then(value::text);
            if keys.has("files") == keys.has("files_commits") {
                let finding =
                    cursor.error(CONFLICT, "a cache key needs either \"files\" or \"files_commits\"");
                cursor.findings().push(finding);
            }
            keys.finish();
            if let Some(prefix) = prefix {
                check_key(cursor, prefix);
            }
            let by_commit = commits.is_some();
            let prefix = prefix.map(|text| value::expanding(text, cursor.findings()));
            Some(CacheKey::Files { files: content.or(commits)?, prefix, by_commit })
        }
        _ => cursor.wrong("a string or a mapping with \"files\""),
    }
}

fn files(cursor: Cursor<'_>, most: usize) -> Option<Vec<Template>> {
    let items = value::some_items(cursor)?;
    value::at_most(cursor, &items, most);
    Some(items.into_iter().filter_map(value::template).collect())
}

/// A key becomes the name of a folder.
fn check_key(cursor: Cursor<'_>, key: &Text) {
    let name = key.as_str();
    if name.contains('/') || name.to_lowercase().contains("%2f") {
        let finding = diag::Diagnostic::error(VALUE, key.span(), "a cache key may not contain \"/\"");
        cursor.findings().push(finding.help("use \"-\" instead"));
    } else if !name.is_empty() && name.chars().all(|c| c == '.') {
        let finding = diag::Diagnostic::error(VALUE, key.span(), "a cache key may not be made of dots only");
        cursor.findings().push(finding);
    }
}

fn policy(cursor: Cursor<'_>) -> Option<CachePolicy> {
    if cursor.shape() == Shape::String && cursor.node().as_str().is_some_and(|text| text.contains('$')) {
        return value::template(cursor).map(CachePolicy::Computed);
    }
    Some(match value::choice(cursor, &["pull", "push", "pull-push"])?.as_str() {
        "pull" => CachePolicy::Pull,
        "push" => CachePolicy::Push,
        _ => CachePolicy::PullPush,
    })
}
