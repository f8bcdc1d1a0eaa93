//! One job.
use super::container::{self, Resources};
use super::step::Place;
use super::{deployment, step, steps, strategy, variable};
use crate::azure::pool::is_windows;
use crate::convert::losses::{
    ARTIFACT, CACHE, CONCURRENCY, CONDITION, COVERAGE, ENVIRONMENT, INTERRUPTION, NOTIFICATION, ORDER,
    OUTPUT, PERMISSION, PIPELINE, RETRY, RULE, RUNNER, SHELL, TOLERANCE, VARIABLE,
};
use crate::write::{self, Writing};
use ir::{
    Builtin, Env, EnvEntry, EnvKind, Environment, Job, Mark, Need, RunsOn, Step, Tolerance, When, Work,
    Workspace,
};
use yaml::{Map, Tree};

/// Whether a job is nothing but the steps of the pipeline.
pub(super) fn is_plain(job: &Job, own: bool) -> bool {
    let named = if own { job.id.value != "Job" } else { false };
    !named
        && job.name.is_none()
        && job.needs.as_ref().is_none_or(Vec::is_empty)
        && job.condition.is_none()
        && job.environment.is_none()
        && job.timeout.is_none()
        && matches!(job.work, Work::Steps(_))
}

/// The keys of the only job, which stand at the root.
pub(super) fn at_root(job: &Job, env: &Env, resources: &mut Resources, writing: &mut Writing<'_>) -> Map {
    unknown(job, writing);
    let mut map = Map::default();
    map.put_filled("pool", pool(&job.runs_on));
    around(job, &mut map, resources, writing);
    map.put("steps", listed(job, env, resources, writing));
    map
}

pub(super) fn write(
    job: &Job,
    env: &Env,
    shared: &RunsOn,
    resources: &mut Resources,
    writing: &mut Writing<'_>,
) -> Tree {
    let Job {
        span,
        id,
        name,
        stage,
        needs,
        artifacts_from: _,
        rules: _,
        when: _,
        condition,
        runs_on,
        container: _,
        services: _,
        env: own_env,
        ignored_env: _,
        strategy,
        work: _,
        after: _,
        caches: _,
        artifacts: _,
        outputs: _,
        timeout,
        tolerance: _,
        retry: _,
        permissions: _,
        concurrency: _,
        environment,
        interruptible: _,
        coverage: _,
        notifications: _,
        before_checkout: _,
        snapshot: _,
        workspace: _,
        begins_with: _,
    } = job;
    unknown(job, writing);
    let prefix = stage.as_ref().map(|stage| format!("{}.", stage.value)).unwrap_or_default();
    let plain = |name: &str| name.strip_prefix(&prefix).unwrap_or(name).to_owned();
    let is_deployment = environment.is_some() && strategy.is_none() || deployment::has_hooks(job);
    let mut map = Map::default();
    map.put_at(if is_deployment { "deployment" } else { "job" }, id.span, Tree::text(plain(&id.value)));
    map.put_some("displayName", name.as_ref().map(write::text));
    map.put_filled("dependsOn", self::needs(needs.as_deref().unwrap_or_default(), &plain, writing));
    map.put_some("condition", condition.as_ref().map(|condition| write::plain(condition.text())));
    map.put_some("timeoutInMinutes", timeout.as_ref().map(write::counted));
    if pool_text(runs_on) == pool_text(shared) {
        let said = runs_on.labels.iter().chain(&runs_on.group).map(|text| text.text().span());
        // What it gets without asking has the job's place.
        said.filter(|place| *place != id.span).for_each(|place| writing.implied(place));
    } else {
        map.put_filled("pool", pool(runs_on));
    }
    if is_deployment {
        around_deployment(job, &mut map, resources, writing);
    } else {
        around(job, &mut map, resources, writing);
    }
    map.put_filled("variables", variable::map(own_env, writing));
    match environment {
        Some(environment) if is_deployment => map.put("environment", self::environment(environment, writing)),
        Some(environment) => {
            let message = "a deployment has no matrix, so this job is none";
            writing.lost(ENVIRONMENT, environment.span, message, "write a deployment for each copy");
        }
        None => {}
    }
    if is_deployment {
        let place = place(job, env, writing);
        map.put("strategy", deployment::strategy(job, &place, resources, writing));
    } else {
        map.put("steps", listed(job, env, resources, writing));
    }
    Tree::from(map).at(*span)
}

/// Where a job's steps stand.
fn place(job: &Job, env: &Env, writing: &Writing<'_>) -> Place {
    // Where the machine is known only in a run, it may be any.
    let foreign = writing.from.dialect != ir::Dialect::Azure;
    let open = job.runs_on.labels.iter().any(|label| label.holes().next().is_some());
    let all = env.entries().iter().chain(job.env.entries());
    let secrets: Vec<EnvEntry> = all.filter(|entry| entry.kind == EnvKind::Secret).cloned().collect();
    Place { secrets, windows: is_windows(&job.runs_on) || (foreign && open) }
}

