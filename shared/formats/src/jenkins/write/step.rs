//! One step.
use super::page::Page;
use super::pipeline::{Whole, code};
use super::turn::{Moment, split};
use super::{files, script, wrapped};
use crate::convert::losses::{ACTION, ARTIFACT, CACHE, CONDITION, STEP};
use crate::convert::{Term, groovy};
use crate::groovy_text::quoted;
use crate::write::Writing;
use diag::Span;
use ir::{Action, Builtin, Mark, Step, Template};

/// When a step runs, and its lines.
pub(super) fn write(step: &Step, whole: &Whole<'_>, writing: &mut Writing<'_>) -> (Moment, Page) {
    let Step {
        span,
        id: _,
        name,
        condition,
        action,
        origin: _,
        env,
        continue_on_error,
        mark,
        timeout,
        retry,
        artifacts,
        background,
    } = step;
    let (moment, rest) = condition.as_ref().map_or((Moment::Usual, None), split);
    let label = name.as_ref().and_then(Template::as_literal);
    let mut page = body(action, label, *span, whole, writing);
    if page.is_empty() {
        return (moment, page);
    }
    // All of these are said around the commands, or told below; a name only by a script, and as it stands.
    let shown = name.as_ref().filter(|_| label.is_some() && matches!(action, Action::Run(_)));
    let said = shown.into_iter().chain(continue_on_error).chain(timeout).map(|text| text.text().span());
    let question = condition.iter().map(|condition| condition.text().span());
    let variables = env.entries().iter().map(|entry| entry.name.span);
    let own = said.chain(question).chain(variables).filter(|place| place != span);
    own.for_each(|place| writing.implied(place));
    page = wrapped::variables(env, page, *span);
    if let Some(rest) = rest {
        page = asked(
            &rest,
            page,
            condition.as_ref().map_or(*span, |condition| condition.text().span()),
            writing,
        );
    }
    if let Some(head) = retry.as_ref().and_then(|retry| wrapped::retry(retry, writing)) {
        page = page.around(&head, *span);
    }
    if let Some(head) = timeout.as_ref().and_then(|limit| wrapped::timeout(limit, writing)) {
        page = page.around(&head, *span);
    }
    match continue_on_error.as_ref().map(|flag| (flag.as_literal(), flag.text().span())) {
        // Failed tests make a build unstable by themselves.
        Some((Some("true"), _)) if !matches!(action, Action::Builtin { builtin: Builtin::Report(_), .. }) => {
            page = wrapped::tolerant(page, *mark, *span);
        }
        Some((None, span)) => {
            let message = "whether a step's failure counts cannot be computed";
            writing.lost(STEP, span, message, "use `catchError` in a script block");
        }
        _ => {}
    }
    for upload in artifacts {
        page.append(files::upload(upload, whole, writing));
    }
    if *background {
        let message = "the step goes on beside the others no more";
        writing.lost(STEP, *span, message, "end the command with \"&\"");
    }
    (moment, page)
}

/// Steps that run if something holds.
pub(super) fn asked(term: &Term, inner: Page, span: Span, writing: &mut Writing<'_>) -> Page {
    match groovy(term) {
        Ok(text) => inner.around(&format!("if ({text})"), span).around("script", span),
        Err(why) => {
            let message = format!("this condition is not asked: {why}");
            writing.lost(CONDITION, span, message, "ask for it in the script");
            inner
        }
    }
}

fn body(
    action: &Action,
    label: Option<&str>,
    span: Span,
    whole: &Whole<'_>,
    writing: &mut Writing<'_>,
) -> Page {
    match action {
        Action::Run(run) => script::lines(run, label, writing),
        Action::Builtin { builtin, reference: _, with: _ } => self::builtin(builtin, span, whole, writing),
        Action::Program(text) => {
            let mut page = Page::default();
            page.block("script", span, |page| text.as_str().lines().for_each(|line| page.line(line, span)));
            page
        }
        Action::Group(steps) | Action::Parallel(steps) => {
            let message = "these steps run one after the other, each for itself";
            writing.lost(STEP, span, message, "check their conditions and time limits");
            let mut page = Page::default();
            steps.iter().for_each(|step| page.append(write(step, whole, writing).1));
            page
        }
        Action::Uses { reference, with: _ } => {
            let message = format!("nothing stands for \"{}\"", reference.text());
            writing.lost(ACTION, reference.text().span(), message, "write a script that does the same");
            Page::default()
        }
        Action::Wait { .. } | Action::Cancel { .. } => {
            let help = "wait for the command in the script";
            writing.lost(STEP, span, "steps run one after the other", help);
            Page::default()
        }
    }
}

