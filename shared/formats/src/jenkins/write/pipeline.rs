//! A pipeline of another language.
use super::arrange::{Group, arrange};
use super::page::Page;
use super::{agent, job, parameter, trigger};
use crate::convert::losses::{CONCURRENCY, INTERRUPTION, VARIABLE};
use crate::groovy_text::quoted;
use crate::write::{Lack, Unsaid, Writing};
use diag::Span;
use expr::{Dialect, Template};
use ir::{Action, Builtin, Concurrency, Env, EnvEntry, EnvKind, Job, Pipeline, Step, Upload, Work};
use std::collections::HashSet;

/// What a Jenkinsfile has no words for.
const UNSAID: Unsaid = Unsaid {
    triggers: None,
    inputs: None,
    secrets: Some(Lack("nobody hands in the secret {}", "add a credential with that id")),
    outputs: Some(Lack("the output {} reaches no other pipeline", "keep it in an archived file")),
    permissions: Some(Lack(
        "there is no token whose rights could be set",
        "limit the credentials that the project may use",
    )),
    concurrency: None,
    rules: Some(Lack(
        "there are no rules for whether there is a build",
        "filter the branches of the project",
    )),
    stages: None,
    notifications: Some(Lack(
        "nobody is told how the build ended",
        "add a step such as `mail` or `slackSend` under `post`",
    )),
    auto_cancel: None,
    cancel_on_failure: None,
};

/// What is known of the whole pipeline while its parts are written.
pub(super) struct Whole<'p> {
    pub pipeline: &'p Pipeline,
    /// All stages run on the agent of the pipeline, in its one folder.
    pub shared: bool,
    /// The sources come to each agent without a word.
    pub fetches: bool,
    /// The names under which files go from stage to stage.
    pub handed_on: HashSet<String>,
}

