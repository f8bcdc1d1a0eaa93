use crate::StoreError;
use async_trait::async_trait;
use events::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody who may sign in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Unique.
    pub name: String,
    /// Roles, as the configuration names them.
    pub roles: Vec<String>,
    /// The password's hash, with its salt and costs; none: no password lets them in.
    pub password: Option<String>,
    /// Who they are elsewhere: `github:583231`. Unique.
    pub external: Option<String>,
    /// They may not sign in any more.
    pub disabled: bool,
    /// Since when they are known.
    pub created: Timestamp,
}

impl User {
    pub(crate) fn external_taken(&self) -> StoreError {
        StoreError::Exists(format!("another user who is {}", self.external.as_deref().unwrap_or_default()))
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("User");
        debug.field("name", &self.name).field("roles", &self.roles).field("external", &self.external);
        debug.field("disabled", &self.disabled).finish_non_exhaustive()
    }
}

/// What lets a program in: an API token, or the refresh half of a session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Unique, and no secret.
    pub id: String,
    /// The token's hash. Unique.
    pub hash: Vec<u8>,
    /// Whose it is.
    pub user: String,
    /// What its owner calls it.
    pub name: String,
    /// What it may do, `pipelines:read`; never more than its owner.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created: Timestamp,
    /// From when on it lets nobody in.
    pub expires: Option<Timestamp>,
    /// When it was taken back.
    pub revoked: Option<Timestamp>,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Token");
        debug.field("id", &self.id).field("user", &self.user).field("scopes", &self.scopes);
        debug.field("expires", &self.expires).field("revoked", &self.revoked).finish_non_exhaustive()
    }
}

impl Token {
    /// Whether it lets anybody in.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.ends().is_none_or(|end| now < end) && self.revoked.is_none()
    }

    /// From when on it lets nobody in.
    pub(crate) fn ends(&self) -> Option<Timestamp> {
        self.revoked.into_iter().chain(self.expires).min()
    }
}

/// Who may come in, and with what.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Keeps a user; one of the same name is replaced. [`StoreError::Exists`] if another one has `external`.
    async fn put_user(&self, user: User) -> Result<(), StoreError>;

    /// The user of this name.
    async fn user(&self, name: &str) -> Result<Option<User>, StoreError>;

    /// The user who is this elsewhere.
    async fn user_by_external(&self, external: &str) -> Result<Option<User>, StoreError>;

    /// All, by name.
    async fn users(&self) -> Result<Vec<User>, StoreError>;

    /// Forgets a user and their tokens; whether there was one.
    async fn remove_user(&self, name: &str) -> Result<bool, StoreError>;

    /// Keeps a new token. The same one again changes nothing; [`StoreError::Exists`] if another has its id or hash.
    async fn add_token(&self, token: Token) -> Result<(), StoreError>;

    /// The token of this id, valid or not.
    async fn token(&self, id: &str) -> Result<Option<Token>, StoreError>;

    /// The token of this hash, valid or not.
    async fn token_by_hash(&self, hash: &[u8]) -> Result<Option<Token>, StoreError>;

    /// A user's tokens by id; with none, all.
    async fn tokens(&self, user: Option<&str>) -> Result<Vec<Token>, StoreError>;

    /// Takes a token back; whether it was there. The first time counts.
    async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<bool, StoreError>;

    /// Forgets at most `limit` tokens that expired or were revoked before; how many.
    async fn sweep_tokens(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