fn builtin(builtin: &Builtin, span: Span, whole: &Whole<'_>, writing: &mut Writing<'_>) -> Page {
    let mut page = Page::default();
    match builtin {
        Builtin::Checkout { repository, revision, path, submodules, depth } => {
            return checkout(
                [repository, revision, path, submodules, depth].map(Option::as_ref),
                span,
                writing,
            );
        }
        Builtin::Cache(cache) => {
            let help = "keep the folder on the agents: as a volume in the image's `args`, or by a plugin";
            writing.lost(CACHE, cache.span, "nothing is kept from build to build", help);
        }
        Builtin::Upload(upload) => return files::upload(upload, whole, writing),
        Builtin::Download { name, pattern, path, merge: _ } => {
            return files::download([name.as_ref(), pattern.as_ref(), path.as_ref()], span, whole, writing);
        }
        Builtin::Report(report) => return files::report(report, span, writing),
        Builtin::Setup { .. } => {
            let message = "this tool is not set up";
            writing.lost(ACTION, span, message, "name it under `tools`, or choose an image that has it");
        }
        Builtin::Sleep { time } => {
            let seconds = time.text().as_str().trim_end_matches('s').to_owned();
            page.line(&format!("sleep {seconds}"), span);
        }
        Builtin::Print { message } => page.line(&format!("echo {}", code(message)), span),
        Builtin::Fail { message } => page.line(&format!("error {}", code(message)), span),
        Builtin::Unstable { message } => page.line(&format!("unstable {}", code(message)), span),
        Builtin::Approve { message } => page.line(&format!("input {}", code(message)), span),
        Builtin::Files(_) => {
            writing.lost(ARTIFACT, span, "this work on files is left out", "write a script that does it");
        }
    }
    page
}

/// Whether it brings the sources as an agent does without a word.
pub(super) fn is_usual_checkout(step: &Step) -> bool {
    let Action::Builtin { builtin: Builtin::Checkout { repository, revision, path, .. }, .. } = &step.action
    else {
        return false;
    };
    repository.is_none() && revision.is_none() && path.is_none() && step.condition.is_none()
}

/// What the sources need beside those that the agent has.
pub(super) fn beyond_usual(step: &Step, writing: &mut Writing<'_>) -> Page {
    match &step.action {
        Action::Builtin { builtin: Builtin::Checkout { submodules, depth, .. }, .. } => {
            let mut page = Page::default();
            more([submodules.as_ref(), depth.as_ref()], step.span, &mut page, writing);
            page
        }
        _ => Page::default(),
    }
}

fn more([submodules, depth]: [Option<&Template>; 2], span: Span, page: &mut Page, writing: &mut Writing<'_>) {
    match submodules.and_then(Template::as_literal) {
        None | Some("false") => {}
        Some("recursive") => page.line("sh 'git submodule update --init --recursive'", span),
        Some(_) => page.line("sh 'git submodule update --init'", span),
    }
    submodules.into_iter().for_each(|text| writing.implied(text.text().span()));
    if let Some(depth) = depth {
        let message = "all commits come, unless the project says otherwise";
        let help = "add the behaviour \"Advanced clone\" to its branch source if that is too many";
        writing.remark(ACTION, depth.text().span(), message, help);
    }
}

fn checkout(
    [repository, revision, path, submodules, depth]: [Option<&Template>; 5],
    span: Span,
    writing: &mut Writing<'_>,
) -> Page {
    let mut page = Page::default();
    match repository {
        Some(repository) => {
            let own = code(repository);
            let elsewhere = own.contains("://") || own.contains('@');
            let url = match repository.as_literal() {
                Some(name) if !elsewhere => quoted(&format!("https://github.com/{name}.git")),
                None if !elsewhere => format!("\"https://github.com/{}.git\"", own.trim_matches('"')),
                _ => own,
            };
            let branch = revision.map(|revision| format!(", branch: {}", code(revision)));
            page.line(&format!("git url: {url}{}", branch.unwrap_or_default()), span);
        }
        None => {
            page.line("checkout scm", span);
            if let Some(revision) = revision {
                let line = match revision.as_literal() {
                    Some(name) => quoted(&format!("git checkout {name}")),
                    None => format!("\"git checkout {}\"", revision.text().as_str().trim_matches('"')),
                };
                page.line(&format!("sh {line}"), span);
            }
        }
    }
    more([submodules, depth], span, &mut page, writing);
    match path {
        Some(path) => page.around(&format!("dir({})", code(path)), span),
        None => page,
    }
}

/// Failures of a job that do not count.
pub(super) fn tolerated(inner: Page, span: Span) -> Page {
    wrapped::tolerant(inner, Mark::Nothing, span)
}
