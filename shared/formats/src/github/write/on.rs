//! `on`.
use crate::convert::losses::{EVENT, INPUT};
use crate::github::events;
use crate::write::{self, Writing};
use diag::Span;
use expr::Dialect;
use ir::{Event, Filter, Input, InputKind, Output, PathFilter, RefPattern, SecretInput, Trigger, Value};
use yaml::{Map, Tree};

/// Events that are not named alone or in a list.
const SECTIONS: [&str; 2] = ["repository_dispatch", "image_version"];

pub(super) fn write(
    triggers: &[Trigger],
    inputs: &[Input],
    secrets: &[SecretInput],
    outputs: &[Output],
    writing: &mut Writing<'_>,
) -> Tree {
    let anything = [Event::Push, Event::PullRequest { trusted: false }, Event::Manual].map(|event| Trigger {
        span: Span::NOWHERE,
        event,
        filter: Filter::default(),
    });
    // Where nobody says what starts a run, anything does.
    let triggers = if triggers.is_empty() { &anything } else { triggers };
    let mut map = Map::default();
    let mut times = Vec::new();
    let called = triggers.iter().any(|trigger| trigger.event == Event::Call);
    for Trigger { span, event, filter } in triggers {
        let (name, value) = match event {
            Event::Schedule { cron, timezone } => {
                let mut time = Map::default();
                time.put("cron", write::name(cron));
                time.put_some("timezone", timezone.as_ref().map(write::name));
                times.push(Tree::from(time).at(cron.span));
                continue;
            }
            Event::Push => ("push", filtered(filter, "push", Map::default(), writing)),
            Event::PullRequest { trusted } => {
                let name = if *trusted { "pull_request_target" } else { "pull_request" };
                (name, filtered(filter, name, Map::default(), writing))
            }
            Event::Manual => ("workflow_dispatch", dispatch(inputs, writing)),
            Event::Call => ("workflow_call", interface(inputs, secrets, outputs)),
            Event::Api => {
                ("repository_dispatch", filtered(filter, "repository_dispatch", Map::default(), writing))
            }
            Event::Pipeline { names } => {
                let mut workflows = Map::default();
                workflows.put("workflows", Tree::row(names.iter().map(write::name).collect()));
                ("workflow_run", filtered(filter, "workflow_run", workflows, writing))
            }
            Event::Forge(name) => (name.value.as_str(), filtered(filter, name, Map::default(), writing)),
        };
        map.put_at(name, *span, if value.is_empty() { Tree::nothing() } else { value.into() });
    }
    if !times.is_empty() {
        map.put("schedule", Tree::list(times));
    }
    if !called {
        for secret in secrets {
            writing.lost(
                INPUT,
                secret.name.span,
                "secrets are asked for only by workflows that others call",
                "add \"workflow_call\"",
            );
        }
    }
    for input in
        inputs.iter().filter(|_| !called && !triggers.iter().any(|trigger| trigger.event == Event::Manual))
    {
        writing.lost(
            INPUT,
            input.name.span,
            "inputs are asked for only when a person or a workflow starts the run",
            "add \"workflow_dispatch\"",
        );
    }
    let bare = map.iter().all(|(name, value)| *value == Tree::nothing() && !SECTIONS.contains(&name));
    if !bare || map.is_empty() {
        return map.into();
    }
    let names = triggers.iter().map(|trigger| trigger.span).zip(map.iter());
    Tree::one_or_row(names.map(|(span, (name, _))| Tree::text(name).at(span)).collect())
}

fn filtered(filter: &Filter, event: &str, mut map: Map, writing: &mut Writing<'_>) -> Map {
    let Filter { branches, tags, paths, activities } = filter;
    let usual = events::known(event).map_or(&[][..], |known| known.default_types);
    if let Some(activities) = activities
        && !(activities.len() == usual.len()
            && activities.iter().all(|activity| usual.contains(&activity.as_str())))
    {
        map.put("types", Tree::row(activities.iter().map(write::name).collect()));
    }
    refs(branches.as_deref(), "branches", &mut map, writing);
    refs(tags.as_deref(), "tags", &mut map, writing);
    if let Some(PathFilter { include, exclude, compare_to }) = paths {
        if let Some(compare_to) = compare_to {
            let message =
                "changes are always found against the commit before, or the target of the pull request";
            writing.lost(EVENT, compare_to.text().span(), message, "check that this is what you want");
        }
        match (include.is_empty(), exclude.is_empty()) {
            (_, true) => map.put("paths", write::texts(include)),
            (true, false) => map.put("paths-ignore", write::texts(exclude)),
            (false, false) => {
                let taken =
                    exclude.iter().map(|glob| Tree::text(format!("!{}", glob.text())).at(glob.text().span()));
                map.put("paths", Tree::list(include.iter().map(write::text).chain(taken).collect()));
            }
        }
    }
    map
}

