//! `trigger`, `pr` and `schedules`
//! (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/trigger>).

use super::value::{self, Keys, spanned};
use ir::{Event, Filter, PathFilter, RefPattern, Span, Spanned, Template, Text, Trigger};
use yaml::{Cursor, MapReader, Shape};

/// What pushes start a run; without the key any push to a branch does.
pub(super) fn pushes(cursor: Option<Cursor<'_>>, whole: Span) -> Option<Trigger> {
    changes(cursor, whole, Event::Push, &["batch"], true)
}

/// What pull requests start a run; without the key any does.
pub(super) fn requests(cursor: Option<Cursor<'_>>, whole: Span) -> Option<Trigger> {
    changes(cursor, whole, Event::PullRequest { trusted: false }, &["autoCancel", "drafts"], false)
}

fn changes(
    cursor: Option<Cursor<'_>>,
    whole: Span,
    event: Event,
    flags: &[&'static str],
    tags: bool,
) -> Option<Trigger> {
    let any = RefPattern::AnyBranch;
    let Some(cursor) = cursor else {
        let filter = Filter { branches: Some(vec![any]), ..Filter::default() };
        return Some(Trigger { span: whole, event, filter });
    };
    let filter = match cursor.shape() {
        Shape::Map => filter(cursor.map("trigger")?, flags, tags),
        Shape::Seq => Filter { branches: Some(patterns(cursor, false)), ..Filter::default() },
        _ if cursor.node().as_str().is_some_and(|word| word.eq_ignore_ascii_case("none")) => return None,
        _ => return cursor.wrong("the word none, a sequence of branches, or a mapping"),
    };
    Some(Trigger { span: cursor.key_span().to(cursor.span()), event, filter })
}

fn filter(mut map: MapReader<'_>, flags: &[&'static str], with_tags: bool) -> Filter {
    for flag in flags {
        map.get(flag).and_then(value::truth);
    }
    let branches = map.get("branches").map(refs);
    let tags = if with_tags { map.get("tags").map(refs) } else { None };
    let paths = map.get("paths").map(paths);
    map.finish();
    let branches = match (&branches, &tags) {
        (None, None) => Some(vec![RefPattern::AnyBranch]),
        _ => branches,
    };
    Filter { branches, tags, paths, activities: None }
}

/// `include` and `exclude`, or a list of what is included.
pub(super) fn refs(cursor: Cursor<'_>) -> Vec<RefPattern> {
    let Shape::Map = cursor.shape() else { return patterns(cursor, false) };
    let Some(mut map) = cursor.map("filter") else { return Vec::new() };
    let mut all = map.get("include").map(|include| patterns(include, false)).unwrap_or_default();
    let exclude = map.get("exclude").map(|exclude| patterns(exclude, true)).unwrap_or_default();
    map.finish();
    if all.is_empty() {
        all.push(RefPattern::AnyBranch);
    }
    all.extend(exclude);
    all
}

fn patterns(cursor: Cursor<'_>, negated: bool) -> Vec<RefPattern> {
    let pattern = |text: &Text| {
        let name = text.as_str();
        let short = name.strip_prefix("refs/heads/").or(name.strip_prefix("refs/tags/")).unwrap_or(name);
        let (negated, short) = match short.strip_prefix('!') {
            Some(short) => (true, short),
            None => (negated, short),
        };
        // A star stands for any characters, slashes too.
        let glob = if short.contains("**") { short.to_owned() } else { short.replace('*', "**") };
        RefPattern::Glob { pattern: Spanned::new(glob, text.span()), negated }
    };
    value::texts(cursor).into_iter().map(pattern).collect()
}

fn paths(cursor: Cursor<'_>) -> PathFilter {
    let list = |cursor: Cursor<'_>| -> Vec<Template> { value::texts(cursor).into_iter().map(path).collect() };
    let Shape::Map = cursor.shape() else {
        return PathFilter { include: list(cursor), ..PathFilter::default() };
    };
    let Some(mut map) = cursor.map("paths") else { return PathFilter::default() };
    let include = map.get("include").map(list).unwrap_or_default();
    let exclude = map.get("exclude").map(list).unwrap_or_default();
    map.finish();
    PathFilter { include, exclude, compare_to: None }
}

/// A path stands for a file or all that is below a folder.
fn path(text: &Text) -> Template {
    let path = text.as_str().trim_start_matches('/');
    let glob = match path {
        "" | "*" | "." => "**".to_owned(),
        path if path.contains('*') => path.to_owned(),
        path => format!("{{{path},{}/**}}", path.trim_end_matches('/')),
    };
    Template::literal(Text::mapped(glob, text.span(), Vec::new()))
}

/// Points in time (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/schedules-cron>).
pub(super) fn schedules(cursor: Cursor<'_>) -> Vec<Trigger> {
    value::items(cursor).into_iter().filter_map(schedule).collect()
}

fn schedule(cursor: Cursor<'_>) -> Option<Trigger> {
    let mut map = cursor.map("schedule")?;
    let cron = map.required("cron").and_then(value::given).and_then(Cursor::string).map(spanned);
    map.get("displayName").and_then(Cursor::string);
    for flag in ["batch", "always"] {
        map.get(flag).and_then(value::truth);
    }
    let branches = map.get("branches").map(refs);
    map.finish();
    let event = Event::Schedule { cron: cron?, timezone: None };
    Some(Trigger { span: cursor.span(), event, filter: Filter { branches, ..Filter::default() } })
}
