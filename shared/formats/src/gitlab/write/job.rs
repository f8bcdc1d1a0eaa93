//! One job.
use super::{Whose, artifacts, container, rules, variables, work};
use crate::convert::losses::{
    CONCURRENCY, CONDITION, CONTAINER, MATRIX, NAME, NOTIFICATION, OUTPUT, PERMISSION, RETRY, RUNNER, STEP,
    TOLERANCE, VARIABLE,
};
use crate::gitlab::duration;
use crate::write::{self, Writing};
use diag::{Span, Spanned};
use expr::Template;
use ir::{
    Concurrency, EnvKind, Environment, Job, Matrix, MatrixScalar, MatrixSource, MatrixValue, MatrixValues,
    Need, Retry, RetryWhen, Strategy, Tolerance, When, Work,
};
use yaml::{Map, Tree};

pub(super) fn write(job: &Job, globals: &[&str], writing: &mut Writing<'_>) -> Map {
    let Job {
        span,
        id,
        name,
        stage,
        needs,
        artifacts_from,
        rules,
        when,
        condition,
        runs_on,
        container,
        services,
        env,
        ignored_env,
        strategy,
        work,
        after,
        caches,
        artifacts,
        outputs,
        timeout,
        tolerance,
        retry,
        permissions,
        concurrency,
        environment,
        interruptible,
        coverage,
        notifications,
        before_checkout,
        snapshot,
        workspace: _,
        begins_with: _,
    } = job;
    let mut map = Map::default();
    map.put_some("stage", stage.as_ref().filter(|stage| stage.value != "test").map(write::name));
    if let Some(name) = name.as_ref().filter(|name| name.holes().next().is_some()) {
        writing.lost(
            NAME,
            name.text().span(),
            "a job's key is its name, in which nothing is filled in",
            "rename the job",
        );
    }
    // A job's key is its name.
    name.iter().for_each(|name| writing.implied(name.text().span()));
    if let Some(condition) = condition {
        let message = "a job is in a run by its rules, which cannot ask how other jobs went";
        writing.lost(CONDITION, condition.text().span(), message, "decide it inside the script");
    }
    map.put_some("needs", needs.as_ref().map(|needs| self::needs(needs)));
    let from = artifacts_from.as_ref().map(|from| Tree::row(from.iter().map(write::name).collect()));
    map.put_some("dependencies", from);
    if let Work::Steps(_) = work {
        map.put_some("image", container.as_ref().map(|container| container::image(container, writing)));
        map.put_filled("services", container::services(services, writing));
    }
    map.put_filled("tags", write::row(&runs_on.labels));
    if let Some(group) = &runs_on.group {
        writing.lost(RUNNER, group.text().span(), "runners have no groups", "give them a tag");
    }
    if !ignored_env.is_empty() {
        let taken = globals.iter().filter(|name| !ignored_env.iter().any(|ignored| ignored == *name));
        let taken: Vec<Tree> = taken.map(|name| Tree::text(*name)).collect();
        let mut inherit = Map::default();
        inherit.put("variables", if taken.is_empty() { Tree::bare(false) } else { Tree::row(taken) });
        map.put("inherit", inherit);
    }
    map.put_filled("variables", variables(env, Whose::Job, writing));
    secrets(env, writing);
    map.put_some("parallel", strategy.as_ref().and_then(|strategy| parallel(strategy, writing)));
    rules::of_job(job, rules, when, &mut map, writing);
    self::tolerance(job, tolerance, when, &mut map, writing);
    map.put_filled("cache", artifacts::caches(caches, writing));
    map.put_some("environment", environment.as_ref().map(self::environment));
    map.put_some("resource_group", concurrency.as_ref().map(|concurrency| group(concurrency, writing)));
    if let Some(script) = before_checkout {
        let mut hooks = Map::default();
        hooks.put("pre_get_sources_script", work::lines(script));
        map.put("hooks", hooks);
    }
    work::write(work, after, &mut map, writing);
    map.put_filled("artifacts", artifacts::artifacts(artifacts, writing));
    map.put_some(
        "coverage",
        coverage.as_ref().map(|coverage| Tree::text(format!("/{coverage}/")).at(coverage.span())),
    );
    map.put_some("timeout", timeout.as_ref().map(time));
    map.put_some("retry", retry.as_ref().map(|retry| self::retry(retry, writing)));
    let flag = interruptible.as_ref().map(|flag| Tree::bare(flag.value).at(flag.span));
    map.put_some("interruptible", flag);
    for output in outputs {
        let message = format!("the output \"{}\" does not reach later jobs", output.name.value);
        writing.lost(
            OUTPUT,
            output.name.span,
            message,
            "write it into a file of variables: \"artifacts:reports:dotenv\"",
        );
    }
    if let Some(permissions) = permissions {
        let help = "see the project's settings for job tokens";
        writing.lost(
            PERMISSION,
            write::place_of(permissions),
            "the rights of a job's token are a setting of the project",
            help,
        );
    }
    for notification in notifications {
        writing.lost(
            NOTIFICATION,
            notification.span,
            "a job tells nobody how it ended",
            "set up an integration of the project",
        );
    }
    if let Some(snapshot) = snapshot {
        writing.lost(STEP, snapshot.span, "no image of the machine is made", "build an image in the script");
    }
    if map.is_empty() {
        writing.lost(STEP, span.to(id.span), "the job does nothing", "give it a script");
    }
    map
}

