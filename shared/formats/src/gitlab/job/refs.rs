//! Refs in `only` and `except`: names, patterns, and words for what started the pipeline.

use crate::gitlab::codes::PATTERN;
use crate::gitlab::value;
use diag::{Diagnostic, Span, Spanned, Text};
use ir::{RefPattern, Test};
use yaml::{Cursor, Kind};

/// A list of refs, of which one must match.
pub fn read(cursor: Cursor<'_>) -> Option<Test> {
    let items = match cursor.node().kind {
        Kind::Seq(_) => value::items(cursor)?,
        _ => return cursor.wrong("a list of refs or a mapping"),
    };
    Some(Test::Any(items.into_iter().filter_map(|item| Some(one(item, value::text(item)?))).collect()))
}

/// What a job without any rules runs for. A merge request is neither.
pub fn branches_and_tags() -> Test {
    Test::Ref(vec![RefPattern::AnyBranch, RefPattern::AnyTag])
}

fn one(cursor: Cursor<'_>, text: &Text) -> Test {
    let span = text.span();
    match text.as_str() {
        "branches" => Test::Ref(vec![RefPattern::AnyBranch]),
        "tags" => Test::Ref(vec![RefPattern::AnyTag]),
        "pushes" => source("push", span),
        "merge_requests" => source("pull_request", span),
        "schedules" => source("schedule", span),
        "web" => source("manual", span),
        "api" => source("api", span),
        "pipelines" => source("pipeline", span),
        "triggers" => source("trigger", span),
        "external_pull_requests" => source("external_pull_request_event", span),
        "external" | "chat" => source(text.as_str(), span),
        _ => Test::Ref(vec![pattern(cursor, text)]),
    }
}

fn source(name: &str, span: Span) -> Test {
    Test::Source(vec![Spanned::new(name.to_owned(), span)])
}

/// A name, or a regular expression between slashes; `@group/project` behind it is about forks.
fn pattern(cursor: Cursor<'_>, text: &Text) -> RefPattern {
    let word = text.as_str();
    let Some(rest) = word.strip_prefix('/') else {
        let name = word.split_once('@').map_or(word, |(name, _)| name);
        return RefPattern::Glob { pattern: Spanned::new(name.to_owned(), text.span()), negated: false };
    };
    let (source, flags) = rest.rsplit_once('/').unwrap_or((rest, ""));
    if !rest.contains('/') {
        cursor.findings().push(cursor.error(PATTERN, "this regular expression has no closing slash"));
    }
    if regex::Regex::new(source).is_err() {
        let message = "this regular expression is not one of RE2, so no ref matches it";
        cursor.findings().push(Diagnostic::warning(PATTERN, text.span(), message));
    }
    let flags = flags.split_once('@').map_or(flags, |(flags, _)| flags);
    RefPattern::Regex {
        pattern: Spanned::new(source.to_owned(), text.span()),
        ignore_case: flags.contains('i'),
        negated: false,
    }
}
