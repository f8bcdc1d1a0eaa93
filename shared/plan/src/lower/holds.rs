use super::paths::Paths;
use super::refs;
use crate::rules::{EVALUATION, refuse};
use crate::scope::Known;
use diag::Diagnostic;
use events::{Facts, GitRef, Source};
use ir::{Conventions, PathFilter, Pipeline, Rule, Test};

/// What the tests of rules are held against.
pub(super) struct World<'a> {
    pub(super) facts: &'a Facts,
    pub(super) conventions: Conventions,
}

impl World<'_> {
    /// Whether a test holds.
    pub(super) fn holds(&self, test: &Test, scope: &Known<'_>) -> Result<bool, Box<Diagnostic>> {
        let (facts, globs) = (self.facts, self.conventions.globs);
        match test {
            Test::Always => Ok(true),
            Test::Expr(expr) => {
                expr.holds(scope).map_err(|error| refuse(EVALUATION, error.span, error.message))
            }
            Test::Ref(_) if facts.source == Source::PullRequest => Ok(false),
            Test::Ref(patterns) => refs::matches(patterns, &facts.git_ref, globs),
            Test::Source(names) => Ok(names.iter().any(|name| self.started_by(name))),
            Test::Changes(PathFilter { compare_to: Some(base), .. }) if self.tells_changes() => {
                let base =
                    base.render(scope).map_err(|error| refuse(EVALUATION, error.span, error.message))?;
                match (facts.changed_since.get(&base), test) {
                    (Some(changed), Test::Changes(filter)) => {
                        Ok(Paths::read(filter, scope, globs)?.any(changed))
                    }
                    // As long as nobody can tell, everything may have changed.
                    _ => Ok(true),
                }
            }
            Test::Changes(filter) => match &facts.changed {
                Some(changed) if self.tells_changes() => Ok(Paths::read(filter, scope, globs)?.any(changed)),
                _ => Ok(true),
            },
            Test::Exists(filter) => Ok(Paths::read(filter, scope, globs)?.any(&facts.files)),
            Test::Not(inner) => Ok(!self.holds(inner, scope)?),
            Test::All(inner) => self.try_all(inner, scope, true),
            Test::Any(inner) => Ok(!self.try_all(inner, scope, false)?),
        }
    }

    /// Whether every test comes out as `wanted`.
    fn try_all(&self, tests: &[Test], scope: &Known<'_>, wanted: bool) -> Result<bool, Box<Diagnostic>> {
        for test in tests {
            if self.holds(test, scope)? != wanted {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Only pushes of commits and requests to merge change files; for any other run all of them count as changed.
    fn tells_changes(&self) -> bool {
        matches!(self.facts.source, Source::Push | Source::PullRequest)
    }

    fn started_by(&self, name: &str) -> bool {
        let facts = self.facts;
        match name {
            "push" => matches!(facts.source, Source::Push | Source::Tag),
            "tag" => facts.source == Source::Tag || matches!(facts.git_ref, GitRef::Tag(_)),
            "pull_request" => facts.source == Source::PullRequest,
            "schedule" => facts.source == Source::Schedule,
            "manual" => facts.source == Source::Manual,
            "api" => facts.source == Source::Api,
            "pipeline" => facts.source == Source::Pipeline,
            "parent" => facts.source == Source::Parent,
            other => facts.event.as_deref() == Some(other),
        }
    }
}

/// Whether anything in a pipeline depends on which files changed: to find that out takes time.
#[must_use]
pub fn asks_for_changes(pipeline: &Pipeline) -> bool {
    let asks = |rules: &[Rule]| rules.iter().any(|rule| has_changes(&rule.test));
    let spawned = |job: &ir::Job| match &job.work {
        ir::Work::Spawn(ir::Spawn { source: ir::SpawnSource::Read(child), .. }) => asks_for_changes(child),
        _ => false,
    };
    pipeline.triggers.iter().any(|trigger| trigger.filter.paths.is_some())
        || asks(&pipeline.rules)
        || pipeline.jobs.iter().any(|job| asks(&job.rules) || spawned(job))
}

/// The refs that a pipeline's filters compare with, beside the commit before.
#[must_use]
pub fn compared_with(pipeline: &Pipeline) -> Vec<String> {
    fn bases<'a>(test: &'a Test, found: &mut Vec<&'a str>) {
        match test {
            Test::Changes(filter) => {
                found.extend(filter.compare_to.as_ref().and_then(ir::Template::as_literal))
            }
            Test::Not(inner) => bases(inner, found),
            Test::All(inner) | Test::Any(inner) => inner.iter().for_each(|test| bases(test, found)),
            Test::Always | Test::Expr(_) | Test::Ref(_) | Test::Source(_) | Test::Exists(_) => {}
        }
    }
    let mut found = Vec::new();
    let rules = pipeline.rules.iter().chain(pipeline.jobs.iter().flat_map(|job| &job.rules));
    rules.for_each(|rule| bases(&rule.test, &mut found));
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(str::to_owned).collect()
}

fn has_changes(test: &Test) -> bool {
    match test {
        Test::Changes(_) => true,
        Test::Not(inner) => has_changes(inner),
        Test::All(inner) | Test::Any(inner) => inner.iter().any(has_changes),
        Test::Always | Test::Expr(_) | Test::Ref(_) | Test::Source(_) | Test::Exists(_) => false,
    }
}

/// The test as a person reads it.
pub(super) fn describe(test: &Test) -> String {
    let globs = |filter: &ir::PathFilter| {
        filter.include.iter().map(|glob| glob.text().to_string()).collect::<Vec<_>>().join(", ")
    };
    let joined = |tests: &[Test], word: &str| tests.iter().map(describe).collect::<Vec<_>>().join(word);
    match test {
        Test::Always => "always".to_owned(),
        Test::Expr(expr) => expr.text().as_str().trim().to_owned(),
        Test::Ref(patterns) => format!("ref is {}", refs::describe(patterns)),
        Test::Source(names) => {
            format!("started by {}", names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "))
        }
        Test::Changes(filter) => format!("changes in {}", globs(filter)),
        Test::Exists(filter) => format!("there is {}", globs(filter)),
        Test::Not(inner) => format!("not ({})", describe(inner)),
        Test::All(inner) => joined(inner, " and "),
        Test::Any(inner) => joined(inner, " or "),
    }
}
