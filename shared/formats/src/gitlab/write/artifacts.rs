//! `artifacts` and `cache`.
use super::job::time;
use crate::convert::losses::{ARTIFACT, CACHE};
use crate::write::{self, Writing};
use diag::Spanned;
use ir::{Artifact, ArtifactContent, Cache, CacheKey, CachePolicy, Report, ReportKind, Upload, When};
use yaml::{Map, Tree};

/// All that a job keeps, in one section.
pub(super) fn artifacts(artifacts: &[Artifact], writing: &mut Writing<'_>) -> Map {
    let mut map = Map::default();
    let files = |artifact: &Artifact| match &artifact.content {
        ArtifactContent::Files(upload) => Some(upload.clone()),
        ArtifactContent::Report(_) => None,
    };
    let all: Vec<Upload> = artifacts.iter().filter_map(files).collect();
    if let Some((first, rest)) = all.split_first() {
        let mut whole = first.clone();
        for more in rest {
            whole.paths.extend(more.paths.iter().cloned());
            whole.exclude.extend(more.exclude.iter().cloned());
            whole.untracked |= more.untracked;
            if more.when != whole.when || more.retention != whole.retention {
                let message = "all that a job keeps is kept alike: at the same outcome, for the same time";
                writing.lost(ARTIFACT, more.span, message, "split the job if that matters");
            }
            if let Some(name) = &more.name {
                let message = "all that a job keeps is one artifact with one name";
                writing.lost(
                    ARTIFACT,
                    name.text().span(),
                    message,
                    "nothing, unless people look for that name",
                );
            }
        }
        upload(&whole, &mut map, writing);
    }
    let mut reports = Map::default();
    for artifact in artifacts {
        if let ArtifactContent::Report(Report { kind, paths: _, when, .. }) = &artifact.content {
            let tree = match kind {
                ReportKind::Dotenv => ("dotenv", None),
                ReportKind::Junit => ("junit", None),
                ReportKind::Other(name) if name == "coverage_report" => {
                    ("coverage_report", Some("cobertura"))
                }
                ReportKind::Other(name) => (name.as_str(), None),
            };
            let same = |other: &&Artifact| matches!(&other.content, ArtifactContent::Report(report) if report.kind == *kind);
            if artifacts.iter().find(same).is_some_and(|first| !std::ptr::eq(first, artifact)) {
                continue;
            }
            let alike = artifacts.iter().filter_map(|other| match &other.content {
                ArtifactContent::Report(report) if report.kind == *kind => Some(&report.paths),
                _ => None,
            });
            let files = Tree::one_or_row(alike.flatten().map(write::text).collect());
            match tree {
                (name, None) => reports.put_at(name, artifact.span, files),
                (name, Some(format)) => {
                    let mut coverage = Map::default();
                    coverage.put("coverage_format", Tree::text(format));
                    coverage.put("path", files);
                    reports.put_at(name, artifact.span, coverage);
                }
            }
            if all.is_empty() && map.get("when").is_none() {
                self::when(when, &mut map);
            }
        }
    }
    map.put_filled("reports", reports);
    map
}

fn upload(upload: &Upload, map: &mut Map, writing: &mut Writing<'_>) {
    let Upload { span: _, name, paths, exclude, untracked, when, retention, if_none, overwrite, hidden } =
        upload;
    map.put_some("name", name.as_ref().map(write::text));
    map.put_filled("paths", write::texts(paths));
    map.put_filled("exclude", write::texts(exclude));
    if *untracked {
        map.put("untracked", true);
    }
    self::when(when, map);
    map.put_some("expire_in", retention.as_ref().map(time));
    if let Some(word) = if_none.as_ref().filter(|word| word.as_literal() != Some("warn")) {
        let message = "when no file is found, the job warns and goes on";
        writing.lost(ARTIFACT, word.text().span(), message, "check in the script that the files are there");
    }
    for flag in [overwrite, hidden].into_iter().flatten().filter(|flag| flag.as_literal() != Some("false")) {
        let message = "hidden files come along, and each job has artifacts of its own, whatever is said";
        writing.lost(ARTIFACT, flag.text().span(), message, "nothing");
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

/// How many caches a job may have: <https://docs.gitlab.com/ci/yaml/#cache>.
const MOST: usize = 4;

/// One cache or several.
pub(super) fn caches(caches: &[Cache], writing: &mut Writing<'_>) -> Tree {
    for cache in caches.iter().skip(MOST) {
        writing.lost(CACHE, cache.span, "a job has four caches at most", "join their paths under one key");
    }
    let mut all: Vec<Tree> = caches.iter().take(MOST).map(|cache| one(cache, writing)).collect();
    if all.len() == 1 { all.remove(0) } else { Tree::list(all) }
}

fn one(cache: &Cache, writing: &mut Writing<'_>) -> Tree {
    let Cache {
        span,
        key,
        fallback,
        fallback_prefix,
        paths,
        untracked,
        policy,
        save_when,
        fail_on_miss,
        lookup_only,
        unprotect,
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
        CacheKey::Files { files, prefix, by_commit } => {
            let mut key = Map::default();
            key.put(if *by_commit { "files_commits" } else { "files" }, write::texts(files));
            key.put_some("prefix", prefix.as_ref().map(write::text));
            map.put("key", key);
        }
    }
    map.put_filled("paths", write::texts(paths));
    if *untracked {
        map.put("untracked", true);
    }
    match policy {
        CachePolicy::PullPush => {}
        CachePolicy::Pull => map.put("policy", Tree::text("pull")),
        CachePolicy::Push => map.put("policy", Tree::text("push")),
        CachePolicy::Computed(template) => map.put("policy", write::text(template)),
    }
    self::when(save_when, &mut map);
    if let Some(first) = fallback.first().filter(|_| *fallback_prefix) {
        let message = "a cache falls back on whole keys, not on their beginnings";
        writing.lost(CACHE, first.text().span(), message, "list the keys of other branches, or leave it out");
    } else {
        map.put_filled("fallback_keys", write::texts(fallback));
    }
    if *unprotect {
        map.put("unprotect", true);
    }
    for flag in
        [fail_on_miss, lookup_only].into_iter().flatten().filter(|flag| flag.as_literal() != Some("false"))
    {
        writing.lost(
            CACHE,
            flag.text().span(),
            "a cache that is not there is no error",
            "check in the script",
        );
    }
    Tree::from(map).at(*span)
}
