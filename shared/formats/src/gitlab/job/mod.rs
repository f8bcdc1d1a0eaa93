//! One job: <https://docs.gitlab.com/ci/yaml/#job-keywords>. A file for each group of keywords.

mod artifacts;
mod cache;
mod container;
mod environment;
mod matrix;
mod needs;
mod refs;
mod release;
mod retry;
mod script;
mod secrets;
pub mod selection;
mod steps;
mod tolerance;
mod trigger;
mod work;

pub use refs::branches_and_tags;

use super::codes::{CONFLICT, PATTERN};
use super::compose::{self, entry::Entry};
use super::value::{self, Keys};
use super::{duration, inherit, variables};
use diag::{Diagnostic, Severity, Spanned, Text};
use ir::{Concurrency, Env, Job, RunsOn, Tolerance, When};
use yaml::{Cursor, Kind, MapReader};

/// A job that was read.
pub struct Read {
    /// The job.
    pub job: Job,
    /// The files of the child pipeline it starts.
    pub child: Vec<Entry>,
}

/// How many tags a job may have.
const MOST_TAGS: usize = 50;

/// Reads a job. `partial`: what it lacks may stand in another file.
pub fn read(name: &Text, cursor: Cursor<'_>, partial: bool) -> Option<Read> {
    let mut keys = cursor.map("job")?;
    let mut job = Job::empty(value::spanned(name), cursor.span());
    job.stage =
        keys.get("stage").and_then(value::name).or(Some(Spanned::new("test".to_owned(), name.span())));
    keys.get("extends").map(extends);
    if let Some(inherit) = keys.get("inherit") {
        inherit::check(inherit);
    }
    selection(&mut keys, &mut job);
    job.strategy = keys.get("parallel").and_then(matrix::read);
    let axes = job.strategy.as_ref().map(matrix::axes).or((!keys.has("parallel")).then(Vec::new));
    job.needs = keys.get("needs").and_then(|cursor| needs::read(cursor, axes.as_deref()));
    job.artifacts_from = keys.get("dependencies").and_then(needs::dependencies);
    job.env = env(&mut keys);
    job.environment = keys.get("environment").and_then(environment::read);
    job.concurrency = keys.get("resource_group").and_then(value::filled).map(|text| Concurrency {
        span: text.span(),
        group: value::expanding(text, cursor.findings()),
        cancel_running: None,
        queue_all: true,
    });
    inherited(&mut keys, &mut job);
    job.coverage = keys.get("coverage").and_then(coverage);
    keys.get("manual_confirmation").and_then(value::text);
    keys.get("publish").and_then(value::text);
    keys.get("pages").map(release::pages);
    keys.get("release").map(release::release);
    keys.get("dast_configuration").map(release::dast);
    keys.get("inputs").map(compose::job_inputs);
    let child = work::read(&mut keys, name, &mut job, partial);
    keys.finish();
    Some(Read { job, child })
}

/// The keys that `default` may hold as well.
pub fn inherited(keys: &mut MapReader<'_>, job: &mut Job) {
    job.container = keys.get("image").and_then(container::image);
    job.services = keys.get("services").and_then(container::services).unwrap_or_default();
    job.caches = keys.get("cache").map(cache::read).unwrap_or_default();
    job.artifacts = keys.get("artifacts").map(artifacts::read).unwrap_or_default();
    job.retry = keys.get("retry").and_then(retry::read);
    job.timeout = keys.get("timeout").and_then(duration::of_job);
    if let Some(flag) = keys.get("interruptible").and_then(Cursor::bool) {
        job.interruptible = Some(flag);
    }
    job.before_checkout = keys.get("hooks").and_then(script::hooks);
    if let Some(cursor) = keys.get("tags")
        && let Some(tags) = value::some_items(cursor)
    {
        value::at_most(cursor, &tags, MOST_TAGS);
        let labels = tags
            .into_iter()
            .filter_map(|tag| value::filled(tag).map(|text| value::expanding(text, tag.findings())));
        job.runs_on = RunsOn { labels: labels.collect(), group: None };
    }
    keys.get("identity").map(secrets::identity);
}

/// The scripts that `default` may hold, looked at for their own sake.
pub fn scripts(keys: &mut MapReader<'_>) {
    keys.get("before_script").and_then(script::optional);
    keys.get("after_script").and_then(script::optional);
    keys.get("id_tokens").map(secrets::id_tokens);
}

/// What it names has been merged in already.
fn extends(cursor: Cursor<'_>) {
    let names = match cursor.node().kind {
        Kind::Seq(_) => value::some_items(cursor).unwrap_or_default(),
        _ => vec![cursor],
    };
    names.into_iter().for_each(|name| _ = value::text(name));
}

fn selection(keys: &mut MapReader<'_>, job: &mut Job) {
    let manual_allowed = keys.get("allow_failure").and_then(tolerance::read);
    if let Some(when) = selection::when(keys, selection::WHEN) {
        job.when = when;
    }
    let (only, except) = (keys.get("only"), keys.get("except"));
    let rules = keys.get("rules");
    match rules {
        Some(rules) => {
            for other in [only, except].into_iter().flatten().filter_map(Cursor::present) {
                let finding = Diagnostic::error(
                    CONFLICT,
                    other.key_span(),
                    "this key does not go together with \"rules\"",
                );
                other.findings().push(finding.label(rules.key_span(), "\"rules\" stands here"));
            }
            job.rules = selection::job_rules(rules, &job.when);
        }
        None => job.rules = selection::only_except(only, except, &job.when).into_iter().collect(),
    }
    // A manual job that nobody starts does not hold up the pipeline, unless a rule made it manual.
    let optional = job.when.value == When::Manual && rules.is_none();
    let usual = if optional { Tolerance::All } else { Tolerance::None };
    job.tolerance = manual_allowed.unwrap_or(usual);
}

fn env(keys: &mut MapReader<'_>) -> Env {
    let own = keys.get("variables").map(variables::of_job).unwrap_or_default();
    let secrets = keys.get("secrets").map(secrets::read).unwrap_or_default();
    let tokens = keys.get("id_tokens").map(secrets::id_tokens).unwrap_or_default();
    Env::List(own.entries().iter().cloned().chain(secrets).chain(tokens).collect())
}

/// A regular expression between slashes: <https://docs.gitlab.com/ci/yaml/#coverage>.
fn coverage(cursor: Cursor<'_>) -> Option<Text> {
    if !matches!(cursor.node().kind, Kind::Scalar(_)) {
        return cursor.wrong("a regular expression between slashes");
    }
    let text = value::filled(cursor)?;
    let whole = text.as_str();
    if whole.len() < 3 || !whole.starts_with('/') || !whole.ends_with('/') {
        let finding = cursor.error(PATTERN, "\"coverage\" must be a regular expression between slashes");
        cursor.findings().push(finding.help("write it as \"/total: (\\d+)%/\""));
        return None;
    }
    let inner = text.slice(1, whole.len() - 1);
    if regex::Regex::new(inner.as_str()).is_err() {
        let finding = "this regular expression is not one of RE2, so no coverage is found";
        cursor.findings().push(Diagnostic::new(Severity::Warning, PATTERN, inner.span(), finding));
        return None;
    }
    Some(inner)
}
