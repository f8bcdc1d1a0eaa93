//! `on`: what starts the workflow.

mod call;
mod dispatch;
mod filter;
mod schedule;
mod timezone;

use super::events::{self, Kind, Known};
use super::reader::{Reader, named};
use super::rules::{EVENT, GLOB, UNKNOWN_EVENT};
use diag::{Diagnostic, Severity, Span, Text, did_you_mean};
use ir::{Event, Filter, Input, Output, SecretInput, Trigger};
use yaml::rules::{UNKNOWN_KEY, WRONG_TYPE};
use yaml::{Cursor, Findings, Schema, Shape};

/// What `on` says.
#[derive(Default)]
pub(super) struct Triggers {
    pub list: Vec<Trigger>,
    /// The inputs of `workflow_dispatch`.
    pub dispatch: Option<Vec<Input>>,
    /// What `workflow_call` takes and gives.
    pub call: Option<Interface>,
}

/// What a reusable workflow takes and gives.
#[derive(Clone, Default)]
pub(super) struct Interface {
    pub inputs: Vec<Input>,
    pub secrets: Vec<SecretInput>,
    pub outputs: Vec<Output>,
}

/// Reads `on`.
pub(super) fn read(reader: &Reader<'_>, on: Cursor<'_>) -> Triggers {
    let mut triggers = Triggers::default();
    match on.shape() {
        Shape::Seq => {
            for item in reader.items(on) {
                if let Some(name) = reader.filled_plain(item) {
                    by_name(reader, name, &mut triggers);
                }
            }
        }
        Shape::Map => {
            let Some(entries) = on.entries() else { return triggers };
            if entries.clone().next().is_none() {
                reader.error(super::rules::EMPTY, on.span(), "\"on\" names no event");
            }
            for (name, value) in entries {
                let findings = Findings::default();
                let value = Cursor::at(value.node(), name.as_str(), name.span(), Schema::Core, &findings);
                section(&reader.into(&findings), name, value, &mut triggers);
                let all = findings.into_vec().into_iter();
                all.for_each(|finding| reader.findings.push(weighed(name.as_str(), finding)));
            }
        }
        _ => {
            if let Some(name) = reader.filled_plain(on) {
                by_name(reader, name, &mut triggers);
            }
        }
    }
    triggers
}

/// GitHub takes keys and patterns below an event that it does not know, and simply never starts the workflow for them.
/// It reads what a callable workflow takes and the form of `workflow_dispatch` with care.
fn weighed(event: &str, finding: Diagnostic) -> Diagnostic {
    let passed_over = event != "workflow_call" && [GLOB, UNKNOWN_KEY, WRONG_TYPE].contains(&finding.code);
    let severity = if passed_over { finding.severity.max(Severity::Warning) } else { finding.severity };
    Diagnostic { severity, ..finding }
}

/// An event that only its name tells of.
fn by_name(reader: &Reader<'_>, name: &Text, triggers: &mut Triggers) {
    let span = name.span();
    let event = match name.as_str() {
        "schedule" => {
            let finding =
                Diagnostic::error(EVENT, span, "\"schedule\" needs times at which the workflow runs");
            let help = "write it as a mapping: schedule: [{cron: '30 5 * * 1-5'}]";
            return reader.findings.push(finding.help(help));
        }
        "workflow_dispatch" => {
            triggers.dispatch = Some(Vec::new());
            Event::Manual
        }
        "workflow_call" => {
            triggers.call = Some(Interface::default());
            Event::Call
        }
        "repository_dispatch" | "image_version" => Event::Forge(named(name)),
        other => match known(reader, other, span) {
            Some(known) => {
                if known.name == "workflow_run" {
                    no_workflows(reader, span);
                }
                triggers.list.push(Trigger {
                    span,
                    event: event(known, name, Vec::new()),
                    filter: defaults(known, span),
                });
                return;
            }
            None => return,
        },
    };
    triggers.list.push(Trigger { span, event, filter: Filter::default() });
}

/// An event with a section of its own.
fn section(reader: &Reader<'_>, name: &Text, value: Cursor<'_>, triggers: &mut Triggers) {
    reader.no_expression(name);
    let span = name.span();
    let mut push = |event, filter| triggers.list.push(Trigger { span, event, filter });
    match name.as_str() {
        "schedule" => {
            schedule::read(reader, value).into_iter().for_each(|event| push(event, Filter::default()))
        }
        "workflow_dispatch" => {
            push(Event::Manual, Filter::default());
            triggers.dispatch = Some(dispatch::read(reader, value));
        }
        "workflow_call" => {
            push(Event::Call, Filter::default());
            triggers.call = Some(call::read(reader, value));
        }
        "repository_dispatch" => {
            let activities =
                value.present().and_then(|value| value.map("repository_dispatch")).and_then(|mut map| {
                    let types = map.optional("types").map(|types| filter::names(reader, types));
                    map.finish();
                    types
                });
            push(Event::Forge(named(name)), Filter { activities, ..Filter::default() });
        }
        "image_version" => {
            let activities =
                value.present().and_then(|value| value.map("image_version")).and_then(|mut map| {
                    for key in ["names", "versions"] {
                        map.optional(key).map(|names| filter::names(reader, names));
                    }
                    let types = map.optional("types").map(|types| filter::names(reader, types));
                    map.finish();
                    types
                });
            push(Event::Forge(named(name)), Filter { activities, ..Filter::default() });
        }
        other => {
            let Some(known) = known(reader, other, span) else { return };
            let (workflows, read) = match value.present().and_then(|value| value.map(known.name)) {
                Some(map) => filter::read(reader, known, map),
                None => (Vec::new(), Filter::default()),
            };
            if known.filters.contains(&Kind::Workflows) && workflows.is_empty() {
                no_workflows(reader, span);
            }
            let activities = read.activities.or_else(|| defaults(known, span).activities);
            push(event(known, name, workflows), Filter { activities, ..read });
        }
    }
}

fn event(known: &Known, name: &Text, workflows: Vec<diag::Spanned<String>>) -> Event {
    match known.name {
        "push" => Event::Push,
        "pull_request" => Event::PullRequest { trusted: false },
        "pull_request_target" => Event::PullRequest { trusted: true },
        "workflow_run" => Event::Pipeline { names: workflows },
        _ => Event::Forge(named(name)),
    }
}

fn defaults(known: &Known, span: Span) -> Filter {
    let types = known.default_types.iter().map(|name| diag::Spanned::new((*name).to_owned(), span));
    let types: Vec<_> = types.collect();
    Filter { activities: (!types.is_empty()).then_some(types), ..Filter::default() }
}

fn no_workflows(reader: &Reader<'_>, span: Span) {
    let finding = Diagnostic::error(EVENT, span, "\"workflow_run\" names no workflow to wait for");
    reader.findings.push(finding.help("list the names of workflows under \"workflows\""));
}

fn known(reader: &Reader<'_>, name: &str, span: Span) -> Option<&'static Known> {
    let found = events::known(name);
    if found.is_none() {
        let finding = Diagnostic::error(UNKNOWN_EVENT, span, format!("there is no event \"{name}\""));
        let help = match did_you_mean(name, events::names()) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => "see GitHub's page \"Events that trigger workflows\" for the names".to_owned(),
        };
        reader.findings.push(finding.help(help));
    }
    found
}
