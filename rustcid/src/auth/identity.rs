use super::rbac::{Action, Permission, Rbac};
use events::Timestamp;
use std::sync::Arc;

/// What somebody signed in with, by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// Nothing: the server lets everybody in who reaches it.
    Nothing,
    /// A token that programs have.
    Token(String),
    /// A session.
    Session(String),
}

/// Who asks, and what they may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The user.
    pub user: String,
    /// Their roles.
    pub roles: Vec<String>,
    /// What roles grant.
    pub rbac: Arc<Rbac>,
    /// What they signed in with may do at most.
    pub scopes: Vec<Permission>,
    /// What they signed in with.
    pub with: With,
    /// Until when it lets them in.
    pub expires: Option<Timestamp>,
}

impl Identity {
    /// Whoever asks a server that wants nobody to sign in.
    #[must_use]
    pub fn anybody() -> Self {
        let rbac = Rbac { enabled: false, ..Rbac::default() };
        Self {
            user: "anybody".to_owned(),
            roles: Vec::new(),
            rbac: Arc::new(rbac),
            scopes: Permission::read("*:*").into_iter().collect(),
            with: With::Nothing,
            expires: None,
        }
    }

    /// Whether a program's token lets them in, and no session of a person.
    #[must_use]
    pub fn is_program(&self) -> bool {
        matches!(self.with, With::Token(_))
    }

    /// Whether they may: their roles and what they signed in with must both say so.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.roles_allow(action) && self.scopes.iter().any(|scope| scope.allows(action))
    }

    fn roles_allow(&self, action: Action) -> bool {
        !self.rbac.enabled || self.roles.iter().any(|role| self.rbac.allows(role, action))
    }
}
