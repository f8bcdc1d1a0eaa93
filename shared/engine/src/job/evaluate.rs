//! Builtins with their expressions evaluated.

use super::builtin::{Builtin, Cache, Checkout, Download, IfNone, Inputs, Key, Setup, Upload};
use super::file_work;
use super::finish::holds;
use super::timing;
use expr::{Scope, Template};
use plan::Phase;
use plan::ir::{Builtin as Known, CacheKey, CachePolicy, ReportKind, With};
use std::time::Duration;

pub(super) fn text(template: &Template, scope: &dyn Scope) -> Result<String, String> {
    template.render(scope).map_err(|error| error.to_string())
}

pub(super) fn optional(template: Option<&Template>, scope: &dyn Scope) -> Result<Option<String>, String> {
    template.map(|template| text(template, scope)).transpose()
}

pub(super) fn texts(templates: &[Template], scope: &dyn Scope) -> Result<Vec<String>, String> {
    templates.iter().map(|template| text(template, scope)).collect()
}

/// An author's inputs, in their order.
pub(super) fn inputs(with: &With, scope: &dyn Scope) -> Result<Inputs, String> {
    let evaluated = with.iter().map(|(name, template)| {
        let value = text(template, scope).map_err(|message| format!("input `{}`: {message}", name.value))?;
        Ok((name.value.clone(), value))
    });
    evaluated.collect()
}

pub(super) fn flag(template: Option<&Template>, scope: &dyn Scope) -> Result<bool, String> {
    match template {
        None => Ok(false),
        Some(template) => template.eval(scope).map(|value| holds(&value)).map_err(|error| error.to_string()),
    }
}

/// What a builtin is to do in this part of the job.
pub(super) fn builtin(
    known: &Known,
    with: &With,
    phase: Phase,
    scope: &dyn Scope,
) -> Result<Builtin, String> {
    Ok(match known {
        Known::Checkout { repository, revision, path, submodules, depth } => Builtin::Checkout(Checkout {
            repository: optional(repository.as_ref(), scope)?,
            revision: optional(revision.as_ref(), scope)?,
            path: optional(path.as_ref(), scope)?,
            submodules: optional(submodules.as_ref(), scope)?,
            depth: optional(depth.as_ref(), scope)?,
            inputs: inputs(with, scope)?,
        }),
        Known::Cache(wanted) => {
            let evaluated = Cache { declared: phase != Phase::Main, ..cache(wanted, scope)? };
            match direction(&wanted.policy, phase, scope)? {
                Direction::Restore => Builtin::RestoreCache(evaluated),
                Direction::Save => Builtin::SaveCache(evaluated),
                // One that has nothing to do in this part of the job saves what has been found: nothing.
                Direction::Nothing => Builtin::SaveCache(Cache { hit: true, ..evaluated }),
            }
        }
        Known::Upload(upload) => Builtin::Upload(Upload {
            name: optional(upload.name.as_ref(), scope)?,
            paths: texts(&upload.paths, scope)?,
            exclude: texts(&upload.exclude, scope)?,
            untracked: upload.untracked,
            if_none: match optional(upload.if_none.as_ref(), scope)?.as_deref() {
                Some("error") => IfNone::Error,
                Some("ignore") => IfNone::Ignore,
                None | Some("" | "warn") => IfNone::Warn,
                Some(other) => return Err(format!("`{other}` is not one of `warn`, `error` and `ignore`")),
            },
            overwrite: flag(upload.overwrite.as_ref(), scope)?,
            hidden: flag(upload.hidden.as_ref(), scope)?,
            retention: retention(upload.retention.as_ref(), scope)?,
            // What an action keeps has a name of its own; what a job or step declares goes to the jobs after it.
            rooted: with.is_empty(),
            // Where nothing is said of others with that name, there are none.
            own: with.is_empty() && upload.overwrite.is_none(),
        }),
        Known::Download { name, pattern, path, merge } => Builtin::Download(Download {
            name: optional(name.as_ref(), scope)?.filter(|name| !name.is_empty()),
            pattern: optional(pattern.as_ref(), scope)?.filter(|pattern| !pattern.is_empty()),
            path: optional(path.as_ref(), scope)?.filter(|path| !path.is_empty()),
            merge: flag(merge.as_ref(), scope)?,
            inputs: inputs(with, scope)?,
        }),
        Known::Files(work) => Builtin::Files(file_work::evaluated(work, scope)?),
        Known::Fail { message } => Builtin::Fail { message: text(message, scope)? },
        Known::Print { message } => Builtin::Print { message: text(message, scope)? },
        Known::Approve { message } => Builtin::Approve { message: text(message, scope)? },
        Known::Report(report) => match &report.kind {
            ReportKind::Dotenv => Builtin::ReadVariables { paths: texts(&report.paths, scope)? },
            ReportKind::Junit => {
                Builtin::ReadTests { paths: texts(&report.paths, scope)?, fails: report.fails }
            }
            ReportKind::Other(name) if TEST_RESULTS.contains(&name.as_str()) => {
                Builtin::ReadTests { paths: texts(&report.paths, scope)?, fails: report.fails }
            }
            ReportKind::Other(name) => Builtin::Upload(Upload {
                name: Some(name.clone()),
                paths: texts(&report.paths, scope)?,
                overwrite: true,
                ..Upload::default()
            }),
        },
        // The machine does these itself.
        Known::Sleep { .. } | Known::Unstable { .. } => {
            return Err("this step starts nothing".to_owned());
        }
        Known::Setup { tool, version, version_file } => Builtin::Setup(Setup {
            tool: *tool,
            version: optional(version.as_ref(), scope)?.filter(|version| !version.is_empty()),
            version_file: optional(version_file.as_ref(), scope)?.filter(|file| !file.is_empty()),
            inputs: inputs(with, scope)?,
        }),
    })
}