/// What is said of the job beside its steps.
fn around(job: &Job, map: &mut Map, resources: &mut Resources, writing: &mut Writing<'_>) {
    let strategy = job.strategy.as_ref().map(|strategy| strategy::write(strategy, writing));
    map.put_filled("strategy", strategy.unwrap_or_default());
    around_deployment(job, map, resources, writing);
}

/// The same of a deployment, whose strategy is another one.
fn around_deployment(job: &Job, map: &mut Map, resources: &mut Resources, writing: &mut Writing<'_>) {
    map.put_some("container", job.container.as_ref().map(|container| container::of_job(container, writing)));
    map.put_filled("services", container::services(&job.services, resources, writing));
    match &job.tolerance {
        Tolerance::None => {}
        Tolerance::All => map.put("continueOnError", true),
        Tolerance::If(template) if template.text().as_str().contains("$(") => {
            map.put("continueOnError", write::text(template));
        }
        // What cannot be said has been told already.
        Tolerance::If(_) => {}
        Tolerance::ExitCodes(codes) => {
            let codes: Vec<String> = codes.iter().map(i32::to_string).collect();
            let message = format!("a job cannot tolerate some exit codes only, as {}", codes.join(", "));
            writing.lost(TOLERANCE, job.id.span, message, "check the exit code in the script");
        }
    }
}

/// The steps; the sources come without a word, and not otherwise.
fn listed(job: &Job, env: &Env, resources: &mut Resources, writing: &mut Writing<'_>) -> Tree {
    if let Work::Call(_) | Work::Spawn(_) = job.work {
        let message = "a job neither calls nor starts another pipeline";
        writing.lost(PIPELINE, job.id.span, message, "make that pipeline a template, and name it here");
    }
    let steps = steps(job);
    let place = place(job, env, writing);
    let mut all = Vec::new();
    let rest = match steps.split_first() {
        Some((first, rest)) if is_usual_checkout(first) && !rest.iter().any(is_checkout) => rest,
        _ => {
            if !steps.iter().any(is_checkout) {
                let mut none = Map::default();
                none.put("checkout", Tree::text("none"));
                all.push(none.into());
            }
            steps
        }
    };
    all.extend(rest.iter().flat_map(|step| step::write(step, &place, resources, writing)));
    if all.is_empty() && writing.from.dialect == ir::Dialect::Azure {
        return Tree::row(all);
    }
    if all.is_empty() {
        let mut checkout = Map::default();
        checkout.put("checkout", Tree::text("self"));
        all.push(checkout.into());
    }
    Tree::list(all)
}

fn is_checkout(step: &Step) -> bool {
    matches!(&step.action, ir::Action::Builtin { builtin: Builtin::Checkout { .. }, .. })
}

/// The sources of the own repository at their usual place, and nothing else said of the step.
fn is_usual_checkout(step: &Step) -> bool {
    let usual =
        Builtin::Checkout { repository: None, revision: None, path: None, submodules: None, depth: None };
    let same = matches!(&step.action, ir::Action::Builtin { builtin, .. } if *builtin == usual);
    // One that the author wrote leaves issues when it fails.
    same && step.mark == Mark::Nothing
        && step.condition.is_none()
        && step.name.is_none()
        && step.env.is_empty()
        && step.timeout.is_none()
}

/// `pool`.
pub(super) fn pool(runs_on: &RunsOn) -> Tree {
    let RunsOn { labels, group } = runs_on;
    let mut map = Map::default();
    map.put_some("name", group.as_ref().map(write::text));
    let hosted = |label: &ir::Template| {
        let name = label.text().as_str().to_lowercase();
        ["ubuntu", "windows", "macos", "vs20", "win"].iter().any(|start| name.starts_with(start))
    };
    let image = labels.first().filter(|label| group.is_none() || hosted(label));
    map.put_some("vmImage", image.map(write::text));
    map.put_filled("demands", write::texts(&labels[usize::from(image.is_some())..]));
    match (group, map.len()) {
        (Some(group), 1) => write::text(group),
        _ => map.into(),
    }
}

/// What a pool comes to, without its place.
pub(super) fn pool_text(runs_on: &RunsOn) -> String {
    let group = runs_on.group.as_ref().map_or("", |group| group.text().as_str());
    let labels = runs_on.labels.iter().map(|label| label.text().as_str());
    std::iter::once(group).chain(labels).collect::<Vec<_>>().join("\n")
}

