//! `triggers`: times and other projects. Pushes and change requests are a matter of the multibranch project.
use super::page::Page;
use crate::convert::losses::EVENT;
use crate::groovy_text::quoted;
use crate::write::{Writing, is_bare};
use diag::Span;
use expr::Dialect;
use ir::{Event, Filter, RefPattern, Trigger};

pub(super) fn lines(triggers: &[Trigger], writing: &mut Writing<'_>) -> Page {
    let mut page = Page::default();
    let mut times: Vec<(String, Option<String>, Span)> = Vec::new();
    let mut projects: Vec<&str> = Vec::new();
    let mut started_by = None;
    for trigger in triggers {
        let Trigger { span, event, filter } = trigger;
        match event {
            // A multibranch project builds them without a word.
            Event::Push | Event::PullRequest { trusted: false } => {
                if is_bare(trigger) {
                    writing.implied(*span);
                }
                unfiltered(filter, writing);
            }
            Event::PullRequest { trusted: true } => {
                let message = "a change request runs with its own rights, not those of the target";
                writing.lost(EVENT, *span, message, "check that the stages need no credentials");
                unfiltered(filter, writing);
            }
            Event::Schedule { cron, timezone } => {
                let zone = timezone.as_ref().map_or("UTC", |zone| zone.value.as_str());
                times.push((cron.value.clone(), Some(zone.to_owned()), cron.span));
            }
            Event::Manual | Event::Api => {}
            Event::Pipeline { names } => {
                started_by.get_or_insert(*span);
                projects.extend(names.iter().map(|name| name.value.as_str()));
                unfiltered(filter, writing);
            }
            Event::Call => {
                let message = "no other pipeline calls this one as a part of itself";
                writing.lost(EVENT, *span, message, "start it with the step `build`, or make it a library");
            }
            Event::Forge(name) => {
                let message = format!("the event \"{}\" starts nothing", name.value);
                writing.lost(EVENT, *span, message, "start the project by a webhook");
            }
        }
    }
    let has = |wanted: fn(&Event) -> bool| triggers.iter().any(|trigger| wanted(&trigger.event));
    let (push, change) = (has(is_push), has(is_change));
    if push != change && writing.from.dialect != Dialect::GitLab {
        let only = triggers.iter().find(|trigger| is_push(&trigger.event) || is_change(&trigger.event));
        let what = if push { "change requests are" } else { "branches are" };
        let message = format!("a multibranch project builds more than that: {what} built too");
        let help = "choose in the project's branch source what is built";
        writing.lost(EVENT, only.map_or(Span::NOWHERE, |trigger| trigger.span), message, help);
    }
    schedule(&times, &mut page);
    if let Some(span) = started_by {
        page.line(&format!("upstream({})", quoted(&projects.join(","))), span);
    }
    page
}

fn is_push(event: &Event) -> bool {
    matches!(event, Event::Push)
}

fn is_change(event: &Event) -> bool {
    matches!(event, Event::PullRequest { .. })
}

/// Whether neither pushes nor change requests start anything.
pub(super) fn ignores_changes(triggers: &[Trigger]) -> bool {
    !triggers.is_empty()
        && !triggers.iter().any(|trigger| is_push(&trigger.event) || is_change(&trigger.event))
}

/// Times in one text, below the zone they are meant in.
fn schedule(times: &[(String, Option<String>, Span)], page: &mut Page) {
    let Some((_, _, span)) = times.first() else { return };
    let mut body = String::new();
    let mut zone = &None;
    for (cron, own, _) in times {
        if own != zone {
            body += &format!("TZ={}\n", own.as_deref().unwrap_or("UTC"));
            zone = own;
        }
        body += &format!("{cron}\n");
    }
    page.text_block("cron('''", &body, "''')", true, *span);
}

/// Which branches, tags and files count is a setting of the project.
fn unfiltered(filter: &Filter, writing: &mut Writing<'_>) {
    let Filter { branches, tags, paths, activities } = filter;
    for (patterns, what) in [(branches, "branches"), (tags, "tags")] {
        let Some(patterns) = patterns else { continue };
        let place = patterns.iter().find_map(|pattern| match pattern {
            RefPattern::Glob { pattern, .. } | RefPattern::Regex { pattern, .. } => Some(pattern.span),
            RefPattern::AnyBranch | RefPattern::AnyTag => None,
        });
        if let Some(place) = place {
            let message = format!("which {what} are built is a setting of the multibranch project");
            writing.lost(EVENT, place, message, "filter by name in its branch source");
        }
    }
    if let Some(glob) = paths.as_ref().and_then(|paths| paths.include.iter().chain(&paths.exclude).next()) {
        let help = "add `when { changeset '...' }` to the stages";
        writing.lost(EVENT, glob.text().span(), "a build starts whichever files have changed", help);
    }
    let usual = |name: &str| ["opened", "synchronize", "reopened"].contains(&name);
    for activity in activities.iter().flatten().filter(|activity| !usual(activity)) {
        let message = format!("the activity \"{}\" is not told apart from others", activity.value);
        writing.lost(EVENT, activity.span, message, "nothing, unless the stages depend on it");
    }
}