/// Reports of tests that are read as JUnit's are.
const TEST_RESULTS: [&str; 3] = ["nunit", "vstest", "xunit"];

fn retention(template: Option<&Template>, scope: &dyn Scope) -> Result<Option<Duration>, String> {
    let text = optional(template, scope)?.unwrap_or_default();
    timing::retention(&text).map_err(|error| format!("how long an artifact is kept: {error}"))
}

enum Direction {
    Restore,
    Save,
    Nothing,
}

/// Which way a cache goes: in the middle of a job as its policy says, at its ends only if the policy has that end.
fn direction(policy: &CachePolicy, phase: Phase, scope: &dyn Scope) -> Result<Direction, String> {
    let (pull, push) = ends(policy, scope)?;
    Ok(match phase {
        Phase::Prepare if pull => Direction::Restore,
        Phase::Finish if push => Direction::Save,
        Phase::Main if pull => Direction::Restore,
        Phase::Main if push => Direction::Save,
        _ => Direction::Nothing,
    })
}

fn ends(policy: &CachePolicy, scope: &dyn Scope) -> Result<(bool, bool), String> {
    Ok(match policy {
        CachePolicy::PullPush => (true, true),
        CachePolicy::Pull => (true, false),
        CachePolicy::Push => (false, true),
        CachePolicy::Computed(template) => match text(template, scope)?.as_str() {
            "pull-push" | "" => (true, true),
            "pull" => (true, false),
            "push" => (false, true),
            other => return Err(format!("`{other}` is not one of `pull`, `push` and `pull-push`")),
        },
    })
}

/// Whether a cache restored here is saved at the job's end by the same step.
pub(super) fn saves_later(cache: &plan::ir::Cache, phase: Phase, scope: &dyn Scope) -> bool {
    phase == Phase::Main && matches!(ends(&cache.policy, scope), Ok((true, true)))
}

pub(super) fn cache(cache: &plan::ir::Cache, scope: &dyn Scope) -> Result<Cache, String> {
    Ok(Cache {
        key: match &cache.key {
            CacheKey::Text(key) => Key::Text(text(key, scope)?),
            CacheKey::Files { files, prefix, by_commit } => Key::Files {
                files: texts(files, scope)?,
                prefix: optional(prefix.as_ref(), scope)?,
                by_commit: *by_commit,
            },
        },
        fallback: texts(&cache.fallback, scope)?,
        fallback_prefix: cache.fallback_prefix,
        paths: texts(&cache.paths, scope)?,
        untracked: cache.untracked,
        fail_on_miss: flag(cache.fail_on_miss.as_ref(), scope)?,
        lookup_only: flag(cache.lookup_only.as_ref(), scope)?,
        hit_variable: optional(cache.hit_variable.as_ref(), scope)?,
        declared: false,
        hit: false,
    })
}
