use crate::{Span, Spanned, Template};

/// Somebody is told how a run ended.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotifyWhen {
    /// When it passed.
    pub success: bool,
    /// When it failed.
    pub failure: bool,
}
