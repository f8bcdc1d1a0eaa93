//! One job.
use super::step::{self, Defaults};
use super::{concurrency, container, env, permissions, strategy};
use crate::convert::losses::{
    ARTIFACT, CACHE, CONDITION, COVERAGE, ENVIRONMENT, INTERRUPTION, NOTIFICATION, ORDER, PIPELINE, RETRY,
    RULE, SHELL, TOLERANCE, VARIABLE,
};
use crate::write::{self, Writing};
use expr::Dialect;
use ir::{Call, CallTarget, Environment, Expr, Job, Need, Output, RunsOn, Snapshot, Tolerance, When, Work};
use yaml::{Map, Tree};

pub(super) fn write(job: &Job, defaults: &Defaults, writing: &mut Writing<'_>) -> Tree {
    let Job {
        span,
        id: _,
        name,
        stage: _,
        needs,
        artifacts_from: _,
        rules: _,
        when: _,
        condition,
        runs_on,
        container,
        services,
        env,
        ignored_env: _,
        strategy,
        work,
        after: _,
        caches: _,
        artifacts: _,
        outputs,
        timeout,
        tolerance,
        retry: _,
        permissions,
        concurrency,
        environment,
        interruptible: _,
        coverage: _,
        notifications: _,
        before_checkout: _,
        snapshot,
        workspace: _,
        begins_with: _,
    } = job;
    unknown(job, writing);
    let mut map = Map::default();
    map.put_some("name", name.as_ref().map(write::text));
    map.put_filled("needs", self::needs(needs.as_deref().unwrap_or_default(), writing));
    map.put_some("if", condition.as_ref().map(self::condition));
    map.put_some("permissions", permissions.as_ref().map(self::permissions));
    let steps = match work {
        Work::Steps(steps) => {
            map.put("runs-on", self::runs_on(runs_on));
            Some(steps)
        }
        Work::Call(_) | Work::Spawn(_) => None,
    };
    map.put_some(
        "environment",
        environment.as_ref().map(|environment| self::environment(environment, writing)),
    );
    map.put_some("concurrency", concurrency.as_ref().map(self::concurrency));
    let strategy = strategy.as_ref().map(|strategy| strategy::write(strategy, writing));
    map.put_some("strategy", strategy.filter(|strategy| !strategy.is_empty()));
    map.put_some("container", container.as_ref().map(|container| container::write(container, writing)));
    map.put_filled("services", container::services(services, writing));
    map.put_filled("env", self::env(env, writing));
    let mut named = Map::default();
    for Output { name, value } in outputs {
        named.put_at(name.value.as_str(), name.span, write::text(value));
    }
    map.put_filled("outputs", named);
    map.put_some("timeout-minutes", timeout.as_ref().map(write::typed));
    match tolerance {
        Tolerance::None => {}
        Tolerance::All => map.put("continue-on-error", true),
        Tolerance::If(template) => map.put("continue-on-error", write::text(template)),
        Tolerance::ExitCodes(codes) => {
            let codes: Vec<String> = codes.iter().map(i32::to_string).collect();
            let message = format!("a job cannot tolerate some exit codes only, as {}", codes.join(", "));
            writing.lost(TOLERANCE, *span, message, "check the exit code in the script");
        }
    }
    map.put_some("snapshot", snapshot.as_ref().map(self::snapshot));
    let own = defaults.of_job(job);
    map.put_some("defaults", own.as_ref().map(Defaults::tree));
    let defaults = own.as_ref().unwrap_or(defaults);
    if let Some(steps) = steps.filter(|steps| !steps.is_empty()) {
        map.put("steps", step::list(steps, container.is_some(), defaults, writing));
    } else if matches!(work, Work::Steps(_)) && writing.from.dialect != Dialect::GitHub {
        map.put("steps", Tree::list(vec![step::nothing_to_do()]));
    }
    match work {
        Work::Steps(_) => {}
        Work::Call(call) => self::call(call, &mut map),
        Work::Spawn(_) => {
            writing.lost(
                PIPELINE,
                *span,
                "a job cannot start a run of its own",
                "convert that pipeline to a workflow with \"workflow_call\" and name it under \"uses\"",
            );
            map.put("runs-on", Tree::text("ubuntu-latest"));
            map.put("steps", Tree::list(vec![step::nothing_to_do()]));
        }
    }
    Tree::from(map).at(*span)
}

