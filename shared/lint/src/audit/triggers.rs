//! Runs that strangers set off with the rights of the repository.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule, Span};
use ir::{Action, Builtin, Event, Template, Trigger};

/// A run that strangers set off has rights, and may run their code.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "strangers set off a run that has the rights of the repository",
        page: "Some events run in the target's context, with its secrets and a token that may write, although a stranger set \
               them off. A job that then checks out the stranger's code and builds it hands over all of that. Use an event \
               that runs without rights, or keep to what needs none of the stranger's files.\n\n\
               Told at the level default where the stranger's code is checked out, at strict for the event alone.\n\n\
               Wrong:\n\n    on: pull_request_target\n    ...\n        - uses: actions/checkout@v4\n          with:\n            \
               ref: ${{ github.event.pull_request.head.sha }}\n\n\
               Right:\n\n    on: pull_request\n    ...\n        - uses: actions/checkout@v4\n",
    },
    check,
};
const CODE: Code = Code("dangerous-triggers");

/// Ends of paths that lead to a stranger's commit or repository.
const HEADS: [&str; 9] = [
    "head.sha",
    "head.ref",
    "head_ref",
    "head_sha",
    "head_branch",
    "head_commit.id",
    "head.repo.full_name",
    "head_repository.full_name",
    "merge_commit_sha",
];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let dangerous: Vec<_> =
        scene.pipeline.triggers.iter().filter_map(|trigger| danger(scene, trigger)).collect();
    let Some((_, first)) = dangerous.first() else { return };
    for (span, name) in &dangerous {
        let message = format!("`{name}` runs with the rights of the repository, and strangers set it off");
        let help = "use an event without rights, or let no job touch what the stranger wrote";
        findings.add(Level::Strict, Diagnostic::warning(CODE, *span, message).help(help));
    }
    for (_, step) in &scene.steps {
        let Action::Builtin { builtin: Builtin::Checkout { repository, revision, .. }, .. } = &step.action
        else {
            continue;
        };
        let Some(place) = [revision, repository].into_iter().flatten().find_map(strangers_code) else {
            continue;
        };
        let message =
            format!("code of strangers is checked out, and `{first}` gives it the rights of the repository");
        let help = "build it in a run without rights, and hand on only what that run made";
        findings.add(Level::Default, Diagnostic::warning(CODE, place, message).help(help));
    }
}

/// The place and name of a trigger that strangers set off.
fn danger(scene: &Scene<'_>, trigger: &Trigger) -> Option<(Span, String)> {
    let exposed = !scene.exposure.stranger_events.is_empty();
    let name = match &trigger.event {
        Event::PullRequest { trusted: true } | Event::Pipeline { .. } if exposed => {
            let source = scene.sources.get(trigger.span.source);
            let text = source.map(|source| source.slice(trigger.span)).unwrap_or_default();
            text.split([':', '\n', ' ', ',', ']']).next().unwrap_or_default().to_owned()
        }
        Event::Forge(name) if scene.exposure.stranger_events.contains(&name.as_str()) => name.value.clone(),
        _ => return None,
    };
    let span = Span::new(trigger.span.source, trigger.span.start, trigger.span.start + name.len() as u32);
    let name = if name.is_empty() { "this event".to_owned() } else { name };
    Some((span, name))
}

/// The place where a value names what a stranger wrote.
fn strangers_code(value: &Template) -> Option<Span> {
    let uses = value.uses();
    let stranger = uses.paths.iter().find(|path| {
        let written = super::values::written(path).to_lowercase();
        HEADS.iter().any(|head| written.ends_with(head))
    });
    let request = || value.text().as_str().contains("refs/pull/");
    stranger.map(|path| path.span).or_else(|| request().then(|| value.text().span()))
}

/// Whether strangers' pull requests start a run on this pipeline at all.
pub(super) fn serves_requests(scene: &Scene<'_>) -> bool {
    scene.pipeline.triggers.iter().any(|trigger| matches!(trigger.event, Event::PullRequest { .. }))
}

/// Whether strangers set off runs with rights.
pub(super) fn serves_strangers(scene: &Scene<'_>) -> bool {
    scene.pipeline.triggers.iter().any(|trigger| danger(scene, trigger).is_some())
}
