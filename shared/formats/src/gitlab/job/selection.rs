//! `rules`, `only` and `except`: <https://docs.gitlab.com/ci/yaml/#rules>.

use super::refs;
use super::{needs, tolerance};
use crate::gitlab::codes::{CONFLICT, PATTERN, VALUE};
use crate::gitlab::value::{self, Keys};
use crate::gitlab::{duration, variables, workflow};
use diag::{Diagnostic, Spanned};
use expr::{Dialect, Expr};
use globset::GlobBuilder;
use ir::{PathFilter, Rule, Test, When};
use std::time::Duration;
use yaml::{Cursor, Kind, MapReader, Shape};

/// Words of `when` in a job.
pub const WHEN: &[&str] = &["on_success", "on_failure", "always", "never", "manual", "delayed"];

/// The longest time a delayed job may wait.
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// How many paths a rule may name.
const MOST_GLOBS: usize = 50;

/// Where rules stand, which decides what they may say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Job,
    Workflow,
    Include,
}

/// The rules of a job; `otherwise` is how it waits when a rule says nothing of it.
pub fn job_rules(cursor: Cursor<'_>, otherwise: &Spanned<When>) -> Vec<Rule> {
    if cursor.shape() == Shape::Null {
        return Vec::new();
    }
    if cursor.node().as_seq().is_some_and(<[_]>::is_empty) {
        let finding = cursor.error(VALUE, "\"rules\" may not be empty");
        cursor.findings().push(finding.help("remove the key, or give it a rule"));
    }
    rules(cursor, Place::Job, otherwise)
}

/// The rules of a workflow.
pub fn workflow_rules(cursor: Cursor<'_>) -> Vec<Rule> {
    rules(cursor, Place::Workflow, &Spanned::new(When::Always, cursor.span()))
}

/// The rules of an include.
pub fn include_rules(cursor: Cursor<'_>) -> Vec<Rule> {
    if cursor.shape() == Shape::Null {
        return Vec::new();
    }
    rules(cursor, Place::Include, &Spanned::new(When::Always, cursor.span()))
}

fn rules(cursor: Cursor<'_>, place: Place, otherwise: &Spanned<When>) -> Vec<Rule> {
    let mut found = Vec::new();
    for item in cursor.seq().into_iter().flatten().filter(value::known) {
        match item.node().kind {
            Kind::Seq(_) => found.extend(rules(item, place, otherwise)),
            _ => found.extend(rule(item, place, otherwise)),
        }
    }
    found
}

fn rule(cursor: Cursor<'_>, place: Place, otherwise: &Spanned<When>) -> Option<Rule> {
    let mut keys = cursor.map("rules")?;
    let mut rule = Rule {
        span: cursor.key_span(),
        test: clauses(&mut keys),
        when: otherwise.clone(),
        tolerance: None,
        env: ir::Env::default(),
        needs: None,
        interruptible: None,
    };
    match place {
        Place::Job => {
            if let Some(when) = when(&mut keys, WHEN) {
                rule.when = when;
            }
            rule.tolerance = keys.get("allow_failure").and_then(tolerance::read);
            rule.env = keys.get("variables").map(variables::of_rule).unwrap_or_default();
            rule.needs = keys.get("needs").and_then(needs::of_rule);
            rule.interruptible = keys.get("interruptible").and_then(value::flag);
        }
        Place::Workflow => {
            if let Some(when) = when(&mut keys, &["always", "never"]) {
                rule.when = when;
            }
            rule.env = keys.get("variables").map(variables::of_rule).unwrap_or_default();
            if let Some(cancel) = keys.get("auto_cancel") {
                workflow::auto_cancel(cancel);
            }
        }
        Place::Include => {
            let empty = keys.mapping().get("when").is_some_and(|node| node.is_null(value::SCHEMA));
            if empty {
                keys.allow(&["when"]);
            } else if let Some(when) = when(&mut keys, &["always", "never"]) {
                rule.when = when;
            }
        }
    }
    keys.finish();
    Some(rule)
}

/// What must hold: all of `if`, `changes` and `exists` that are given.
fn clauses(keys: &mut MapReader<'_>) -> Test {
    let mut tests = Vec::new();
    if let Some(cursor) = keys.get("if") {
        tests.extend(condition(cursor).map(Test::Expr));
    }
    if let Some(cursor) = keys.get("changes") {
        tests.extend(changes(cursor).map(Test::Changes));
    }
    if let Some(cursor) = keys.get("exists") {
        tests.extend(exists(cursor));
    }
    match tests.len() {
        0 => Test::Always,
        1 => tests.remove(0),
        _ => Test::All(tests),
    }
}

/// An expression as `$CI_COMMIT_BRANCH == "main"`.
pub fn condition(cursor: Cursor<'_>) -> Option<Expr> {
    let text = value::text(cursor)?;
    match Expr::parse(text, Dialect::GitLab) {
        Ok(condition) => Some(condition),
        Err(problems) => {
            problems.into_iter().for_each(|problem| cursor.findings().push(problem));
            None
        }
    }
}

/// `changes`: a list of globs, or a mapping with them under `paths`.
fn changes(cursor: Cursor<'_>) -> Option<PathFilter> {
    match cursor.node().kind {
        Kind::Seq(_) => globs(cursor),
        Kind::Scalar(_) => cursor.wrong("a list of paths or a mapping with \"paths\""),
        Kind::Map(_) => {
            let mut keys = cursor.map("changes")?;
            let filter = keys.need("paths").and_then(globs);
            let compare_to = keys.get("compare_to").and_then(value::template);
            keys.finish();
            Some(PathFilter { compare_to, ..filter? })
        }
    }
}

