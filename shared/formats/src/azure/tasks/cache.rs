//! `Cache`: <https://learn.microsoft.com/azure/devops/pipelines/release/caching>.

use super::inputs::{Inputs, lines};
use diag::Spanned;
use expr::Template;
use ir::{Action, Builtin, Cache, CacheKey, CachePolicy, When};

/// A part of a key, between two `|`.
enum Segment {
    Text(String),
    /// Patterns of files, whose content counts.
    Files(Vec<String>),
}

pub(super) fn cache(inputs: &Inputs<'_>) -> Result<Action, String> {
    let key = inputs.get("key").ok_or("it gets no `key`")?;
    let path = inputs.get("path").ok_or("it gets no `path`")?;
    let cache = Cache {
        span: inputs.span,
        key: of_segments(&segments(key.text().as_str()), inputs),
        fallback: inputs
            .get("restoreKeys")
            .iter()
            .flat_map(lines)
            .map(|key| beginning(&key, inputs))
            .collect(),
        fallback_prefix: true,
        paths: lines(&path),
        untracked: false,
        policy: CachePolicy::PullPush,
        save_when: Spanned::new(When::OnSuccess, inputs.span),
        fail_on_miss: None,
        lookup_only: None,
        hit_variable: inputs.get("cacheHitVar"),
        unprotect: false,
    };
    Ok(Action::Builtin {
        builtin: Builtin::Cache(Box::new(cache)),
        reference: None,
        with: inputs.with.clone(),
    })
}

fn segments(key: &str) -> Vec<Segment> {
    let parts = key.split(['|', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(segment).collect()
}

/// Text in quotes stands for itself; what looks like a path means files.
fn segment(part: &str) -> Segment {
    if let Some(inside) = part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Segment::Text(inside.to_owned());
    }
    let mut outside = String::new();
    let mut rest = part;
    while let Some((before, after)) = rest.split_once("$(") {
        outside.push_str(before);
        rest = after.split_once(')').map_or("", |(_, behind)| behind);
    }
    outside.push_str(rest);
    match outside.contains(['.', '*', '/', '\\']) && !outside.ends_with('.') {
        true => Segment::Files(part.split(',').map(|file| file.trim().replace('\\', "/")).collect()),
        false => Segment::Text(part.to_owned()),
    }
}

/// Texts come before the hash of all files, so that a key without files is the beginning of one with them.
fn of_segments(segments: &[Segment], inputs: &Inputs<'_>) -> CacheKey {
    let text = texts(segments);
    let files: Vec<_> = segments
        .iter()
        .filter_map(|segment| match segment {
            Segment::Files(files) => Some(files),
            Segment::Text(_) => None,
        })
        .flatten()
        .map(|file| inputs.template(file))
        .collect();
    match files.is_empty() {
        true => CacheKey::Text(inputs.template(&text)),
        false => {
            let prefix = (!text.is_empty()).then(|| inputs.template(&text));
            CacheKey::Files { files, prefix, by_commit: false }
        }
    }
}

fn texts(segments: &[Segment]) -> String {
    let texts = segments.iter().filter_map(|segment| match segment {
        Segment::Text(text) => Some(text.as_str()),
        Segment::Files(_) => None,
    });
    texts.collect::<Vec<_>>().join("|")
}

/// A key to fall back on: the texts that others share.
fn beginning(key: &Template, inputs: &Inputs<'_>) -> Template {
    inputs.template(&texts(&segments(key.text().as_str())))
}
