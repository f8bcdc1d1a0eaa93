//! `artifacts`, `reports` and `cache`.
use crate::convert::losses::{ARTIFACT, CACHE};
use crate::write::{self, Writing};
use diag::{Span, Spanned};
use ir::{Artifact, ArtifactContent, Cache, CacheKey, CachePolicy, ReportKind, Upload, When};
use yaml::{Map, Tree};

/// The files a job keeps.
pub(super) fn artifacts(artifacts: &[Artifact]) -> Tree {
    let files = artifacts.iter().filter_map(|artifact| match &artifact.content {
        ArtifactContent::Files(upload) => Some(upload),
        ArtifactContent::Report(_) => None,
    });
    Tree::list(files.map(upload).collect())
}

/// The files a step keeps.
pub(super) fn uploads(uploads: &[Upload]) -> Tree {
    Tree::list(uploads.iter().map(upload).collect())
}

fn upload(upload: &Upload) -> Tree {
    let Upload { span, name, paths, exclude, untracked, when, retention, if_none, overwrite: _, hidden } =
        upload;
    let mut map = Map::default();
    map.put_some("name", name.as_ref().map(write::text));
    match paths.as_slice() {
        [] => {}
        [path] => map.put("path", write::text(path)),
        paths => map.put("paths", write::texts(paths)),
    }
    map.put_filled("exclude", write::row(exclude));
    map.put_some("retention", retention.as_ref().map(write::text));
    self::when(when, &mut map);
    map.put_some("if_none", if_none.as_ref().map(write::text));
    if *untracked {
        map.put("untracked", true);
    }
    map.put_some("hidden", hidden.as_ref().map(write::typed));
    match (map.len(), map.get("path")) {
        (1, Some(path)) => path.clone(),
        _ => Tree::from(map).at(*span),
    }
}

fn when(when: &Spanned<When>, map: &mut Map) {
    let word = match when.value {
        When::OnFailure => "on_failure",
        When::Always => "always",
        _ => return,
    };
    map.put("when", Tree::text(word).at(when.span));
}

/// The reports of a job.
pub(super) fn reports(artifacts: &[Artifact], writing: &mut Writing<'_>) -> Map {
    let mut map = Map::default();
    let mut found: Vec<(&str, Vec<Tree>, Span)> = Vec::new();
    for artifact in artifacts {
        let ArtifactContent::Report(report) = &artifact.content else { continue };
        let key = match &report.kind {
            ReportKind::Junit => "junit",
            ReportKind::Dotenv => "variables",
            ReportKind::Other(name) => {
                let message = format!("a report of the kind \"{name}\" is not read");
                writing.lost(ARTIFACT, artifact.span, message, "keep the file as an artifact");
                continue;
            }
        };
        let paths = report.paths.iter().map(write::text);
        match found.iter_mut().find(|(other, ..)| *other == key) {
            Some((_, all, _)) => all.extend(paths),
            None => found.push((key, paths.collect(), artifact.span)),
        }
    }
    for (key, paths, span) in found {
        map.put_at(key, span, Tree::one_or_row(paths));
    }
    map
}

/// One cache or several.
pub(super) fn caches(caches: &[Cache], writing: &mut Writing<'_>) -> Tree {
    let mut all: Vec<Tree> = caches.iter().map(|cache| one(cache, writing)).collect();
    if all.len() == 1 { all.remove(0) } else { Tree::list(all) }
}

fn one(cache: &Cache, writing: &mut Writing<'_>) -> Tree {
    let Cache {
        span,
        key,
        fallback,
        fallback_prefix: _,
        paths,
        untracked,
        policy,
        save_when,
        fail_on_miss,
        lookup_only,
        unprotect: _,
        hit_variable,
    } = cache;
    if let Some(name) = hit_variable {
        let message = format!("nothing tells in \"{}\" whether the cache was there", name.text());
        writing.lost(CACHE, name.text().span(), message, "look for the files in the script");
    }
    let mut map = Map::default();
    match key {
        CacheKey::Text(text) if text.as_literal() == Some("default") => {}
        CacheKey::Text(text) => map.put("key", write::text(text)),
        CacheKey::Files { files, prefix, by_commit: _ } => {
            let mut key = Map::default();
            key.put("files", write::row(files));
            key.put_some("prefix", prefix.as_ref().map(write::text));
            map.put("key", key);
        }
    }
    map.put("paths", write::row(paths));
    map.put_filled("fallback", write::row(fallback));
    match policy {
        CachePolicy::PullPush => {}
        CachePolicy::Pull => map.put("policy", Tree::text("pull")),
        CachePolicy::Push => map.put("policy", Tree::text("push")),
        CachePolicy::Computed(template) => {
            let help = "write pull, push or pull-push";
            writing.lost(CACHE, template.text().span(), "which way a cache goes cannot be computed", help);
        }
    }
    when(save_when, &mut map);
    if *untracked {
        let message = "a cache holds the paths it names, not all untracked files";
        writing.lost(CACHE, *span, message, "name the paths");
    }
    for flag in
        [fail_on_miss, lookup_only].into_iter().flatten().filter(|flag| flag.as_literal() != Some("false"))
    {
        writing.lost(CACHE, flag.text().span(), "a cache that is not there is no error", "check in a step");
    }
    Tree::from(map).at(*span)
}
