//! `notifications`: who is told how runs ended. Pipelines may name others for their own runs.

use crate::config::Template;
use crate::config::layers::Layers;
use crate::config::rules::{CONTRADICTION, VALUE};
use crate::config::value::{Value, Wanted};
use diag::{Diagnostic, Span};
use engine::job::Secret;
use lettre::message::Mailbox;
use reqwest::Url;

/// Who is told how runs ended.
#[derive(Clone, PartialEq, Eq)]
pub struct Notifications {
    /// The incoming webhook of a Slack channel. Whoever knows it may post there.
    pub slack: Option<WebhookUrl>,
    /// What is said there.
    pub slack_template: Option<Template>,
    /// Any server that takes JSON.
    pub webhook: Option<WebhookUrl>,
    /// What signs the bodies sent to it.
    pub webhook_secret: Option<Secret>,
    /// The server that takes letters. None: none are sent.
    pub mail: Option<Mail>,
    /// Whether to tell of runs that passed.
    pub on_success: bool,
    /// Whether to tell of runs that failed.
    pub on_failure: bool,
    /// Whether to tell of the first run that passed after others on its branch had failed.
    pub on_recovery: bool,
    /// The branches and tags whose runs are told of, as patterns with `*`; empty: all.
    pub branches: Vec<String>,
}

/// How letters are sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub tls: MailTls,
    /// Who the server takes us for.
    pub login: Option<(String, Secret)>,
    /// Whose letters they are.
    pub from: Address,
    /// Who gets those of the server's own settings.
    pub to: Vec<Address>,
    /// Their subject.
    pub subject: Option<Template>,
    /// Their text.
    pub template: Option<Template>,
}

/// How the way to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// It begins in plain, and nothing is said before it is protected: <https://www.rfc-editor.org/rfc/rfc3207>.
    Starttls,
    /// It is protected from the first byte: <https://www.rfc-editor.org/rfc/rfc8314#section-3>.
    Tls,
    /// Not at all: for a server on this machine.
    Never,
}

impl MailTls {
    fn port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Tls => 465,
            Self::Never => 25,
        }
    }
}

/// A mailbox: `ci@example.com`, `CI <ci@example.com>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(pub Mailbox);

impl Value for Address {
    fn read(text: &str) -> Result<Self, Wanted> {
        text.parse().map(Self).map_err(|_| Wanted::a("an address such as ci@example.com"))
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// A URL that must not be seen: knowing it is all one needs to use it.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

impl WebhookUrl {
    /// The URL, for whoever sends to it.
    #[must_use]
    pub fn reveal(&self) -> &Url {
        &self.0
    }
}

impl Value for WebhookUrl {
    fn read(text: &str) -> Result<Self, Wanted> {
        Url::read(text).map(Self)
    }

    fn show(&self) -> String {
        format!("{}://{}/***", self.0.scheme(), self.0.host_str().unwrap_or_default())
    }
}

impl Notifications {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        let read = Self {
            slack: from.key("notifications.slack.webhook").secret().optional(),
            slack_template: from.key("notifications.slack.template").optional(),
            webhook: from.key("notifications.webhook.url").secret().optional(),
            webhook_secret: from.key("notifications.webhook.secret").secret().optional(),
            mail: Mail::read(from),
            on_success: from.key("notifications.on_success").or(false),
            on_failure: from.key("notifications.on_failure").or(true),
            on_recovery: from.key("notifications.on_recovery").or(true),
            branches: from.key("notifications.branches").list(),
        };
        if let Some(pattern) = read.branches.iter().find(|pattern| globset::Glob::new(pattern).is_err()) {
            let span = from.span("notifications.branches");
            let finding = format!("\"{pattern}\" is no pattern such as main or release/*");
            from.findings.push(Diagnostic::error(VALUE, span, finding));
        }
        read
    }
}

impl Mail {
    fn read(from: &mut Layers<'_>) -> Option<Self> {
        let host: Option<String> = from.key("notifications.email.host").optional();
        let words = [("starttls", MailTls::Starttls), ("tls", MailTls::Tls), ("none", MailTls::Never)];
        let tls = from.key("notifications.email.tls").choice(MailTls::Starttls, &words);
        let port = from.key("notifications.email.port").optional();
        let username: Option<String> = from.key("notifications.email.username").optional();
        let password: Option<Secret> = from.key("notifications.email.password").secret().optional();
        let sender: Option<Address> = from.key("notifications.email.from").optional();
        let to: Vec<Address> = from.key("notifications.email.to").list();
        let subject = from.key("notifications.email.subject").optional();
        let template = from.key("notifications.email.template").optional();
        let wrong = |from: &Layers<'_>, span: Span, finding: &str, help: &str| {
            from.findings.push(Diagnostic::error(CONTRADICTION, span, finding).help(help));
        };
        let Some(host) = host else {
            if !to.is_empty() {
                let span = from.span("notifications.email.to");
                wrong(
                    from,
                    span,
                    "letters need a server that takes them",
                    "set notifications.email.host too",
                );
            }
            return None;
        };
        let at = from.span("notifications.email.host");
        let Some(sender) = sender else {
            wrong(from, at, "letters need somebody whom they are from", "set notifications.email.from too");
            return None;
        };
        if tls == MailTls::Never && password.is_some() {
            wrong(
                from,
                at,
                "a password would be sent for all to read",
                "set notifications.email.tls to starttls or tls",
            );
            return None;
        }
        let login = match (username, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            _ => {
                let help =
                    "set notifications.email.username and notifications.email.password, or none of them";
                wrong(from, at, "a mail server wants both a name and a password", help);
                return None;
            }
        };
        let port = port.unwrap_or(tls.port());
        Some(Self { host, port, tls, login, from: sender, to, subject, template })
    }
}