fn needs(needs: &[Need], plain: &dyn Fn(&str) -> String, writing: &mut Writing<'_>) -> Tree {
    for Need { job, optional, artifacts: _, legs } in needs {
        if *optional {
            let message = format!("\"{}\" must be there to be needed", job.value);
            writing.lost(ORDER, job.span, message, "remove it if the job is not in every run");
        }
        if !legs.is_empty() {
            let message = format!("the job waits for all copies of \"{}\"", job.value);
            writing.lost(ORDER, job.span, message, "nothing, unless it must begin sooner");
        }
    }
    let name = |need: &Need| Tree::text(plain(&need.job.value)).at(need.job.span);
    match needs {
        [need] => name(need),
        needs => Tree::list(needs.iter().map(name).collect()),
    }
}

fn environment(environment: &Environment, writing: &mut Writing<'_>) -> Tree {
    let Environment { span: _, name, url, action, on_stop, auto_stop_in, tier } = environment;
    let words = [("action", action), ("on_stop", on_stop), ("tier", tier)];
    let places = words.iter().filter_map(|(key, word)| Some((*key, word.as_ref()?.span)));
    let times = [("url", url), ("auto_stop_in", auto_stop_in)];
    let times = times.iter().filter_map(|(key, text)| Some((*key, text.as_ref()?.text().span())));
    for (key, span) in places.chain(times) {
        let message = format!("an environment has no \"{key}\"");
        writing.lost(ENVIRONMENT, span, message, "set it up in the project's settings");
    }
    write::text(name)
}

/// What pipelines have no words for.
fn unknown(job: &Job, writing: &mut Writing<'_>) {
    let id = &job.id;
    for name in job.artifacts_from.iter().flatten() {
        let message = "artifacts come only by steps that download them";
        writing.lost(ARTIFACT, name.span, message, "add a download step");
    }
    for rule in &job.rules {
        writing.lost(RULE, rule.span, "a job has one condition, and no rules", "say it with \"condition\"");
    }
    if !matches!(job.when.value, When::OnSuccess | When::Manual) {
        let message = "a job waits only for what it depends on and its condition";
        writing.lost(CONDITION, job.when.span, message, "say it with \"condition\"");
    }
    for name in &job.ignored_env {
        let message = format!("the job gets the variable \"{name}\" too");
        writing.lost(VARIABLE, id.span, message, "empty it under \"variables\" of the job");
    }
    for step in &job.after {
        let help = "add a step with \"condition: always()\"";
        writing.lost(SHELL, step.span, "a job has no steps at its end", help);
    }
    for cache in &job.caches {
        writing.lost(CACHE, cache.span, "a job declares no cache", "add a step with Cache@2");
    }
    for artifact in &job.artifacts {
        writing.lost(ARTIFACT, artifact.span, "this report or artifact is not kept", "add a publish step");
    }
    if let Some(output) = job.outputs.iter().find(|_| writing.from.dialect == ir::Dialect::Native) {
        let help =
            "set an output variable in a named step: ##vso[task.setvariable variable=NAME;isOutput=true]";
        writing.lost(OUTPUT, output.name.span, "outputs of a job are those of its steps", help);
    }
    if let Some(retry) = &job.retry {
        let help = "add \"retryCountOnTaskFailure\" to its steps";
        writing.lost(RETRY, retry.max.span, "a failed job is not tried again", help);
    }
    if let Some(permissions) = &job.permissions {
        let help = "set the job authorization scope in the project's settings";
        writing.lost(
            PERMISSION,
            write::place_of(permissions),
            "the file does not limit the job's token",
            help,
        );
    }
    if let Some(concurrency) = &job.concurrency {
        let help = "add an exclusive lock to an environment, and make the job a deployment";
        writing.lost(CONCURRENCY, concurrency.span, "jobs of one group may overlap", help);
    }
    if let Some(flag) = &job.interruptible {
        let message = "whether a newer run ends the job is the service's matter";
        writing.lost(INTERRUPTION, flag.span, message, "nothing");
    }
    if let Some(coverage) = &job.coverage {
        let help = "publish a report with PublishCodeCoverageResults@2";
        writing.lost(COVERAGE, coverage.span(), "coverage is not read from the log", help);
    }
    for notification in &job.notifications {
        let help = "add a step with \"condition: always()\"";
        writing.lost(NOTIFICATION, notification.span, "a job tells nobody how it ended", help);
    }
    if let Some(script) = &job.before_checkout {
        let span = script.lines.first().map_or(id.span, |line| line.text().span());
        writing.lost(SHELL, span, "these commands before the checkout are left out", "add a step before it");
    }
    if let Some(snapshot) = &job.snapshot {
        writing.lost(RUNNER, snapshot.span, "no image is made of the job's machine", "nothing");
    }
    if let Workspace::Shared(_) = job.workspace {
        writing.lost(ARTIFACT, id.span, "jobs no longer share one folder", "publish what later jobs need");
    }
}
