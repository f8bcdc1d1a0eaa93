//! `notifications`: who is told how runs ended.

use crate::config::layers::Layers;
use crate::config::value::{Value, Wanted};
use engine::job::Secret;
use reqwest::Url;

const NOT_SENT: &str = "this version sends no notifications";

/// Who is told how runs ended.
#[derive(Clone, PartialEq, Eq)]
pub struct Notifications {
    /// The incoming webhook of a Slack channel. Whoever knows it may post there.
    pub slack: Option<WebhookUrl>,
    /// Any server that takes JSON.
    pub webhook: Option<WebhookUrl>,
    /// What signs the bodies sent to it.
    pub webhook_secret: Option<Secret>,
    /// Whether to tell of runs that passed.
    pub on_success: bool,
    /// Whether to tell of runs that failed.
    pub on_failure: bool,
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
        Self {
            slack: from.key("notifications.slack.webhook").secret().no_effect(NOT_SENT).optional(),
            webhook: from.key("notifications.webhook.url").secret().no_effect(NOT_SENT).optional(),
            webhook_secret: from.key("notifications.webhook.secret").secret().no_effect(NOT_SENT).optional(),
            on_success: from.key("notifications.on_success").no_effect(NOT_SENT).or(false),
            on_failure: from.key("notifications.on_failure").no_effect(NOT_SENT).or(true),
        }
    }
}