/// `exists`: a list of globs, or a mapping with them under `paths`, perhaps of another project.
fn exists(cursor: Cursor<'_>) -> Option<Test> {
    match cursor.node().kind {
        Kind::Seq(_) => globs(cursor).map(Test::Exists),
        Kind::Scalar(_) => cursor.wrong("a list of paths or a mapping with \"paths\""),
        Kind::Map(_) => {
            let mut keys = cursor.map("exists")?;
            let filter = keys.need("paths").and_then(globs);
            let project = keys.get("project").and_then(value::template);
            if let Some(revision) = keys.get("ref")
                && value::template(revision).is_some()
                && !keys.has("project")
            {
                let finding = revision.error(CONFLICT, "\"ref\" has a meaning only with \"project\"");
                cursor.findings().push(finding);
            }
            keys.finish();
            // Another project's files are not known here, so that none of them exists.
            if project.is_some() { Some(Test::Any(Vec::new())) } else { filter.map(Test::Exists) }
        }
    }
}

/// Globs over paths.
pub fn globs(cursor: Cursor<'_>) -> Option<PathFilter> {
    value::at_most(cursor, &value::items(cursor)?, MOST_GLOBS);
    let include = value::templates(cursor)?;
    for glob in include.iter().filter_map(|glob| Some((glob.as_literal()?, glob.text().span()))) {
        if let Err(problem) = GlobBuilder::new(glob.0).literal_separator(true).build() {
            let message = format!("\"{}\" is not a glob: {}", glob.0, problem.kind());
            cursor.findings().push(Diagnostic::warning(PATTERN, glob.1, message));
        }
    }
    Some(PathFilter { include, ..PathFilter::default() })
}

/// `when`, with `start_in` where it waits for time.
pub fn when(keys: &mut MapReader<'_>, words: &[&str]) -> Option<Spanned<When>> {
    let delayable = words.contains(&"delayed");
    let start = if delayable { keys.get("start_in") } else { None };
    let wait = start.and_then(duration::read);
    let cursor = keys.get("when");
    let text = cursor.and_then(|cursor| value::choice(cursor, words));
    let delayed = text.is_some_and(|text| text.as_str() == "delayed");
    if let Some(start) = start.filter(|_| !delayed) {
        start
            .findings()
            .push(start.error(CONFLICT, "\"start_in\" has a meaning only with \"when: delayed\""));
    }
    let (cursor, text) = (cursor?, text?);
    let when = match text.as_str() {
        "on_failure" => When::OnFailure,
        "always" => When::Always,
        "never" => When::Never,
        "manual" => When::Manual,
        "delayed" => {
            if !keys.has("start_in") {
                let finding = cursor.error(CONFLICT, "\"when: delayed\" needs \"start_in\" beside it");
                cursor.findings().push(finding.help("add how long to wait, as \"start_in: 30 minutes\""));
            }
            if let Some(start) = start.filter(|_| wait.is_some_and(|wait| wait > WEEK)) {
                start.findings().push(start.error(VALUE, "\"start_in\" may not be more than one week"));
            }
            When::Delayed(wait.unwrap_or_default())
        }
        _ => When::OnSuccess,
    };
    Some(Spanned::new(when, text.span()))
}

/// `only` and `except` as one rule: <https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except>.
pub fn only_except(
    only: Option<Cursor<'_>>,
    except: Option<Cursor<'_>>,
    when: &Spanned<When>,
) -> Option<Rule> {
    let only = only.and_then(Cursor::present);
    let except = except.and_then(Cursor::present);
    let span = only.or(except)?.key_span();
    let mut tests = match only {
        Some(cursor) => filter(cursor, "only")?,
        None => vec![refs::branches_and_tags()],
    };
    if let Some(cursor) = except {
        let against = filter(cursor, "except")?;
        tests.push(Test::Not(Box::new(Test::Any(against))));
    }
    let test = if tests.len() == 1 { tests.remove(0) } else { Test::All(tests) };
    Some(Rule {
        span,
        test,
        when: when.clone(),
        tolerance: None,
        env: ir::Env::default(),
        needs: None,
        interruptible: None,
    })
}

fn filter<'a>(cursor: Cursor<'a>, name: &'a str) -> Option<Vec<Test>> {
    if let Kind::Seq(_) | Kind::Scalar(_) = cursor.node().kind {
        return Some(vec![refs::read(cursor)?]);
    }
    let mut keys = cursor.map(name)?;
    let mut tests = Vec::new();
    tests.extend(keys.get("refs").and_then(refs::read));
    if let Some(variables) = keys.get("variables") {
        let conditions = value::items(variables).unwrap_or_default().into_iter().filter_map(condition);
        tests.push(Test::Any(conditions.map(Test::Expr).collect()));
    }
    if let Some(changes) = keys.get("changes").and_then(globs) {
        tests.push(Test::Changes(changes));
    }
    if let Some(cluster) = keys.get("kubernetes") {
        value::choice(cluster, &["active"]);
        // There is never a cluster that belongs to the project here.
        tests.push(Test::Any(Vec::new()));
    }
    keys.finish();
    Some(tests)
}
