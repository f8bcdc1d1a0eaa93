//! Caches in runs that publish.

use super::scene::{Findings, Scene, Use};
use super::{Audit, Level, publishing};
use diag::{Code, Diagnostic, Rule};
use ir::{Action, Builtin, CachePolicy, Event, Job, RefPattern, Step, Template, Test, Trigger};

/// A run that publishes takes files from a cache.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a run that publishes restores a cache",
        page: "Other runs of the repository may write the cache, and what they put there becomes a part of what is published. \
               A release can do without: build it from nothing. Told at the level strict.\n\n\
               Wrong:\n\n    on: release\n    ...\n        - uses: actions/setup-node@v4\n          with:\n            cache: npm\n\n\
               Right:\n\n    on: release\n    ...\n        - uses: actions/setup-node@v4\n",
    },
    check,
};
const CODE: Code = Code("cache-poisoning");

/// How an action's cache is switched.
enum Switch {
    /// It always restores.
    Always,
    /// Unless this input says `false`.
    Unless(&'static str),
    /// Unless this input says `true`.
    UnlessTold(&'static str),
    /// When this input is given, and not `false`.
    When(&'static str),
}

/// Actions that restore caches, as their pages tell.
const CACHING: &[(&str, &[Switch])] = &[
    ("actions/setup-dotnet", &[Switch::When("cache")]),
    ("actions/setup-go", &[Switch::Unless("cache")]),
    ("actions/setup-java", &[Switch::When("cache")]),
    ("actions/setup-node", &[Switch::When("cache"), Switch::Unless("package-manager-cache")]),
    ("actions/setup-python", &[Switch::When("cache")]),
    ("actions-rust-lang/setup-rust-toolchain", &[Switch::Unless("cache")]),
    ("astral-sh/setup-uv", &[Switch::When("enable-cache")]),
    (
        "bazel-contrib/setup-bazel",
        &[Switch::When("bazelisk-cache"), Switch::When("disk-cache"), Switch::When("repository-cache")],
    ),
    ("determinatesystems/magic-nix-cache-action", &[Switch::Unless("use-gha-cache")]),
    ("docker/build-push-action", &[Switch::When("cache-from")]),
    ("docker/setup-buildx-action", &[Switch::Unless("cache-binary")]),
    ("golangci/golangci-lint-action", &[Switch::UnlessTold("skip-cache")]),
    ("graalvm/setup-graalvm", &[Switch::When("cache")]),
    ("gradle/actions/setup-gradle", &[Switch::UnlessTold("cache-disabled")]),
    ("gradle/gradle-build-action", &[Switch::UnlessTold("cache-disabled")]),
    ("jdx/mise-action", &[Switch::Unless("cache")]),
    ("mlugg/setup-zig", &[Switch::Unless("use-cache")]),
    ("mozilla-actions/sccache-action", &[Switch::Always]),
    ("nix-community/cache-nix-action", &[Switch::Always]),
    ("oven-sh/setup-bun", &[Switch::UnlessTold("no-cache")]),
    ("prefix-dev/setup-pixi", &[Switch::When("cache")]),
    ("pyo3/maturin-action", &[Switch::When("sccache")]),
    ("ramsey/composer-install", &[Switch::UnlessTold("ignore-cache")]),
    ("ruby/setup-ruby", &[Switch::When("bundler-cache")]),
    ("swatinem/rust-cache", &[Switch::UnlessTold("lookup-only")]),
];

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let released = scene.pipeline.triggers.iter().any(releases);
    let publishes = |job: &Job| released || of_release(scene, job) || publishing::publishes(scene, job);
    let message = "a run that publishes restores a cache, which other runs may have written";
    let help = "build what is published without a cache";
    for used in scene.uses().iter().filter(|used| restores(used) && publishes(used.job)) {
        findings.add(Level::Strict, Diagnostic::warning(CODE, used.text().span(), message).help(help));
    }
    for job in &scene.pipeline.jobs {
        let restored = |policy: &CachePolicy| !matches!(policy, CachePolicy::Push);
        // What unprotected refs cannot write is no danger.
        let open = job.caches.iter().filter(|cache| cache.unprotect && restored(&cache.policy));
        for cache in open.filter(|_| publishes(job)) {
            findings.add(Level::Strict, Diagnostic::warning(CODE, cache.span, message).help(help));
        }
    }
}

/// Whether a step restores a cache that others may write.
fn restores(used: &Use<'_>) -> bool {
    if let Some(policy) = cache_of(used.step) {
        let only_looks = used.input("lookup-only").is_some_and(|value| says(value, "true"));
        return !matches!(policy, CachePolicy::Push) && !only_looks;
    }
    let name = used.name();
    let Some((_, switches)) = CACHING.iter().find(|(known, _)| *known == name) else { return false };
    switches.iter().any(|switch| match switch {
        Switch::Always => true,
        Switch::Unless(input) => used.input(input).is_none_or(|value| !says(value, "false")),
        Switch::UnlessTold(input) => used.input(input).is_none_or(|value| !says(value, "true")),
        Switch::When(input) => {
            used.input(input).is_some_and(|value| !says(value, "false") && !says(value, ""))
        }
    })
}

fn cache_of(step: &Step) -> Option<&CachePolicy> {
    match &step.action {
        Action::Builtin { builtin: Builtin::Cache(cache), .. } => Some(&cache.policy),
        _ => None,
    }
}

fn says(value: &Template, word: &str) -> bool {
    value.as_literal().is_some_and(|value| value.trim().eq_ignore_ascii_case(word))
}

/// Whether an event is, by all appearances, a release.
fn releases(trigger: &Trigger) -> bool {
    match &trigger.event {
        Event::Forge(name) => name.value == "release",
        Event::Push => {
            let named = |pattern: &RefPattern| match pattern {
                RefPattern::Glob { pattern, negated } => !negated && pattern.value.contains("release"),
                RefPattern::Regex { pattern, negated, .. } => !negated && pattern.value.contains("release"),
                RefPattern::AnyBranch | RefPattern::AnyTag => false,
            };
            trigger.filter.tags.is_some() || trigger.filter.branches.iter().flatten().any(named)
        }
        _ => false,
    }
}

/// Whether a job is only for tags.
fn of_release(scene: &Scene<'_>, job: &Job) -> bool {
    fn on_tag(test: &Test, tag: Option<&str>) -> bool {
        match test {
            Test::Ref(patterns) => patterns.contains(&RefPattern::AnyTag),
            Test::Expr(expr) => expr.uses().variables.iter().any(|variable| Some(&*variable.name) == tag),
            Test::All(inner) | Test::Any(inner) => inner.iter().any(|inner| on_tag(inner, tag)),
            Test::Always | Test::Source(_) | Test::Changes(_) | Test::Exists(_) | Test::Not(_) => false,
        }
    }
    !job.rules.is_empty() && job.rules.iter().all(|rule| on_tag(&rule.test, scene.exposure.tag))
}
