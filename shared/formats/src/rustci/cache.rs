use super::artifact::when;
use super::value::{text, texts, word};
use diag::{Spanned, Text};
use expr::Template;
use ir::{Cache, CacheKey, CachePolicy, When};
use yaml::{Cursor, Shape};

/// `cache`: one or several.
pub(super) fn caches(cursor: Cursor<'_>) -> Option<Vec<Cache>> {
    match cursor.shape() {
        Shape::Seq => Some(cursor.seq()?.filter_map(cache).collect()),
        _ => cache(cursor).map(|cache| vec![cache]),
    }
}

fn cache(cursor: Cursor<'_>) -> Option<Cache> {
    #[derive(Clone, Copy)]
    enum Way {
        Both,
        Pull,
        Push,
    }
    let mut map = cursor.map("cache")?;
    let key = map.optional("key").and_then(key);
    let paths = map.required("paths").and_then(texts);
    let fallback = map.optional("fallback").and_then(texts).unwrap_or_default();
    let policy = map.optional("policy");
    let policy = policy.and_then(|policy| {
        word(policy, &[("pull-push", Way::Both), ("pull", Way::Pull), ("push", Way::Push)])
    });
    let save_when = map.optional("when").and_then(when);
    map.finish();
    Some(Cache {
        span: cursor.span(),
        key: key.unwrap_or_else(|| CacheKey::Text(Template::literal(Text::plain("default", cursor.span())))),
        fallback,
        fallback_prefix: true,
        paths: paths?,
        untracked: false,
        policy: match policy.map(|policy| policy.value) {
            None | Some(Way::Both) => CachePolicy::PullPush,
            Some(Way::Pull) => CachePolicy::Pull,
            Some(Way::Push) => CachePolicy::Push,
        },
        save_when: save_when.unwrap_or_else(|| Spanned::new(When::OnSuccess, cursor.span())),
        fail_on_miss: None,
        lookup_only: None,
        hit_variable: None,
        unprotect: false,
    })
}

fn key(cursor: Cursor<'_>) -> Option<CacheKey> {
    let Shape::Map = cursor.shape() else { return text(cursor).map(CacheKey::Text) };
    let mut map = cursor.map("key")?;
    let files = map.required("files").and_then(texts);
    let prefix = map.optional("prefix").and_then(text);
    map.finish();
    Some(CacheKey::Files { files: files?, prefix, by_commit: false })
}