fn needs(needs: &[Need]) -> Tree {
    let plain = needs.iter().all(|need| !need.optional && need.artifacts && need.legs.is_empty());
    let one = |need: &Need| {
        let Need { job, optional, artifacts, legs } = need;
        if !optional && *artifacts && legs.is_empty() {
            return write::name(job);
        }
        let mut map = Map::default();
        map.put("job", write::name(job));
        if !artifacts {
            map.put("artifacts", false);
        }
        if *optional {
            map.put("optional", true);
        }
        if !legs.is_empty() {
            let leg = |leg: &ir::NeedLeg| {
                let mut map = Map::default();
                leg.iter()
                    .for_each(|(name, value)| map.put_at(name.value.as_str(), name.span, write::text(value)));
                Tree::from(map)
            };
            let mut parallel = Map::default();
            parallel.put("matrix", Tree::list(legs.iter().map(leg).collect()));
            map.put("parallel", parallel);
        }
        Tree::from(map).at(job.span)
    };
    let items = needs.iter().map(one).collect();
    if plain { Tree::row(items) } else { Tree::list(items) }
}

/// Secrets are variables of the project, and reach every job.
fn secrets(env: &ir::Env, writing: &mut Writing<'_>) {
    for entry in env.entries().iter().filter(|entry| entry.kind == EnvKind::Secret) {
        let message =
            format!("\"{}\" must be a CI/CD variable of the project, or come from a vault", entry.name.value);
        let help = format!("add the variable \"{}\" in the project's settings, masked", entry.value.text());
        writing.lost(VARIABLE, entry.name.span, message, help);
    }
}

fn parallel(strategy: &Strategy, writing: &mut Writing<'_>) -> Option<Tree> {
    let Strategy { matrix, copies, fail_fast, max_parallel, names: _ } = strategy;
    if let Some(flag) = fail_fast.as_ref().filter(|flag| flag.as_literal() != Some("false")) {
        let help = "see \"workflow:auto_cancel:on_job_failure\" for the whole pipeline";
        writing.lost(MATRIX, flag.text().span(), "a failing copy does not end the others", help);
    }
    if let Some(most) = max_parallel {
        writing.lost(
            MATRIX,
            most.text().span(),
            "all copies may run at once",
            "give the job a \"resource_group\" to run one at a time",
        );
    }
    if let Some(copies) = copies {
        return Some(Tree::bare(copies.value).at(copies.span));
    }
    let products = match matrix.as_ref()? {
        Matrix::Axes { products, include, exclude } => {
            for (what, source) in [("include", include), ("exclude", exclude)] {
                if *source != MatrixSource::default() {
                    let message = format!("a matrix that is computed cannot have \"{what}\"");
                    writing.lost(MATRIX, span_of(products), message, "write the combinations out");
                }
            }
            products
        }
        Matrix::Computed(template) => {
            let help = "make a child pipeline with the jobs written out";
            writing.lost(
                MATRIX,
                template.text().span(),
                "a matrix cannot be computed while the pipeline runs",
                help,
            );
            return None;
        }
    };
    let product = |axes: &Vec<ir::Axis>, writing: &mut Writing<'_>| {
        let mut map = Map::default();
        for axis in axes {
            let values = match &axis.values {
                MatrixValues::List(values) => values.iter().map(|value| cell(value, writing)).collect(),
                MatrixValues::Computed(template) => {
                    let help = "list the values";
                    writing.lost(
                        MATRIX,
                        template.text().span(),
                        "values of a matrix cannot be computed",
                        help,
                    );
                    vec![write::text(template)]
                }
            };
            let tree = if values.len() == 1 { Tree::one_or_row(values) } else { Tree::row(values) };
            map.put_at(axis.name.value.as_str(), axis.name.span, tree);
        }
        Tree::from(map)
    };
    let products: Vec<Tree> = products.iter().map(|axes| product(axes, writing)).collect();
    let mut map = Map::default();
    map.put_filled("matrix", Tree::list(products));
    (!map.is_empty()).then(|| map.into())
}

fn span_of(products: &[Vec<ir::Axis>]) -> Span {
    products.iter().flatten().next().map_or(Span::NOWHERE, |axis| axis.name.span)
}

