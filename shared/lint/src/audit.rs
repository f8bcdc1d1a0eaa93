//! Audits: what works, and what somebody could misuse. One function each, and valid in every language that has what it
//! looks at; what a language's own names mean to an attacker is in [`expr::Exposure`].

mod caches;
mod checkout;
mod commands;
mod concurrency;
mod conditions;
mod environment_files;
mod evaluated;
mod images;
mod injection;
mod names;
mod packages;
mod permissions;
mod pins;
mod publishing;
mod runners;
mod scene;
mod secrets;
mod superfluous;
mod tokens;
mod tools;
mod triggers;
mod values;

use diag::{Diagnostic, Rule, Severity, SourceMap};
use ir::Pipeline;
use scene::{Findings, Scene};

/// How much audits look for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    #[default]
    Off,
    /// What is a hole, as it stands.
    Default,
    /// Also what becomes one when something else goes wrong.
    Strict,
    /// Also what only makes a review harder.
    Pedantic,
}

/// How a pipeline is audited.
#[derive(Clone, Copy, Debug)]
pub struct Auditing {
    /// What is looked for.
    pub level: Level,
    /// How bad a finding is.
    pub severity: Severity,
}

impl Default for Auditing {
    fn default() -> Self {
        Self { level: Level::Off, severity: Severity::Warning }
    }
}

/// A rule and the function that looks for what it warns of.
pub struct Audit {
    /// Its page.
    pub rule: Rule,
    /// Looks at a pipeline.
    check: fn(&Scene<'_>, &mut Findings),
}

/// Every audit.
pub const AUDITS: &[Audit] = &[
    injection::AUDIT,
    evaluated::AUDIT,
    triggers::AUDIT,
    permissions::EXCESSIVE,
    permissions::UNDOCUMENTED,
    pins::UNPINNED,
    pins::OBFUSCATION,
    images::AUDIT,
    tools::AUDIT,
    names::TYPOSQUAT,
    names::ARCHIVED,
    checkout::AUDIT,
    caches::AUDIT,
    secrets::OVERPROVISIONED,
    secrets::UNREDACTED,
    secrets::INHERITED,
    secrets::OUTSIDE_ENVIRONMENT,
    tokens::AUDIT,
    conditions::CONTAINS,
    conditions::BOTS,
    commands::INSECURE,
    commands::MISFEATURE,
    environment_files::AUDIT,
    runners::AUDIT,
    packages::AUDIT,
    packages::PIPED,
    publishing::AUDIT,
    superfluous::AUDIT,
    concurrency::LIMITS,
    concurrency::ANONYMOUS,
];

/// What audits of a level find in a pipeline, in the order of their places.
#[must_use]
pub fn audit(pipeline: &Pipeline, sources: &SourceMap, auditing: Auditing) -> Vec<Diagnostic> {
    if auditing.level == Level::Off {
        return Vec::new();
    }
    let scene = Scene::new(pipeline, sources);
    let mut findings = Findings::new(auditing);
    for audit in AUDITS {
        (audit.check)(&scene, &mut findings);
    }
    crate::ordered(findings.into_vec())
}
