//! One job.
use super::{concurrency, container, files, secrets_of, step, strategy, variables};
use crate::convert::losses::{
    ARTIFACT, ENVIRONMENT, NOTIFICATION, ORDER, PERMISSION, PIPELINE, RULE, RUNNER, SHELL, STEP, TOLERANCE,
    VARIABLE,
};
use crate::write::{self, Writing};
use expr::Template;
use ir::{Environment, Job, Need, Output, RunsOn, Tolerance, When, Work, Workspace};
use yaml::{Map, Tree};

pub(super) fn write(job: &Job, writing: &mut Writing<'_>) -> Map {
    let Job {
        span: _,
        id,
        name,
        stage: _,
        needs,
        artifacts_from: _,
        rules: _,
        when,
        condition,
        runs_on,
        container,
        services,
        env,
        ignored_env: _,
        strategy,
        work,
        after: _,
        caches,
        artifacts,
        outputs,
        timeout,
        tolerance,
        retry,
        permissions: _,
        concurrency,
        environment,
        interruptible,
        coverage,
        notifications: _,
        before_checkout: _,
        snapshot: _,
        workspace: _,
        begins_with: _,
    } = job;
    unknown(job, writing);
    let mut map = Map::default();
    map.put_some("name", name.as_ref().map(write::text));
    machine(runs_on, &mut map, writing);
    map.put_some("image", container.as_ref().map(|container| container::image(container, writing)));
    map.put_filled("services", container::services(services, writing));
    map.put_some("needs", needs.as_ref().map(|needs| self::needs(needs, writing)));
    self::when(&when.value, when.span, &mut map);
    map.put_some("condition", condition.as_ref().map(|condition| write::plain(condition.text())));
    map.put_some("timeout", timeout.as_ref().map(write::text));
    map.put_some("retry", retry.as_ref().map(|retry| strategy::retry(retry, writing)));
    self::tolerance(tolerance, &mut map, writing);
    if let Some(strategy) = strategy {
        strategy::write(strategy, &mut map, writing);
    }
    map.put_filled("variables", variables(env, writing));
    map.put_filled("secrets", secrets_of(env));
    map.put_some(
        "environment",
        environment.as_ref().map(|environment| self::environment(environment, writing)),
    );
    map.put_some(
        "concurrency",
        concurrency.as_ref().map(|concurrency| self::concurrency(concurrency, writing)),
    );
    map.put_some("coverage", coverage.as_ref().map(write::plain));
    map.put_some("interruptible", interruptible.as_ref().map(|flag| Tree::bare(flag.value).at(flag.span)));
    map.put_filled("cache", files::caches(caches, writing));
    match work {
        Work::Steps(steps) => map.put("steps", step::list(steps, writing)),
        Work::Call(_) | Work::Spawn(_) => {
            let message = "a job neither calls nor starts another pipeline";
            writing.lost(PIPELINE, id.span, message, "convert that pipeline and include it");
            map.put("steps", Tree::list(vec![Tree::text("true")]));
        }
    }
    map.put_filled("artifacts", files::artifacts(artifacts));
    map.put_filled("reports", files::reports(artifacts, writing));
    let mut named = Map::default();
    for Output { name, value } in outputs {
        named.put_at(name.value.as_str(), name.span, write::text(value));
    }
    map.put_filled("outputs", named);
    map
}

/// What native pipelines have no words for.
fn unknown(job: &Job, writing: &mut Writing<'_>) {
    let id = &job.id;
    for rule in &job.rules {
        writing.lost(RULE, rule.span, "a job has one condition, and no rules", "say it with \"condition\"");
    }
    for name in job.artifacts_from.iter().flatten() {
        let help = "set \"artifacts: false\" on the needs";
        writing.lost(ARTIFACT, name.span, "a job gets the artifacts of all that it needs", help);
    }
    for ignored in &job.ignored_env {
        let message = format!("the job gets the variable \"{ignored}\" too");
        writing.lost(VARIABLE, id.span, message, "empty it under \"variables\" of the job");
    }
    for step in &job.after {
        let help = "add a step with \"condition: always()\"";
        writing.lost(SHELL, step.span, "a job has no steps at its end", help);
    }
    if let Some(permissions) = &job.permissions {
        let span = write::place_of(permissions);
        writing.lost(PERMISSION, span, "a job has no token whose rights could be set", "nothing");
    }
    for notification in &job.notifications {
        writing.lost(
            NOTIFICATION,
            notification.span,
            "only the pipeline tells how it ended",
            "move it to the top",
        );
    }
    if let Some(script) = &job.before_checkout {
        let span = script.lines.first().map_or(id.span, |line| line.text().span());
        writing.lost(SHELL, span, "nothing runs before the sources are there", "make it the first step");
    }
    if let Some(snapshot) = &job.snapshot {
        writing.lost(STEP, snapshot.span, "no image of the machine is made", "build an image in a step");
    }
    if let Workspace::Shared(_) = job.workspace {
        writing.lost(
            ARTIFACT,
            id.span,
            "each job has a folder of its own",
            "keep the files that later jobs need",
        );
    }
}