/// A value of a matrix is a text or a number.
fn cell(value: &MatrixValue, writing: &mut Writing<'_>) -> Tree {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(template)) => write::text(template),
        MatrixValue::Scalar(MatrixScalar::Value(value)) => {
            let text = value.value.to_text(expr::Dialect::GitLab);
            Tree::text(text).at(value.span)
        }
        MatrixValue::List(_) | MatrixValue::Map(_) => {
            let span = write::place_of_value(value);
            writing.lost(
                MATRIX,
                span,
                "a value of a matrix is a text, not a list or a mapping",
                "use a variable for each part",
            );
            Tree::text("").at(span)
        }
    }
}

fn tolerance(
    job: &Job,
    tolerance: &Tolerance,
    when: &Spanned<When>,
    map: &mut Map,
    writing: &mut Writing<'_>,
) {
    let optional = when.value == When::Manual && job.rules.is_empty();
    match tolerance {
        Tolerance::None if optional => map.put("allow_failure", false),
        Tolerance::None => {}
        Tolerance::All if optional => {}
        Tolerance::All => map.put("allow_failure", true),
        Tolerance::ExitCodes(codes) => map.put("allow_failure", self::exit_codes(codes)),
        Tolerance::If(template) => {
            let help = "set it by a rule with \"allow_failure: true\"";
            writing.lost(
                TOLERANCE,
                template.text().span(),
                "whether a failure counts cannot be computed",
                help,
            );
        }
    }
}

/// `exit_codes`, one or several.
pub(super) fn exit_codes(codes: &[i32]) -> Map {
    let mut map = Map::default();
    map.put("exit_codes", Tree::one_or_row(codes.iter().map(Tree::bare).collect()));
    map
}

fn environment(environment: &Environment) -> Tree {
    let Environment { span, name, url, action, on_stop, auto_stop_in, tier } = environment;
    let mut map = Map::default();
    map.put("name", write::text(name));
    map.put_some("url", url.as_ref().map(write::text));
    map.put_some("action", action.as_ref().map(write::name));
    map.put_some("on_stop", on_stop.as_ref().map(write::name));
    map.put_some("auto_stop_in", auto_stop_in.as_ref().map(time));
    map.put_some("deployment_tier", tier.as_ref().map(write::name));
    if map.len() == 1 { write::text(name) } else { Tree::from(map).at(*span) }
}

fn group(concurrency: &Concurrency, writing: &mut Writing<'_>) -> Tree {
    let Concurrency { span: _, group, cancel_running, queue_all: _ } = concurrency;
    if let Some(cancel) = cancel_running.as_ref().filter(|cancel| cancel.as_literal() != Some("false")) {
        let help = "make the jobs interruptible, and set \"workflow:auto_cancel\"";
        writing.lost(
            CONCURRENCY,
            cancel.text().span(),
            "a job waits for the others of its group and ends none",
            help,
        );
    }
    write::text(group)
}

fn retry(retry: &Retry, writing: &mut Writing<'_>) -> Tree {
    let Retry { max, when, exit_codes } = retry;
    if max.value > 2 {
        let message = format!("a job is tried again twice at most, not {} times", max.value);
        writing.lost(RETRY, max.span, message, "repeat the command in the script");
    }
    let times = Tree::bare(max.value.min(2)).at(max.span);
    if when.is_empty() && exit_codes.is_empty() {
        return times;
    }
    let word = |when: &Spanned<RetryWhen>| {
        let word = match &when.value {
            RetryWhen::Always => "always",
            RetryWhen::ScriptFailure => "script_failure",
            RetryWhen::SystemFailure => "runner_system_failure",
            RetryWhen::Timeout => "job_execution_timeout",
            RetryWhen::Other(word) => word,
        };
        Tree::text(word).at(when.span)
    };
    let mut map = Map::default();
    map.put("max", times);
    map.put_filled("when", Tree::list(when.iter().map(word).collect()));
    map.put_filled(
        "exit_codes",
        Tree::row(exit_codes.iter().map(|code| Tree::bare(code.value).at(code.span)).collect()),
    );
    map.into()
}

/// A time as people say it.
pub(super) fn time(template: &Template) -> Tree {
    let seconds = template.as_literal().and_then(duration::parse).map(|time| time.as_secs());
    match seconds {
        Some(seconds) => Tree::text(words(seconds)).at(template.text().span()),
        None => write::text(template),
    }
}

/// Seconds in the greatest units: `1 hour 30 minutes`.
pub(crate) fn words(mut seconds: u64) -> String {
    let mut parts = Vec::new();
    for (unit, length) in [("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)]
    {
        let count = seconds / length;
        seconds %= length;
        if count > 0 {
            parts.push(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }));
        }
    }
    if parts.is_empty() { "0 seconds".to_owned() } else { parts.join(" ") }
}

/// Says that an option of a container has no place.
pub(super) fn no_option(span: Span, what: &str, writing: &mut Writing<'_>) {
    writing.lost(CONTAINER, span, format!("{what} cannot be said in the file"), "configure the runner");
}