fn refs(patterns: Option<&[RefPattern]>, key: &str, map: &mut Map, writing: &mut Writing<'_>) {
    let Some(patterns) = patterns else { return };
    let ignored = match patterns {
        [RefPattern::AnyBranch | RefPattern::AnyTag, rest @ ..] if !rest.is_empty() => rest
            .iter()
            .map(|pattern| match pattern {
                RefPattern::Glob { pattern, negated: true } => Some(write::name(pattern)),
                _ => None,
            })
            .collect::<Option<Vec<_>>>(),
        _ => None,
    };
    if let Some(ignored) = ignored {
        return map.put(format!("{key}-ignore"), Tree::row(ignored));
    }
    let mut list = Vec::new();
    for pattern in patterns {
        match pattern {
            RefPattern::AnyBranch | RefPattern::AnyTag => list.push(Tree::text("**")),
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
    if !list.is_empty() {
        map.put(key, Tree::row(list));
    }
}

fn dispatch(inputs: &[Input], writing: &mut Writing<'_>) -> Map {
    let mut all = Map::default();
    for input in inputs {
        let kind = match &input.kind {
            InputKind::Text { .. } => "string",
            InputKind::Boolean => "boolean",
            InputKind::Number => "number",
            InputKind::Choice(_) => "choice",
            InputKind::Environment => "environment",
            InputKind::List => {
                writing.lost(
                    INPUT,
                    input.name.span,
                    "an input cannot be a list",
                    "read the text as JSON with fromJSON",
                );
                "string"
            }
        };
        if let InputKind::Text { pattern: Some(pattern) } = &input.kind {
            writing.lost(
                INPUT,
                pattern.span(),
                "an input is not held against a regular expression",
                "check it in the first step",
            );
        }
        let mut map = self::input(input);
        // Something must be said of an input.
        if kind != "string" || map.is_empty() {
            map.put("type", Tree::text(kind));
        }
        if let InputKind::Choice(options) = &input.kind {
            let options: Vec<Tree> =
                options.iter().map(|option| write::value(&option.value).at(option.span)).collect();
            let default = map.get("default").and_then(Tree::as_str).map(ToOwned::to_owned);
            if default.is_some_and(|text| !options.iter().any(|option| option.as_str() == Some(&text))) {
                let message = "the default is none of the options, so it is left out";
                writing.lost(INPUT, input.name.span, message, "name one of the options as the default");
                map.remove("default");
            }
            map.put("options", Tree::list(options));
        }
        all.put_at(input.name.value.as_str(), input.name.span, map);
    }
    let mut map = Map::default();
    map.put_filled("inputs", all);
    map
}

fn interface(inputs: &[Input], secrets: &[SecretInput], outputs: &[Output]) -> Map {
    let mut all = Map::default();
    for input in inputs {
        let mut map = self::input(input);
        if input.required {
            // Nobody sees the default of an input that must be given.
            map.remove("default");
        }
        let kind = match input.kind {
            InputKind::Boolean => "boolean",
            InputKind::Number => "number",
            _ => "string",
        };
        map.put("type", Tree::text(kind));
        all.put_at(input.name.value.as_str(), input.name.span, map);
    }
    let mut map = Map::default();
    map.put_filled("inputs", all);
    let mut all = Map::default();
    for SecretInput { name, required } in secrets {
        let mut secret = Map::default();
        secret.put("required", *required);
        all.put_at(name.value.as_str(), name.span, secret);
    }
    map.put_filled("secrets", all);
    let mut all = Map::default();
    for Output { name, value } in outputs {
        let mut output = Map::default();
        output.put("value", write::text(value));
        all.put_at(name.value.as_str(), name.span, output);
    }
    map.put_filled("outputs", all);
    map
}

/// What inputs of both kinds have.
fn input(input: &Input) -> Map {
    let Input { span: _, name: _, description, required, default, default_value, kind: _ } = input;
    let mut map = Map::default();
    map.put_some("description", description.as_ref().map(write::plain));
    if *required {
        map.put("required", true);
    }
    match (default_value, default) {
        // A default is one text, number or truth: lists and mappings are JSON in it.
        (Some(value @ (Value::Array(_) | Value::Object(_))), default) => {
            let span = default.as_ref().map_or(Span::NOWHERE, |default| default.text().span());
            map.put("default", Tree::text(value.to_text(Dialect::Native).into_owned()).at(span));
        }
        (Some(value), Some(default)) => map.put("default", write::value(value).at(default.text().span())),
        (Some(value), None) => map.put("default", write::value(value)),
        (None, default) => map.put_some("default", default.as_ref().map(write::typed)),
    }
    map
}
