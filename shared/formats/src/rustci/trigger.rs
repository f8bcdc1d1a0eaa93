use super::rules::{CRON, VALUE};
use super::value::{name, one_of, texts};
use croner::Cron;
use diag::{Diagnostic, Spanned, Text};
use ir::{Event, Filter, PathFilter, RefPattern, Trigger};
use std::str::FromStr;
use yaml::{Cursor, Findings, Shape};

/// What starts a run.
const EVENTS: &[&str] = &["push", "pull_request", "schedule", "manual", "api"];

/// `triggers`: names of events, or events with what must hold of them.
pub(super) fn triggers(cursor: Cursor<'_>) -> Option<Vec<Trigger>> {
    match cursor.shape() {
        Shape::Map => {
            let mut all = Vec::new();
            for (key, value) in cursor.entries()? {
                match key.as_str() {
                    "schedule" => all.extend(schedules(value)),
                    event => all.extend(plain(key, event, value.findings()).map(|event| Trigger {
                        span: key.span().to(value.span()),
                        filter: value.present().map(|value| filter(value, &event)).unwrap_or_default(),
                        event,
                    })),
                }
            }
            Some(all)
        }
        _ => {
            let names = cursor.string_or_seq()?;
            let trigger = |name: &Text| {
                let event = plain(name, name.as_str(), cursor.findings())?;
                Some(Trigger { span: name.span(), event, filter: Filter::default() })
            };
            Some(names.into_iter().filter_map(trigger).collect())
        }
    }
}

fn plain(key: &Text, event: &str, findings: &Findings) -> Option<Event> {
    match event {
        "push" => Some(Event::Push),
        "pull_request" => Some(Event::PullRequest { trusted: false }),
        "manual" => Some(Event::Manual),
        "api" => Some(Event::Api),
        other => {
            let message = match other {
                "schedule" => "a schedule needs a cron expression".to_owned(),
                other => format!("\"{other}\" starts no run"),
            };
            let finding = Diagnostic::error(VALUE, key.span(), message);
            findings.push(match other {
                "schedule" => finding.help("write schedule: \"0 3 * * *\""),
                other => one_of(finding, other, EVENTS),
            });
            None
        }
    }
}

fn filter(cursor: Cursor<'_>, event: &Event) -> Filter {
    let mut found = Filter::default();
    let Some(mut map) = cursor.map("trigger") else { return found };
    if matches!(event, Event::Push | Event::PullRequest { .. }) {
        found.branches = map.optional("branches").and_then(patterns);
        let include = map.optional("paths").and_then(texts);
        let exclude = map.optional("paths_ignore").and_then(texts);
        if include.is_some() || exclude.is_some() {
            let (include, exclude) = (include.unwrap_or_default(), exclude.unwrap_or_default());
            found.paths = Some(PathFilter { include, exclude, compare_to: None });
        }
    }
    if *event == Event::Push {
        found.tags = map.optional("tags").and_then(patterns);
    }
    map.finish();
    found
}

fn patterns(cursor: Cursor<'_>) -> Option<Vec<RefPattern>> {
    let pattern = |text: &Text| {
        let (negated, glob) = match text.as_str().strip_prefix('!') {
            Some(glob) => (true, glob),
            None => (false, text.as_str()),
        };
        RefPattern::Glob { pattern: Spanned::new(glob.to_owned(), text.span()), negated }
    };
    Some(cursor.string_or_seq()?.into_iter().map(pattern).collect())
}

fn schedules(cursor: Cursor<'_>) -> Vec<Trigger> {
    match cursor.shape() {
        Shape::Seq => cursor.seq().into_iter().flatten().filter_map(schedule).collect(),
        _ => schedule(cursor).into_iter().collect(),
    }
}

fn schedule(cursor: Cursor<'_>) -> Option<Trigger> {
    let trigger = |cron: &Text, timezone| {
        check(cron, cursor.findings())?;
        let event = Event::Schedule { cron: name(cron), timezone };
        Some(Trigger { span: cursor.span(), event, filter: Filter::default() })
    };
    match cursor.shape() {
        Shape::Map => {
            let mut map = cursor.map("schedule")?;
            let cron = map.required("cron").and_then(Cursor::string);
            let timezone = map.optional("timezone").and_then(Cursor::string).map(name);
            map.finish();
            trigger(cron?, timezone)
        }
        _ => trigger(cursor.string()?, None),
    }
}

fn check(cron: &Text, findings: &Findings) -> Option<()> {
    if cron.as_str().split_whitespace().count() == 5 && Cron::from_str(cron.as_str()).is_ok() {
        return Some(());
    }
    let message = format!("\"{cron}\" is not a cron expression");
    let finding = Diagnostic::error(CRON, cron.span(), message);
    findings.push(finding.help("write minute, hour, day of month, month and day of week: \"0 3 * * 1-5\""));
    None
}
