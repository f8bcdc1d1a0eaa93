//! Jobs as stages.
use super::arrange::Group;
use super::page::Page;
use super::pipeline::{Whole, environment, is_checkout, steps};
use super::turn::{Moment, split};
use super::{agent, files, step, strategy, when, wrapped};
use crate::convert::losses::{
    CONCURRENCY, COVERAGE, ENVIRONMENT, NAME, NOTIFICATION, PERMISSION, PIPELINE, RULE, RUNNER, SHELL, STEP,
    TOLERANCE, VARIABLE,
};
use crate::groovy_text::quoted;
use crate::jenkins::declare::ENDS;
use crate::write::{self, Writing};
use diag::Span;
use ir::{ArtifactContent, Job, Template, Tolerance, When, Work};
use std::collections::HashSet;

/// A stage, or several side by side.
pub(super) fn group(group: &Group<'_>, whole: &Whole<'_>, page: &mut Page, writing: &mut Writing<'_>) {
    let mut names = HashSet::new();
    match group.jobs.as_slice() {
        [job] => stage(job, &title(job, &mut names, writing), whole, page, writing),
        jobs => {
            let titles: Vec<String> = jobs.iter().map(|job| title(job, &mut names, writing)).collect();
            let name = group.name.clone().unwrap_or_else(|| joined(&titles));
            page.block(&format!("stage({})", quoted(&name)), Span::NOWHERE, |page| {
                page.block("parallel", Span::NOWHERE, |page| {
                    for (job, title) in jobs.iter().zip(&titles) {
                        stage(job, title, whole, page, writing);
                    }
                });
            });
        }
    }
}

/// Several names as one.
fn joined(titles: &[String]) -> String {
    match titles {
        [all @ .., last] if all.len() < 3 => format!("{} and {last}", all.join(", ")),
        titles => format!("{} and {} more", titles.first().map_or("", String::as_str), titles.len() - 1),
    }
}

/// What people see of a job, each its own.
fn title(job: &Job, names: &mut HashSet<String>, writing: &mut Writing<'_>) -> String {
    let plain = match job.name.as_ref().map(|name| (name.as_literal(), name.text().span())) {
        Some((Some(name), span)) => {
            writing.implied(span);
            name.to_owned()
        }
        Some((None, span)) => {
            let message = "the name of a stage is written out";
            writing.lost(
                NAME,
                span,
                message,
                "nothing: the cells of a matrix are told apart by their values",
            );
            job.id.value.clone()
        }
        None => job.id.value.clone(),
    };
    let mut name = plain.clone();
    let mut number = 2;
    while !names.insert(name.clone()) {
        name = format!("{plain} ({number})");
        number += 1;
    }
    name
}

fn stage(job: &Job, title: &str, whole: &Whole<'_>, page: &mut Page, writing: &mut Writing<'_>) {
    unknown(job, writing);
    let head = format!("stage({})", quoted(title));
    page.block(&head, job.id.span, |page| match strategy::cells(job, writing) {
        strategy::Cells::One => sections(job, Page::default(), whole, page, writing),
        strategy::Cells::Rows(rows) => {
            if strategy::fails_fast(job, writing) {
                page.line("failFast true", Span::NOWHERE);
            }
            page.block("parallel", Span::NOWHERE, |page| {
                for row in rows {
                    page.block(&format!("stage({})", quoted(&row.name)), row.span, |page| {
                        sections(job, row.variables, whole, page, writing);
                    });
                }
            });
        }
        strategy::Cells::Axes { axes, more } => {
            if strategy::fails_fast(job, writing) {
                page.line("failFast true", Span::NOWHERE);
            }
            page.block("matrix", Span::NOWHERE, |page| {
                page.append(axes);
                page.block("stages", Span::NOWHERE, |page| {
                    page.block(&head, Span::NOWHERE, |page| sections(job, more, whole, page, writing));
                });
            });
        }
    });
}

