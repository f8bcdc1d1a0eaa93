use crate::{Span, Spanned, Template};
use serde::{Deserialize, Serialize};

/// Somebody is told how a run ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// Where it stands.
    pub span: Span,
    /// `slack`, `webhook` or `email`.
    pub channel: Spanned<String>,
    /// The address.
    pub target: Template,
    /// At which outcomes.
    pub when: NotifyWhen,
}

/// At which outcomes a notification is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifyWhen {
    /// When it passed.
    pub success: bool,
    /// When it failed.
    pub failure: bool,
}
