//! `triggers` and `inputs`.
use crate::convert::losses::{EVENT, INPUT};
use crate::write::{self, Writing};
use ir::{Event, Filter, Input, InputKind, PathFilter, RefPattern, Spanned, Trigger};
use yaml::{Map, Tree};

pub(super) fn triggers(triggers: &[Trigger], writing: &mut Writing<'_>) -> Map {
    let mut map = Map::default();
    let mut times = Vec::new();
    for Trigger { span, event, filter } in triggers {
        let name = match event {
            Event::Push => "push",
            Event::PullRequest { trusted } => {
                if *trusted {
                    let message = "a pull request runs with its own rights, not those of the target";
                    writing.lost(EVENT, *span, message, "check that the jobs need no secrets");
                }
                "pull_request"
            }
            Event::Manual => "manual",
            Event::Api => "api",
            Event::Schedule { cron, timezone } => {
                times.push(match timezone {
                    None => time_of(cron),
                    Some(timezone) => {
                        let mut time = Map::default();
                        time.put("cron", time_of(cron));
                        time.put("timezone", write::name(timezone));
                        Tree::from(time).at(*span)
                    }
                });
                continue;
            }
            Event::Call => {
                writing.lost(EVENT, *span, "no other pipeline calls this one", "include it instead");
                continue;
            }
            Event::Pipeline { .. } => {
                let message = "the end of another pipeline starts nothing";
                writing.lost(EVENT, *span, message, "start it through the API");
                continue;
            }
            Event::Forge(name) => {
                let message = format!("the event \"{}\" starts nothing", name.value);
                writing.lost(EVENT, *span, message, "start it through the API");
                continue;
            }
        };
        if map.get(name).is_some() {
            writing.lost(
                EVENT,
                *span,
                format!("\"{name}\" is said twice, and the first counts"),
                "join their filters",
            );
            continue;
        }
        let value = filtered(filter, event, writing);
        map.put_at(name, *span, if value.is_empty() { Tree::nothing() } else { value.into() });
    }
    if !times.is_empty() {
        map.put("schedule", Tree::one_or_row(times));
    }
    map
}

fn filtered(filter: &Filter, event: &Event, writing: &mut Writing<'_>) -> Map {
    let Filter { branches, tags, paths, activities } = filter;
    let mut map = Map::default();
    if let Some(branches) = branches {
        map.put_filled("branches", refs(branches, writing));
    }
    if let Some(tags) = tags {
        map.put_filled("tags", refs(tags, writing));
    }
    if let Some(PathFilter { include, exclude, compare_to }) = paths {
        map.put_filled("paths", write::texts(include));
        map.put_filled("paths_ignore", write::texts(exclude));
        if let Some(compare_to) = compare_to {
            let message = "changes are found against the commit before";
            writing.lost(EVENT, compare_to.text().span(), message, "check that this is what you want");
        }
    }
    let usual = |name: &str| ["opened", "synchronize", "reopened"].contains(&name);
    for activity in activities.iter().flatten() {
        if !(matches!(event, Event::PullRequest { .. }) && usual(activity)) {
            let message = format!("the activity \"{}\" is not told apart from others", activity.value);
            writing.lost(EVENT, activity.span, message, "ask for it in a condition of the jobs");
        }
    }
    map
}

fn refs(patterns: &[RefPattern], writing: &mut Writing<'_>) -> Tree {
    let mut list = Vec::new();
    for pattern in patterns {
        match pattern {
            RefPattern::AnyBranch | RefPattern::AnyTag => list.push(Tree::text("**/*")),
            RefPattern::Glob { pattern, negated: false } => list.push(write::name(pattern)),
            RefPattern::Glob { pattern, negated: true } => {
                list.push(Tree::text(format!("!{}", pattern.value)).at(pattern.span));
            }
            RefPattern::Regex { pattern, .. } => {
                let message = format!("filters know globs, no regular expression as /{}/", pattern.value);
                writing.lost(EVENT, pattern.span, message, "write a glob that matches the same names");
            }
        }
    }
    Tree::row(list)
}

pub(super) fn inputs(inputs: &[Input], writing: &mut Writing<'_>) -> Map {
    let mut all = Map::default();
    for Input { span: _, name, description, required, default, default_value, kind } in inputs {
        let mut map = Map::default();
        let mut options = None;
        match kind {
            InputKind::Text { pattern } => map.put_some("pattern", pattern.as_ref().map(write::plain)),
            InputKind::Boolean => map.put("type", Tree::text("boolean")),
            InputKind::Number => map.put("type", Tree::text("number")),
            InputKind::Choice(values) => {
                map.put("type", Tree::text("choice"));
                let values = values.iter().map(|option| write::value(&option.value).at(option.span));
                options = Some(Tree::row(values.collect()));
            }
            InputKind::List | InputKind::Environment => {
                let message = format!("the input \"{}\" is a text here", name.value);
                writing.lost(INPUT, name.span, message, "say with \"options\" what it may be");
            }
        }
        map.put_some("options", options);
        map.put_some("description", description.as_ref().map(write::plain));
        let given = default.is_some() || default_value.is_some();
        if *required == given {
            map.put("required", *required);
        }
        match (default_value, default) {
            (Some(value), Some(default)) => map.put("default", write::value(value).at(default.text().span())),
            (Some(value), None) => map.put("default", write::value(value)),
            (None, default) => map.put_some("default", default.as_ref().map(write::typed)),
        }
        all.put_at(name.value.as_str(), name.span, if map.is_empty() { Tree::nothing() } else { map.into() });
    }
    all
}

/// A time; from a value on in steps goes as far as the field does, which is said here.
fn time_of(cron: &Spanned<String>) -> Tree {
    const LAST: [&str; 5] = ["59", "23", "31", "12", "7"];
    let field = |(field, last): (&str, &str)| match field.split_once('/') {
        Some((from, step)) if from.parse::<u8>().is_ok() => format!("{from}-{last}/{step}"),
        _ => field.to_owned(),
    };
    let fields: Vec<String> = cron.value.split_whitespace().zip(LAST).map(field).collect();
    if fields.iter().map(String::as_str).eq(cron.value.split_whitespace()) {
        return write::name(cron);
    }
    Tree::text(fields.join(" ")).at(cron.span)
}
