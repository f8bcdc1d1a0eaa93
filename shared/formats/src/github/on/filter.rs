use crate::github::events::{Kind, Known, with_filter};
use crate::github::glob::{self, Subject};
use crate::github::reader::{Reader, named};
use crate::github::rules::{CONFLICT, EVENT};
use diag::{Diagnostic, Severity, Spanned, Text, did_you_mean};
use expr::Template;
use ir::{Filter, PathFilter, RefPattern};
use yaml::{Cursor, MapReader};

/// Reads an event's filters: the workflows it names (of `workflow_run` only), and all others.
pub(super) fn read<'a>(
    reader: &Reader<'_>,
    known: &Known,
    mut map: MapReader<'a>,
) -> (Vec<Spanned<String>>, Filter) {
    let mut filter = Filter::default();
    let mut workflows = Vec::new();
    let mut seen: Vec<(Kind, &str, Cursor<'a>)> = Vec::new();
    for (key, kind, ignore) in Kind::KEYS.iter().copied() {
        let Some(value) = map.optional(key) else { continue };
        if !known.filters.contains(&kind) {
            unavailable(reader, known, kind, key, value);
            continue;
        }
        if let Some((_, other, first)) = seen.iter().find(|(seen, ..)| *seen == kind) {
            let message = format!("\"{other}\" and \"{key}\" cannot both be given");
            let place = later(*first, value);
            let finding = Diagnostic::error(CONFLICT, place.key_span(), message);
            reader
                .findings
                .push(finding.help(format!("keep \"{other}\" and take away with '!' in its patterns")));
        }
        seen.push((kind, key, value));
        match kind {
            Kind::Branches => refs(reader, value, ignore, RefPattern::AnyBranch, &mut filter.branches),
            Kind::Tags => refs(reader, value, ignore, RefPattern::AnyTag, &mut filter.tags),
            Kind::Paths => paths(reader, value, ignore, &mut filter.paths),
            Kind::Workflows => workflows = names(reader, value),
        }
    }
    filter.activities = map.optional("types").map(|types| activities(reader, known, types));
    map.finish();
    (workflows, filter)
}

/// Of two keys the one written second.
fn later<'a>(one: Cursor<'a>, two: Cursor<'a>) -> Cursor<'a> {
    if one.key_span().start > two.key_span().start { one } else { two }
}

fn unavailable(reader: &Reader<'_>, known: &Known, kind: Kind, key: &str, value: Cursor<'_>) {
    let message = format!("the event \"{}\" has no filter \"{key}\"", known.name);
    // Of events without filters GitHub reads no more than the activities; where there are some, one that is passed over
    // lets the workflow start when it must not.
    let severity = if known.filters.is_empty() { Severity::Warning } else { Severity::Error };
    let finding = Diagnostic::new(severity, EVENT, value.key_span(), message);
    reader.findings.push(finding.help(format!("only these have it: {}", with_filter(kind).join(", "))));
}

fn activities(reader: &Reader<'_>, known: &Known, types: Cursor<'_>) -> Vec<Spanned<String>> {
    if known.types.is_empty() {
        let message = format!("the event \"{}\" has no activity types", known.name);
        reader.warning(EVENT, types.key_span(), message);
        return Vec::new();
    }
    let found = names(reader, types);
    for name in found.iter().filter(|name| !known.types.contains(&name.as_str())) {
        let message = format!("the event \"{}\" has no activity type \"{}\"", known.name, name.value);
        let finding = Diagnostic::warning(EVENT, name.span, message);
        let help = match did_you_mean(name, known.types.iter().copied()) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!("it has: {}", known.types.join(", ")),
        };
        reader.findings.push(finding.help(help));
    }
    found
}

/// One name or a list of names.
pub(super) fn names(reader: &Reader<'_>, value: Cursor<'_>) -> Vec<Spanned<String>> {
    reader.list(value).into_iter().filter_map(|item| reader.filled_plain(item).map(named)).collect()
}

fn patterns<'a>(reader: &Reader<'_>, value: Cursor<'a>, subject: Subject) -> Vec<&'a Text> {
    let texts: Vec<&Text> = reader.list(value).into_iter().filter_map(Cursor::string).collect();
    for text in &texts {
        reader.no_expression(text);
        glob::check(reader, text, subject);
    }
    texts
}

fn refs(
    reader: &Reader<'_>,
    value: Cursor<'_>,
    ignore: bool,
    any: RefPattern,
    into: &mut Option<Vec<RefPattern>>,
) {
    let list = into.get_or_insert_default();
    if ignore && list.is_empty() {
        list.push(any);
    }
    for text in patterns(reader, value, Subject::Ref) {
        let (pattern, negated) = match text.as_str().strip_prefix('!') {
            Some(rest) => (rest, true),
            None => (text.as_str(), ignore),
        };
        list.push(RefPattern::Glob { pattern: Spanned::new(pattern.to_owned(), text.span()), negated });
    }
}

fn paths(reader: &Reader<'_>, value: Cursor<'_>, ignore: bool, into: &mut Option<PathFilter>) {
    let filter = into.get_or_insert_default();
    for text in patterns(reader, value, Subject::Path) {
        let template = Template::literal(text.clone());
        if ignore { filter.exclude.push(template) } else { filter.include.push(template) }
    }
}
