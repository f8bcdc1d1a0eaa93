//! Refs in `only` and `except`: names, patterns, and words for what started the pipeline.

use crate::gitlab::codes::PATTERN;
use crate::gitlab::value;
use diag::{Span, Spanned, Text};
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

/// What a job without any rules runs for.
pub fn branches_and_tags(span: Span) -> Test {
    Test::All(vec![Test::Ref(vec![RefPattern::AnyBranch, RefPattern::AnyTag]), not_for_requests(span)])
}

fn one(cursor: Cursor<'_>, text: &Text) -> Test {
    let span = text.span();
    match text.as_str() {
        "branches" => Test::All(vec![Test::Ref(vec![RefPattern::AnyBranch]), not_for_requests(span)]),
        "tags" => Test::Ref(vec![RefPattern::AnyTag]),
        "pushes" => source(&["push", "tag"], span),
        "merge_requests" => source(&["pull_request"], span),
        "schedules" => source(&["schedule"], span),
        "web" => source(&["manual"], span),
        "api" => source(&["api"], span),
        "pipelines" => source(&["pipeline"], span),
        // Services of the forge that start no run here.
        "triggers" | "external" | "external_pull_requests" | "chat" => source(&[], span),
        _ => Test::Ref(vec![pattern(cursor, text)]),
    }
}

fn not_for_requests(span: Span) -> Test {
    Test::Not(Box::new(source(&["pull_request"], span)))
}

fn source(names: &[&str], span: Span) -> Test {
    Test::Source(names.iter().map(|name| Spanned::new((*name).to_owned(), span)).collect())
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
    let flags = flags.split_once('@').map_or(flags, |(flags, _)| flags);
    RefPattern::Regex {
        pattern: Spanned::new(source.to_owned(), text.span()),
        ignore_case: flags.contains('i'),
        negated: false,
    }
}
