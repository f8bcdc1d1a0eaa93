use super::payload::{Delivery, Unread};
use super::proof::Proof;
use super::{bitbucket, gitea, github, gitlab};
use axum::http::HeaderMap;
use serde_json::Value;

/// Who hosts repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    /// GitHub.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket Cloud.
    Bitbucket,
}

/// A header, where it is text.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl Forge {
    /// Its name in paths and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Gitea => "gitea",
            Self::Bitbucket => "bitbucket",
        }
    }

    /// How a delivery says that it comes from who knows the secret; nothing if it does not.
    #[must_use]
    pub fn proof<'a>(self, headers: &'a HeaderMap) -> Option<Proof<'a>> {
        match self {
            // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
            Self::GitHub => {
                header(headers, "x-hub-signature-256")?.strip_prefix("sha256=").map(Proof::Signature)
            }
            // https://docs.gitlab.com/user/project/integrations/webhooks/#validate-requests-by-using-a-secret-token
            Self::GitLab => header(headers, "x-gitlab-token").map(Proof::Secret),
            // https://docs.gitea.com/usage/webhooks
            Self::Gitea => header(headers, "x-gitea-signature").map(Proof::Signature),
            // https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/#Secure-webhooks
            Self::Bitbucket => {
                header(headers, "x-hub-signature")?.strip_prefix("sha256=").map(Proof::Signature)
            }
        }
    }

    /// What the forge calls this delivery. It is not signed: it tells equal deliveries apart only where nothing is.
    #[must_use]
    pub fn delivery(self, headers: &HeaderMap) -> Option<&str> {
        match self {
            Self::GitLab => {
                header(headers, "idempotency-key").or_else(|| header(headers, "x-gitlab-event-uuid"))
            }
            Self::GitHub | Self::Gitea | Self::Bitbucket => None,
        }
    }

    /// What a delivery tells.
    pub fn read(self, headers: &HeaderMap, body: &Value) -> Result<Delivery, Unread> {
        let event = match self {
            Self::GitHub => header(headers, "x-github-event"),
            Self::GitLab => header(headers, "x-gitlab-event"),
            Self::Gitea => header(headers, "x-gitea-event"),
            Self::Bitbucket => header(headers, "x-event-key"),
        };
        let event = event.ok_or(Unread::NoEvent)?;
        match self {
            Self::GitHub => github::read(event, body),
            Self::GitLab => gitlab::read(body),
            Self::Gitea => gitea::read(event, body),
            Self::Bitbucket => bitbucket::read(event, body),
        }
    }
}