/// The sections of a stage with steps. `variables` are those of its cell.
fn sections(job: &Job, variables: Page, whole: &Whole<'_>, page: &mut Page, writing: &mut Writing<'_>) {
    let span = Span::NOWHERE;
    let usual = steps(job).first().is_some_and(step::is_usual_checkout)
        && !steps(job).iter().skip(1).any(step::is_usual_checkout);
    let mut options = Page::default();
    if whole.shared {
        agent::tell(job, writing);
    } else {
        agent::tell(job, writing);
        agent::write(job, page, writing);
        if whole.fetches && !usual {
            options.line("skipDefaultCheckout()", span);
        }
    }
    if let Some(limit) = job.timeout.as_ref().and_then(|limit| wrapped::timeout(limit, writing)) {
        options.line(&limit, job.timeout.as_ref().map_or(span, |limit| limit.text().span()));
    }
    if let Some(retry) = &job.retry
        && let Some(line) = wrapped::retry(retry, writing)
    {
        options.line(&line, retry.max.span);
    }
    if let Some(concurrency) = &job.concurrency {
        let cancels = concurrency.cancel_running.as_ref().and_then(Template::as_literal) == Some("true");
        if cancels {
            let message = "a stage that waits for others of its group ends none of them";
            writing.lost(CONCURRENCY, concurrency.span, message, "nothing, unless it takes long");
        }
        let line = format!("lock(resource: {})", super::pipeline::code(&concurrency.group));
        options.line(&line, concurrency.group.text().span());
    }
    put(page, "options", options);
    let mut all = variables;
    all.append(environment(&job.env, writing));
    put(page, "environment", all);
    when::write(job, page, writing);
    if job.when.value == When::Manual {
        if job.tolerance == Tolerance::All {
            let message = "the stages after it wait until somebody has agreed";
            writing.lost(
                RULE,
                job.when.span,
                message,
                "move the stage to the end, or into a pipeline of its own",
            );
        }
        page.block("input", job.when.span, |page| {
            page.line(&format!("message {}", quoted(&format!("Run {}?", job.id.value))), span);
        });
    }
    let (now, posts) = work(job, usual || whole.shared, whole, writing);
    page.block("steps", span, |page| page.append(now));
    let mut ends = Page::default();
    for end in ENDS {
        let own: Vec<Page> =
            posts.iter().filter(|(word, _)| word == end).map(|(_, page)| page.clone()).collect();
        if !own.is_empty() {
            ends.block(end, span, |page| own.into_iter().for_each(|one| page.append(one)));
        }
    }
    put(page, "post", ends);
}

fn put(page: &mut Page, name: &str, lines: Page) {
    if !lines.is_empty() {
        page.append(lines.around(name, Span::NOWHERE));
    }
}

