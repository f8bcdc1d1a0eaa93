//! What the daemon is told to be: defaults < file < environment < flags.
//!
//! [`read`] is a function of its [`Inputs`] alone. Each key is read in one place, which says its variable, its
//! type, its default and whether this version can honour it; see [`sections`]. Whatever is wrong becomes a finding
//! with its place, and a default stands in.

mod environment;
mod expand;
mod flags;
mod inputs;
mod key;
mod layers;
mod mask;
mod network;
mod restart;
pub mod rules;
pub mod sections;
mod setting;
mod show;
mod template;
mod units;
mod unknown;
mod value;

#[cfg(test)]
mod tests;

use crate::auth::rbac::Rbac;
use diag::{Diagnostic, SourceMap};
use indexmap::IndexMap;
use layers::Layers;
use sections::{
    Cache, Database, Notifications, Observability, Outgoing, Repositories, Retention, Runners, Security,
    Server, Tls, Valkyrie,
};

pub use environment::Environment;
pub use flags::{Flag, Flags};
pub use inputs::{File, Inputs, InputsError};
pub use network::Network;
pub use setting::{Origin, Setting};
pub use show::{json, table};
pub use template::{Template, Word};
pub use units::{Cpus, Size};

/// Everything the daemon is told.
#[derive(Clone, PartialEq, Eq)]
pub struct Config {
    /// Where it listens, and how much it takes on.
    pub server: Server,
    /// Where things are kept.
    pub database: Database,
    /// Who may come in.
    pub security: Security,
    /// Who may do what.
    pub rbac: Rbac,
    /// What proves who the daemon is. None: plain HTTP.
    pub tls: Option<Tls>,
    /// Where jobs run.
    pub runners: Runners,
    /// The protocol of runners elsewhere.
    pub valkyrie: Valkyrie,
    /// Metrics, traces and the log.
    pub observability: Observability,
    /// Who is told how runs ended.
    pub notifications: Notifications,
    /// Whom it may speak to where others say whom.
    pub outgoing: Outgoing,
    /// From where pipelines in repositories are fetched.
    pub repositories: Repositories,
    /// What is kept between runs.
    pub cache: Cache,
    /// How long things are kept.
    pub retention: Retention,
}

/// What reading gave.
pub struct Loaded {
    /// The settings, defaults standing in for what was wrong.
    pub config: Config,
    /// Each key with its value and where that came from, in the order of the sections.
    pub settings: Vec<Setting>,
    /// What was found. With an error among it the daemon does not start.
    pub diagnostics: Vec<Diagnostic>,
    /// What the findings point into, secrets hidden.
    pub sources: SourceMap,
}

impl Loaded {
    /// Whether something is so wrong that the daemon must not start.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads all layers.
#[must_use]
pub fn read(inputs: &Inputs) -> Loaded {
    let mut sources = SourceMap::default();
    let file = inputs.file.as_ref().map(|file| sources.add(file.name.as_str(), file.text.as_str()));
    let read = file.map(|id| yaml::read(&sources, id, &inputs::LIMITS)).unwrap_or_default();
    let mut findings = yaml::Findings::default();
    findings.extend(read.diagnostics);
    let complete = read.documents.first().is_none_or(|document| document.complete) && findings.is_empty();
    let mut layers = Layers {
        document: read.documents.first(),
        environment: &inputs.environment,
        flags: &inputs.flags,
        findings: &findings,
        sources,
        settings: Vec::new(),
        aliases: Vec::new(),
        secrets: mask::Secrets::default(),
    };
    let config = Config::read(&mut layers);
    unknown::report(&mut layers);
    without_effect(&layers);
    let Layers { sources, settings, secrets, .. } = layers;
    let sources = secrets.mask(&sources, file, complete);
    Loaded { config, settings, diagnostics: findings.into_vec(), sources }
}

impl Config {
    fn read(from: &mut Layers<'_>) -> Self {
        let server = Server::read(from);
        let database = Database::read(from);
        let security = Security::read(from, server.host);
        if !security.enabled && !server.host.is_loopback() {
            let finding = "without security the daemon listens on this machine only";
            let finding = Diagnostic::error(rules::CONTRADICTION, from.span("security.enabled"), finding);
            from.findings.push(finding.help("set server.host to 127.0.0.1, or security.enabled to true"));
        }
        let rbac = sections::rbac::read(from);
        let runners = Runners::read(from);
        let valkyrie = Valkyrie::read(from);
        let tls = Tls::read(from, &valkyrie);
        let observability = Observability::read(from);
        let notifications = Notifications::read(from);
        let outgoing = Outgoing::read(from);
        let repositories = Repositories::read(from);
        let cache = Cache::read(from);
        let retention = Retention::read(from);
        sections::autoscaling::read(from);
        Self {
            server,
            database,
            security,
            rbac,
            tls,
            runners,
            valkyrie,
            observability,
            notifications,
            outgoing,
            repositories,
            cache,
            retention,
        }
    }
}

/// Tells of every setting that somebody made and that does nothing: one finding a reason.
fn without_effect(layers: &Layers<'_>) {
    let mut reasons: IndexMap<&str, Vec<&Setting>> = IndexMap::new();
    for setting in &layers.settings {
        let asked = setting.origin != Origin::Default && setting.value != "false";
        if let Some(reason) = setting.no_effect.filter(|_| asked) {
            reasons.entry(reason).or_default().push(setting);
        }
    }
    for (reason, settings) in reasons {
        let keys: Vec<&str> = settings.iter().map(|setting| setting.key).collect();
        let verb = if keys.len() == 1 { "has" } else { "have" };
        let finding = format!("{} {verb} no effect: {reason}", keys.join(", "));
        let mut places = settings.iter().map(|setting| setting.span);
        let Some(first) = places.next() else { continue };
        let finding = Diagnostic::warning(rules::NO_EFFECT, first, finding);
        layers.findings.push(places.fold(finding, |finding, place| finding.label(place, "")));
    }
}