/// What workflows have no words for.
fn unknown(job: &Job, writing: &mut Writing<'_>) {
    let id = &job.id;
    if let Some(from) = &job.artifacts_from {
        for name in from {
            writing.lost(
                ARTIFACT,
                name.span,
                "artifacts come only by steps that download them",
                "add actions/download-artifact",
            );
        }
    }
    for rule in &job.rules {
        writing.lost(RULE, rule.span, "a job has one condition, and no rules", "say it with \"if\"");
    }
    match job.when.value {
        When::OnSuccess => {}
        _ => writing.lost(
            CONDITION,
            job.when.span,
            "a job waits only for its needs and its condition",
            "say it with \"if\"",
        ),
    }
    for name in &job.ignored_env {
        writing.lost(
            VARIABLE,
            id.span,
            format!("the job gets the variable \"{name}\" too"),
            "empty it under \"env\" of the job",
        );
    }
    for step in &job.after {
        writing.lost(SHELL, step.span, "a job has no steps at its end", "add a step with \"if: always()\"");
    }
    for cache in &job.caches {
        writing.lost(CACHE, cache.span, "a job declares no cache", "add a step with actions/cache");
    }
    for artifact in &job.artifacts {
        writing.lost(
            ARTIFACT,
            artifact.span,
            "this report or artifact is not kept",
            "add a step with actions/upload-artifact",
        );
    }
    if let Some(retry) = &job.retry {
        writing.lost(
            RETRY,
            retry.max.span,
            "a failed job is not tried again",
            "repeat the command in the script",
        );
    }
    if let Some(flag) = &job.interruptible {
        writing.lost(
            INTERRUPTION,
            flag.span,
            "whether a job may be interrupted is said for whole groups",
            "see \"concurrency\"",
        );
    }
    if let Some(coverage) = &job.coverage {
        writing.lost(
            COVERAGE,
            coverage.span(),
            "GitHub reads no coverage from the log",
            "send the report to a service in a step",
        );
    }
    for notification in &job.notifications {
        writing.lost(
            NOTIFICATION,
            notification.span,
            "a job tells nobody how it ended",
            "add a step with \"if: always()\"",
        );
    }
    if let Some(script) = &job.before_checkout {
        let span = script.lines.first().map_or(id.span, |line| line.text().span());
        writing.lost(
            SHELL,
            span,
            "these commands before the checkout are left out",
            "put a step before actions/checkout",
        );
    }
}

fn needs(needs: &[Need], writing: &mut Writing<'_>) -> Tree {
    for Need { job, optional, artifacts: _, legs } in needs {
        if *optional {
            writing.lost(
                ORDER,
                job.span,
                format!("\"{}\" must be there to be needed", job.value),
                "remove it if the job is not in every run",
            );
        }
        if !legs.is_empty() {
            writing.lost(
                ORDER,
                job.span,
                format!("the job waits for all copies of \"{}\"", job.value),
                "nothing, unless it must begin sooner",
            );
        }
    }
    Tree::one_or_row(needs.iter().map(|need| write::name(&need.job)).collect())
}

/// A condition; one that begins with `!` would be a tag of YAML.
pub(super) fn condition(condition: &Expr) -> Tree {
    let text = condition.text();
    let trimmed = text.as_str().trim();
    let shown = if trimmed.starts_with('!') { format!("${{{{ {trimmed} }}}}") } else { trimmed.to_owned() };
    Tree::text(shown).at(text.span())
}

fn runs_on(runs_on: &RunsOn) -> Tree {
    let RunsOn { labels, group } = runs_on;
    let list = Tree::one_or_row(labels.iter().map(write::text).collect());
    let Some(group) = group else {
        return if labels.is_empty() { Map::default().into() } else { list };
    };
    let mut map = Map::default();
    map.put("group", write::text(group));
    map.put_filled("labels", list);
    map.into()
}

fn environment(environment: &Environment, writing: &mut Writing<'_>) -> Tree {
    let Environment { span, name, url, action, on_stop, auto_stop_in, tier } = environment;
    let access = action.as_ref().is_some_and(|action| action.value == "access");
    for (key, word) in [("action", action), ("on_stop", on_stop), ("tier", tier)] {
        if let Some(word) = word.as_ref().filter(|_| !(key == "action" && access)) {
            let message = format!("an environment has no \"{key}\" as \"{}\"", word.value);
            writing.lost(ENVIRONMENT, word.span, message, "set it up in the repository's settings");
        }
    }
    if let Some(time) = auto_stop_in {
        writing.lost(
            ENVIRONMENT,
            time.text().span(),
            "an environment does not stop by itself",
            "stop it in a scheduled workflow",
        );
    }
    if url.is_none() && !access {
        return write::text(name);
    }
    let mut map = Map::default();
    map.put("name", write::text(name));
    map.put_some("url", url.as_ref().map(write::text));
    if access {
        map.put("deployment", false);
    }
    Tree::from(map).at(*span)
}

fn snapshot(snapshot: &Snapshot) -> Tree {
    let Snapshot { span, image, version, condition } = snapshot;
    if version.is_none() && condition.is_none() {
        return write::text(image);
    }
    let mut map = Map::default();
    map.put("image-name", write::text(image));
    map.put_some("version", version.as_ref().map(write::text));
    map.put_some("if", condition.as_ref().map(self::condition));
    Tree::from(map).at(*span)
}

fn call(call: &Call, map: &mut Map) {
    let Call { target, inputs, secrets } = call;
    let (CallTarget::Read { reference, .. } | CallTarget::Missing { reference }) = target;
    map.put("uses", write::plain(reference));
    let mut with = Map::default();
    for (name, value) in inputs {
        with.put_at(name.value.as_str(), name.span, write::typed(value));
    }
    map.put_filled("with", with);
    match secrets {
        None => map.put("secrets", Tree::text("inherit")),
        Some(secrets) => {
            let mut given = Map::default();
            for (name, value) in secrets {
                given.put_at(name.value.as_str(), name.span, write::text(value));
            }
            map.put_filled("secrets", given);
        }
    }
}
