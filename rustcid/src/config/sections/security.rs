//! `security`: who may come in, for how long and how often.

use crate::config::layers::Layers;
use crate::config::rules::{CONTRADICTION, VALUE, WEAK_SECRET};
use crate::config::units::Unit;
use diag::Diagnostic;
use engine::job::Secret;
use reqwest::Url;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What an HS256 key must have: <https://www.rfc-editor.org/rfc/rfc7518#section-3.2>.
const KEY_BYTES: usize = 32;

/// Who may come in, for how long and how often.
#[derive(Clone, PartialEq, Eq)]
pub struct Security {
    /// Whether requests need a token at all. Without, the daemon listens on this machine only.
    pub enabled: bool,
    /// What signs sessions. None: a key made at the first start, kept in the state folder.
    pub jwt_secret: Option<Secret>,
    /// What seals secrets, the newest first; older ones only open. Empty, without a file too: this server makes its own.
    pub master_keys: Vec<Secret>,
    /// A file with such keys, one a line.
    pub master_key_file: Option<PathBuf>,
    /// How long a session lasts.
    pub session_timeout: Duration,
    /// Whether changes and sign-ins are written down.
    pub audit_logging: bool,
    /// How many requests one identity or address may make.
    pub rate_limit: Option<RateLimit>,
    /// Sign-in with GitHub.
    pub github: Option<OauthClient>,
}

/// How many requests one identity or address may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Over time.
    pub requests_per_minute: u32,
    /// At once.
    pub burst_size: u32,
}

/// An application registered with a service where users sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct OauthClient {
    /// Its public name there.
    pub id: String,
    /// What proves that we are it.
    pub secret: Secret,
    /// Where people sign in.
    pub url: Url,
    /// Where the service answers programs.
    pub api_url: Url,
    /// Those who may come in, by name.
    pub users: Vec<String>,
    /// Members of these may come in too.
    pub organizations: Vec<String>,
    /// The roles of those who come for the first time.
    pub roles: Vec<String>,
    /// Where people may be sent on to, beside paths of this server.
    pub redirects: Vec<String>,
}

impl Security {
    pub(in crate::config) fn read(from: &mut Layers<'_>, host: IpAddr) -> Self {
        let security = Self {
            enabled: from.key("security.enabled").or(true),
            jwt_secret: from.key("security.jwt_secret").variable("JWT_SECRET").secret().optional(),
            master_keys: from.key("security.master_key").variable("RUSTCI_MASTER_KEY").secret().list(),
            master_key_file: from
                .key("security.master_key_file")
                .variable("RUSTCI_MASTER_KEY_FILE")
                .optional(),
            session_timeout: from.key("security.session_timeout").duration(3600, Unit::Seconds),
            audit_logging: from.key("security.audit_logging").variable("RUSTCI_AUDIT_LOGGING").or(true),
            rate_limit: RateLimit::read(from, host),
            github: OauthClient::read(from),
        };
        for (key, secrets, what) in [
            ("security.jwt_secret", security.jwt_secret.as_slice(), "signs sessions"),
            ("security.master_key", security.master_keys.as_slice(), "seals the others"),
        ] {
            if secrets.iter().any(|secret| secret.reveal().len() < KEY_BYTES) {
                let finding = format!("the secret that {what} has less than {KEY_BYTES} bytes");
                let finding = Diagnostic::warning(WEAK_SECRET, from.span(key), finding);
                from.findings.push(finding.help("make one with \"openssl rand -hex 32\""));
            }
        }
        if security.master_key_file.is_some() && !security.master_keys.is_empty() {
            let finding = "the master keys of security.master_key_file win over security.master_key";
            let finding = Diagnostic::warning(CONTRADICTION, from.span("security.master_key"), finding);
            from.findings.push(finding.help("remove one of them"));
        }
        security
    }
}

impl RateLimit {
    /// Who asks from this machine alone is not limited unless somebody wants it.
    fn read(from: &mut Layers<'_>, host: IpAddr) -> Option<Self> {
        let enabled = from.key("security.rate_limit.enabled").or(!host.is_loopback());
        let limit = Self {
            requests_per_minute: from
                .key("security.rate_limit.requests_per_minute")
                .count(1000, 1..=10_000_000),
            burst_size: from.key("security.rate_limit.burst_size").count(100, 1..=1_000_000),
        };
        enabled.then_some(limit)
    }
}

impl OauthClient {
    fn read(from: &mut Layers<'_>) -> Option<Self> {
        let (id_key, secret_key) = ("security.oauth.github.client_id", "security.oauth.github.client_secret");
        let id: Option<String> = from.key(id_key).variable("GITHUB_OAUTH_CLIENT_ID").optional();
        let secret = from.key(secret_key).variable("GITHUB_OAUTH_CLIENT_SECRET").secret().optional();
        let mut service =
            |key, usual: &str| -> Option<Url> { Url::parse(usual).ok().map(|usual| from.key(key).or(usual)) };
        let url = service("security.oauth.github.url", "https://github.com/")?;
        let api_url = service("security.oauth.github.api_url", "https://api.github.com/")?;
        let users = from.key("security.oauth.github.users").list();
        let organizations: Vec<String> = from.key("security.oauth.github.organizations").list();
        let roles = from.key("security.oauth.github.roles").list();
        let redirects = from.key("security.oauth.github.redirects").list();
        let (there, lacks) = match (id, secret) {
            (Some(id), Some(secret)) => {
                let found = Self { id, secret, url, api_url, users, organizations, roles, redirects };
                found.check(from, id_key);
                return Some(found);
            }
            (Some(_), None) => (id_key, "GITHUB_OAUTH_CLIENT_SECRET"),
            (None, Some(_)) => (secret_key, "GITHUB_OAUTH_CLIENT_ID"),
            (None, None) => return None,
        };
        let finding = "sign-in with GitHub needs both the id and the secret of an application";
        let finding = Diagnostic::error(CONTRADICTION, from.span(there), finding);
        from.findings.push(finding.help(format!("set {lacks} too")));
        None
    }

    /// Deny by default: without a word about whom, nobody comes in.
    fn check(&self, from: &mut Layers<'_>, at: &str) {
        if self.users.is_empty() && self.organizations.is_empty() {
            let finding = "nobody can sign in with GitHub: no user and no organization is named that may";
            let finding = Diagnostic::warning(CONTRADICTION, from.span(at), finding);
            let help = "name some in security.oauth.github.users or security.oauth.github.organizations";
            from.findings.push(finding.help(help));
        }
        let plain = |name: &String| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if let Some(odd) = self.organizations.iter().find(|name| !plain(name)) {
            let place = from.span("security.oauth.github.organizations");
            let finding = format!("`{odd}` is no organization's name");
            from.findings
                .push(Diagnostic::error(VALUE, place, finding).help("it has letters, digits and hyphens"));
        }
    }
}