/// `runner` for the words it knows, else labels.
fn machine(runs_on: &RunsOn, map: &mut Map, writing: &mut Writing<'_>) {
    let RunsOn { labels, group } = runs_on;
    let is_runner = |label: &Template| matches!(label.as_literal(), Some("docker" | "kubernetes" | "native"));
    let rest = match labels.split_first() {
        Some((first, rest)) if is_runner(first) => {
            map.put("runner", write::text(first));
            rest
        }
        _ => labels,
    };
    map.put_filled("labels", write::row(rest));
    if let Some(group) = group {
        writing.lost(RUNNER, group.text().span(), "runners have no groups", "give them a label");
    }
}

fn needs(needs: &[Need], writing: &mut Writing<'_>) -> Tree {
    for need in needs.iter().filter(|need| !need.legs.is_empty()) {
        let message = format!("the job waits for all copies of \"{}\"", need.job.value);
        writing.lost(ORDER, need.job.span, message, "nothing, unless it must begin sooner");
    }
    let one = |need: &Need| {
        let Need { job, optional, artifacts, legs: _ } = need;
        if !optional && *artifacts {
            return write::name(job);
        }
        let mut map = Map::default();
        map.put("job", write::name(job));
        if *optional {
            map.put("optional", true);
        }
        if !artifacts {
            map.put("artifacts", false);
        }
        Tree::from(map).at(job.span)
    };
    Tree::row(needs.iter().map(one).collect())
}

fn when(when: &When, span: diag::Span, map: &mut Map) {
    let word = match when {
        When::OnSuccess => return,
        When::OnFailure => "on_failure",
        When::Always => "always",
        When::Manual => "manual",
        When::Delayed(_) => "delayed",
        When::Never => return map.put("condition", Tree::text("event == null").at(span)),
    };
    map.put("when", Tree::text(word).at(span));
    if let When::Delayed(wait) = when {
        map.put("delay", Tree::text(format!("{}s", wait.as_secs())));
    }
}

fn tolerance(tolerance: &Tolerance, map: &mut Map, writing: &mut Writing<'_>) {
    match tolerance {
        Tolerance::None => {}
        Tolerance::All => map.put("allow_failure", true),
        Tolerance::ExitCodes(codes) => {
            let mut inner = Map::default();
            inner.put("exit_codes", Tree::one_or_row(codes.iter().map(Tree::bare).collect()));
            map.put("allow_failure", inner);
        }
        Tolerance::If(template) => {
            let message = "whether a failure counts cannot be computed";
            writing.lost(TOLERANCE, template.text().span(), message, "write true or false");
        }
    }
}

fn environment(environment: &Environment, writing: &mut Writing<'_>) -> Tree {
    let Environment { span, name, url, action, on_stop, auto_stop_in, tier } = environment;
    let stop = auto_stop_in.as_ref().map(|time| ("auto_stop_in", time.text().span()));
    let words = [("action", action), ("on_stop", on_stop), ("tier", tier)];
    let words = words.iter().filter_map(|(key, word)| Some((*key, word.as_ref()?.span)));
    for (key, span) in words.chain(stop) {
        writing.lost(ENVIRONMENT, span, format!("an environment has no \"{key}\""), "nothing");
    }
    let Some(url) = url else { return write::text(name) };
    let mut map = Map::default();
    map.put("name", write::text(name));
    map.put("url", write::text(url));
    Tree::from(map).at(*span)
}