/// The steps of a job, and what it does at its end.
fn work(
    job: &Job,
    usual: bool,
    whole: &Whole<'_>,
    writing: &mut Writing<'_>,
) -> (Page, Vec<(&'static str, Page)>) {
    let mut now = Page::default();
    let mut posts: Vec<(&'static str, Page)> = Vec::new();
    let mut moved: Option<Span> = None;
    for (at, one) in steps(job).iter().enumerate() {
        let (moment, page) = match usual && at == 0 && is_checkout(one) && step::is_usual_checkout(one) {
            true => (Moment::Usual, step::beyond_usual(one, writing)),
            false => step::write(one, whole, writing),
        };
        match moment {
            _ if page.is_empty() => {}
            Moment::Usual => {
                if let Some(span) = moved.take() {
                    let message = "the step runs at the end of its stage, after those that follow it";
                    writing.lost(STEP, span, message, "nothing, unless later steps need what it does");
                }
                now.append(page);
            }
            Moment::End(word) => {
                moved = Some(one.span);
                posts.push((word, page));
            }
        }
    }
    for one in &job.after {
        posts.push(("always", step::write(one, whole, writing).1));
    }
    for artifact in &job.artifacts {
        match &artifact.content {
            ArtifactContent::Files(upload) => posts.push(("success", files::upload(upload, whole, writing))),
            ArtifactContent::Report(report) => {
                posts.push(("always", files::report(report, artifact.span, writing)));
            }
        }
    }
    posts.retain(|(_, page)| !page.is_empty());
    if now.is_empty() {
        now.line("echo 'Nothing to do'", Span::NOWHERE);
    }
    match &job.tolerance {
        Tolerance::None => {}
        Tolerance::All if job.when.value == When::Manual => {}
        Tolerance::All => now = step::tolerated(now, Span::NOWHERE),
        Tolerance::ExitCodes(codes) => {
            let codes: Vec<String> = codes.iter().map(i32::to_string).collect();
            let message = format!("a stage cannot tolerate some exit codes only, as {}", codes.join(", "));
            writing.lost(TOLERANCE, job.id.span, message, "check the exit code in the script");
        }
        Tolerance::If(template) => {
            let message = "whether a failure counts cannot be computed";
            writing.lost(TOLERANCE, template.text().span(), message, "use `catchError` in a script block");
        }
    }
    (now, posts)
}

/// What runs at the end of the pipeline, however it went.
pub(super) fn at_end(ends: &[&Job], whole: &Whole<'_>, writing: &mut Writing<'_>) -> Page {
    let mut all = Page::default();
    for end in ENDS {
        let mut inside = Page::default();
        for job in ends {
            let Some((Moment::End(word), rest)) = job.condition.as_ref().map(split) else { continue };
            if word != *end {
                continue;
            }
            unknown(job, writing);
            agent::tell(job, writing);
            let (mut page, posts) = work(job, whole.shared, whole, writing);
            posts.into_iter().for_each(|(_, post)| page.append(post));
            page = wrapped::variables(&job.env, page, job.id.span);
            if let Some(limit) = job.timeout.as_ref().and_then(|limit| wrapped::timeout(limit, writing)) {
                page = page.around(&limit, job.id.span);
            }
            if let Some(rest) = rest {
                page = step::asked(&rest, page, job.id.span, writing);
            }
            if !whole.shared {
                page = agent::around(job, page);
            }
            inside.note(job.name.as_ref().and_then(Template::as_literal).unwrap_or(&job.id.value));
            inside.append(page);
        }
        if !inside.is_empty() {
            all.block(end, Span::NOWHERE, |page| page.append(inside));
        }
    }
    all
}

/// What a stage has no words for.
fn unknown(job: &Job, writing: &mut Writing<'_>) {
    let Job {
        span: _,
        id,
        name: _,
        stage: _,
        needs: _,
        artifacts_from: _,
        rules,
        when: _,
        condition: _,
        runs_on: _,
        container: _,
        services: _,
        env: _,
        ignored_env,
        strategy: _,
        work,
        after: _,
        caches,
        artifacts: _,
        outputs: _,
        timeout: _,
        tolerance: _,
        retry: _,
        permissions,
        concurrency: _,
        environment,
        interruptible: _,
        coverage,
        notifications,
        before_checkout,
        snapshot,
        workspace: _,
        begins_with: _,
    } = job;
    for rule in rules {
        writing.lost(RULE, rule.span, "a stage has one condition, and no rules", "say it under `when`");
    }
    for name in ignored_env {
        let message = format!("the stage gets the variable \"{name}\" too");
        writing.lost(VARIABLE, id.span, message, "empty it under `environment` of the stage");
    }
    if let Work::Call(_) | Work::Spawn(_) = work {
        let message = "a stage neither calls nor starts another pipeline by its file";
        writing.lost(
            PIPELINE,
            id.span,
            message,
            "make that pipeline a project, and start it with `build job: '...'`",
        );
    }
    for cache in caches {
        let help = "keep the folder on the agents: as a volume in the image's `args`, or by a plugin";
        writing.lost(crate::convert::losses::CACHE, cache.span, "nothing is kept from build to build", help);
    }
    if let Some(permissions) = permissions {
        let message = "there is no token whose rights could be set";
        let help = "limit the credentials that the project may use";
        writing.lost(PERMISSION, write::place_of(permissions), message, help);
    }
    if let Some(environment) = environment {
        let message = format!("nothing is known of the environment {}", environment.name.text());
        let help = "ask a person by `input`, and keep its address in a comment";
        writing.lost(ENVIRONMENT, environment.span, message, help);
    }
    if let Some(coverage) = coverage {
        let help = "add a step of a plugin that reads a report, as `recordCoverage`";
        writing.lost(COVERAGE, coverage.span(), "coverage is not read from the log", help);
    }
    for notification in notifications {
        let help = "add a step such as `mail` under `post` of the stage";
        writing.lost(NOTIFICATION, notification.span, "nobody is told how the stage ended", help);
    }
    if let Some(script) = before_checkout {
        let span = script.lines.first().map_or(id.span, |line| line.text().span());
        writing.lost(SHELL, span, "these commands before the checkout are left out", "add a step before it");
    }
    if let Some(snapshot) = snapshot {
        writing.lost(RUNNER, snapshot.span, "no image is made of the stage's machine", "nothing");
    }
}