pub(super) fn page(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Page {
    UNSAID.tell(pipeline, writing);
    let (groups, ends) = arrange(pipeline, writing);
    let all: Vec<&Job> = groups.iter().flat_map(|group| &group.jobs).chain(&ends).copied().collect();
    let whole = Whole {
        pipeline,
        shared: is_shared(&groups, &ends),
        fetches: all.iter().any(|job| steps(job).iter().any(is_checkout)),
        handed_on: handed_on(pipeline),
    };
    let mut page = Page::default();
    if let Some(name) = &pipeline.name {
        page.note_at(name.text().as_str().lines().next().unwrap_or_default(), name.text().span());
    }
    let span = Span::NOWHERE;
    page.block("pipeline", if page.is_empty() { pipeline.span } else { span }, |page| {
        match all.first().filter(|_| whole.shared) {
            Some(first) => agent::write(first, page, writing),
            None => page.line("agent none", span),
        }
        section(page, "options", options(&whole, &all, writing));
        section(page, "parameters", parameter::lines(&pipeline.inputs, writing));
        section(page, "triggers", trigger::lines(&pipeline.triggers, writing));
        section(page, "environment", environment(&pipeline.env, writing));
        page.blank();
        page.block("stages", span, |page| {
            for (at, group) in groups.iter().enumerate() {
                if at > 0 {
                    page.blank();
                }
                job::group(group, &whole, page, writing);
            }
            if groups.is_empty() {
                // There is no pipeline without a stage.
                page.block("stage('Nothing')", span, |page| {
                    page.block("steps", span, |page| page.line("echo 'All is done at the end'", span));
                });
            }
        });
        section(page, "post", job::at_end(&ends, &whole, writing));
    });
    page
}

/// A section, if there is something in it.
pub(super) fn section(page: &mut Page, name: &str, lines: Page) {
    if !lines.is_empty() {
        page.blank();
        page.append(lines.around(name, Span::NOWHERE));
    }
}

/// Whether stages follow one another, all on one kind of machine.
fn is_shared(groups: &[Group<'_>], ends: &[&Job]) -> bool {
    let mut jobs = groups.iter().flat_map(|group| &group.jobs).chain(ends);
    let Some(first) = jobs.next() else { return true };
    let alike = |job: &&Job| agent::text(job) == agent::text(first);
    groups.iter().all(|group| group.jobs.len() == 1 && group.jobs.iter().all(|job| job.strategy.is_none()))
        && jobs.all(alike)
}

pub(super) fn steps(job: &Job) -> &[Step] {
    match &job.work {
        Work::Steps(steps) => steps,
        Work::Call(_) | Work::Spawn(_) => &[],
    }
}

pub(super) fn is_checkout(step: &Step) -> bool {
    matches!(&step.action, Action::Builtin { builtin: Builtin::Checkout { .. }, .. })
}

/// The files that a job keeps.
pub(super) fn uploads(job: &Job) -> impl Iterator<Item = &Upload> {
    steps(job).iter().filter_map(|step| match &step.action {
        Action::Builtin { builtin: Builtin::Upload(upload), .. } => Some(&**upload),
        _ => None,
    })
}

/// The names of uploads that some job brings.
fn handed_on(pipeline: &Pipeline) -> HashSet<String> {
    let mut found = HashSet::new();
    let names = || pipeline.jobs.iter().flat_map(uploads).filter_map(super::files::name);
    for step in pipeline.jobs.iter().flat_map(steps) {
        let Action::Builtin { builtin: Builtin::Download { name, pattern, .. }, .. } = &step.action else {
            continue;
        };
        found.extend(names().filter(|own| super::files::is_wanted(own, name.as_ref(), pattern.as_ref())));
    }
    found
}

fn options(whole: &Whole<'_>, all: &[&Job], writing: &mut Writing<'_>) -> Page {
    let mut page = Page::default();
    let pipeline = whole.pipeline;
    if !whole.fetches {
        page.line("skipDefaultCheckout()", Span::NOWHERE);
    }
    let interruptible = |job: &&Job| job.interruptible.as_ref().is_some_and(|flag| flag.value);
    match &pipeline.concurrency {
        Some(concurrency) => page.line(concurrent(concurrency, writing), concurrency.span),
        None if pipeline.auto_cancel && all.iter().all(interruptible) && !all.is_empty() => {
            page.line("disableConcurrentBuilds(abortPrevious: true)", Span::NOWHERE);
        }
        None => {
            for job in all.iter().filter(|job| pipeline.auto_cancel && interruptible(job)) {
                let span = job.interruptible.as_ref().map_or(job.id.span, |flag| flag.span);
                let message = "a newer build ends all of an older one, or nothing of it";
                let help = "add `disableConcurrentBuilds(abortPrevious: true)` to the options";
                writing.lost(INTERRUPTION, span, message, help);
            }
        }
    }
    if let Some((days, span)) = super::files::retention(all, writing) {
        page.line(&format!("buildDiscarder(logRotator(artifactDaysToKeepStr: '{days}'))"), span);
    }
    if pipeline.cancel_on_failure {
        page.line("parallelsAlwaysFailFast()", Span::NOWHERE);
    }
    if trigger::ignores_changes(&pipeline.triggers) {
        page.line("overrideIndexTriggers(false)", Span::NOWHERE);
    }
    page
}

/// Builds of one branch do not overlap, which is what groups are for.
fn concurrent(concurrency: &Concurrency, writing: &mut Writing<'_>) -> &'static str {
    let Concurrency { span: _, group, cancel_running, queue_all: _ } = concurrency;
    let by_branch =
        group.text().as_str().contains("BRANCH_NAME") || group.text().as_str().contains("CHANGE_ID");
    if !by_branch {
        let message = "builds of different branches may overlap";
        writing.lost(CONCURRENCY, group.text().span(), message, "add `lock('NAME')` to the options");
    }
    cancel_running.iter().for_each(|flag| writing.implied(flag.text().span()));
    match cancel_running.as_ref().map(|flag| (flag.as_literal(), flag.text().span())) {
        Some((Some("true"), _)) => "disableConcurrentBuilds(abortPrevious: true)",
        Some((None, span)) => {
            let message = "whether a newer build ends older ones cannot be computed";
            writing.lost(CONCURRENCY, span, message, "say it by `abortPrevious: true`");
            "disableConcurrentBuilds()"
        }
        _ => "disableConcurrentBuilds()",
    }
}

/// The lines of `environment`.
pub(super) fn environment(env: &Env, writing: &mut Writing<'_>) -> Page {
    let mut page = Page::default();
    if let Env::Computed(template) = env {
        let help = "list the variables one by one";
        writing.lost(VARIABLE, template.text().span(), "variables cannot be computed all at once", help);
    }
    let mut seen = HashSet::new();
    // Of several of one name the last counts.
    let last: Vec<&EnvEntry> =
        env.entries().iter().rev().filter(|entry| seen.insert(name_of(entry))).collect();
    for entry in last.into_iter().rev() {
        page.line(&format!("{} = {}", name_of(entry), value(entry, writing)), entry.name.span);
    }
    page
}

/// A variable's name, of which a shell can make something.
pub(super) fn name_of(entry: &EnvEntry) -> String {
    crate::convert::identifier(&entry.name.value, Dialect::Jenkins)
}

fn value(entry: &EnvEntry, writing: &mut Writing<'_>) -> String {
    match entry.kind {
        EnvKind::Secret => return format!("credentials({})", quoted(entry.value.text().as_str())),
        EnvKind::File => {
            let message =
                format!("\"{}\" holds the content, not the path of a file with it", entry.name.value);
            let help = "write the file with the step `writeFile`, or make it a credential of a file";
            writing.lost(VARIABLE, entry.name.span, message, help);
        }
        EnvKind::Expanded | EnvKind::Raw => {}
    }
    code(&entry.value)
}

/// A text as a value of the script.
pub(super) fn code(template: &Template) -> String {
    match template.as_literal() {
        Some(text) => quoted(text),
        None => template.text().to_string(),
    }
}
