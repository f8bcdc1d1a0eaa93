//! Roles and what they may do: deny by default.
//!
//! A role is a list of patterns such as `pipelines:*`, and an [`Action`] is what a request does. Nothing here reads
//! or asks anything, so that one table can hold every role against every action.

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See pipelines, their runs, logs and artifacts.
    PipelinesRead,
    /// Add a pipeline.
    PipelinesCreate,
    /// Change a pipeline.
    PipelinesUpdate,
    /// Remove a pipeline.
    PipelinesDelete,
    /// Start, cancel and repeat runs.
    PipelinesRun,
    /// Let a run go on that waits for somebody.
    PipelinesApprove,
    /// See which secrets there are, never their values.
    SecretsRead,
    /// Set and remove secrets.
    SecretsUpdate,
    /// See runners.
    RunnersRead,
    /// Drain, remove and scale runners.
    RunnersUpdate,
    /// See users and the tokens of all.
    UsersRead,
    /// Add users, and tokens for others.
    UsersCreate,
    /// Change users.
    UsersUpdate,
    /// Remove users, and tokens of others.
    UsersDelete,
    /// See figures.
    MetricsRead,
    /// See who did what.
    AuditRead,
    /// See how the daemon does.
    SystemRead,
    /// Change how the daemon works.
    SystemUpdate,
}

/// Every action with the permissions that grant it: its own, and one that is worth as much. Who may change what a
/// pipeline does may run it; who may change the system may change what belongs to it.
pub const ACTIONS: [(Action, &[&str]); 18] = [
    (Action::PipelinesRead, &["pipelines:read"]),
    (Action::PipelinesCreate, &["pipelines:create"]),
    (Action::PipelinesUpdate, &["pipelines:update"]),
    (Action::PipelinesDelete, &["pipelines:delete"]),
    (Action::PipelinesRun, &["pipelines:run", "pipelines:update"]),
    (Action::PipelinesApprove, &["pipelines:approve"]),
    (Action::SecretsRead, &["secrets:read", "system:read"]),
    (Action::SecretsUpdate, &["secrets:update", "system:update"]),
    (Action::RunnersRead, &["runners:read", "system:read"]),
    (Action::RunnersUpdate, &["runners:update", "system:update"]),
    (Action::UsersRead, &["users:read"]),
    (Action::UsersCreate, &["users:create"]),
    (Action::UsersUpdate, &["users:update"]),
    (Action::UsersDelete, &["users:delete"]),
    (Action::MetricsRead, &["metrics:read", "system:read"]),
    (Action::AuditRead, &["audit:read", "system:read"]),
    (Action::SystemRead, &["system:read"]),
    (Action::SystemUpdate, &["system:update"]),
];

impl Action {
    /// The permissions that grant it, its own first.
    #[must_use]
    pub fn granted_by(self) -> &'static [&'static str] {
        ACTIONS.iter().find(|(action, _)| *action == self).map_or(&[], |(_, names)| names)
    }
}

/// Its own permission: `pipelines:read`.
impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.granted_by().first().copied().unwrap_or_default())
    }
}

/// A pattern over permissions: `pipelines:read`, `pipelines:*`, `*:read`, `*:*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Permission {
    resource: Part,
    verb: Part,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Part {
    Any,
    Only(String),
}

impl Part {
    fn read(text: &str) -> Option<Self> {
        match text {
            "*" => Some(Self::Any),
            word => {
                let plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                plain.then(|| Self::Only(word.to_owned()))
            }
        }
    }

    fn covers(&self, word: &str) -> bool {
        matches!(self, Self::Any) || matches!(self, Self::Only(only) if only == word)
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Only(only) => f.write_str(only),
        }
    }
}

impl Permission {
    /// Reads a pattern. A star stands for a whole word, never for a part of one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (resource, verb) = text.split_once(':')?;
        Some(Self { resource: Part::read(resource)?, verb: Part::read(verb)? })
    }

    /// Whether it grants an action.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        let covers = |name: &&str| {
            name.split_once(':')
                .is_some_and(|(resource, verb)| self.resource.covers(resource) && self.verb.covers(verb))
        };
        action.granted_by().iter().any(covers)
    }

    /// Whether it grants anything at all: `pipeline:read` does not.
    #[must_use]
    pub fn is_any(&self) -> bool {
        ACTIONS.iter().any(|(action, _)| self.allows(*action))
    }
}

impl std::fmt::Display for Permission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.resource, self.verb)
    }
}

/// A named list of permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub permissions: Vec<Permission>,
}

/// A user with roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name that sign-in gives.
    pub username: String,
    /// Names of roles.
    pub roles: Vec<String>,
}

/// Who may do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rbac {
    /// Whether roles count. Without, whoever is signed in may do everything.
    pub enabled: bool,
    /// The roles there are.
    pub roles: Vec<Role>,
    /// Users with roles from the settings; others have theirs in the store.
    pub users: Vec<User>,
}

impl Rbac {
    /// Whether somebody with a role may do something. A role nobody knows may nothing.
    #[must_use]
    pub fn allows(&self, role: &str, action: Action) -> bool {
        !self.enabled
            || self
                .roles
                .iter()
                .filter(|known| known.name == role)
                .any(|known| known.permissions.iter().any(|permission| permission.allows(action)))
    }

    /// The roles that the settings give to a user.
    pub fn roles_of<'a>(&'a self, username: &'a str) -> impl Iterator<Item = &'a str> {
        let same = self.users.iter().filter(move |user| user.username == username);
        same.flat_map(|user| user.roles.iter().map(String::as_str))
    }
}

impl Default for Rbac {
    /// An admin may do everything, a developer work on pipelines, a viewer look.
    fn default() -> Self {
        let role = |name: &str, permissions: &[&str]| Role {
            name: name.to_owned(),
            permissions: permissions.iter().filter_map(|permission| Permission::read(permission)).collect(),
        };
        let roles = vec![
            role("admin", &["pipelines:*", "users:*", "system:*"]),
            role("developer", &["pipelines:read", "pipelines:create", "pipelines:update"]),
            role("viewer", &["pipelines:read", "metrics:read"]),
        ];
        Self { enabled: true, roles, users: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each action, and whether admin, developer and viewer may do it.
    const MATRIX: [(Action, [bool; 3]); 18] = [
        (Action::PipelinesRead, [true, true, true]),
        (Action::PipelinesCreate, [true, true, false]),
        (Action::PipelinesUpdate, [true, true, false]),
        (Action::PipelinesDelete, [true, false, false]),
        (Action::PipelinesRun, [true, true, false]),
        (Action::PipelinesApprove, [true, false, false]),
        (Action::SecretsRead, [true, false, false]),
        (Action::SecretsUpdate, [true, false, false]),
        (Action::RunnersRead, [true, false, false]),
        (Action::RunnersUpdate, [true, false, false]),
        (Action::UsersRead, [true, false, false]),
        (Action::UsersCreate, [true, false, false]),
        (Action::UsersUpdate, [true, false, false]),
        (Action::UsersDelete, [true, false, false]),
        (Action::MetricsRead, [true, false, true]),
        (Action::AuditRead, [true, false, false]),
        (Action::SystemRead, [true, false, false]),
        (Action::SystemUpdate, [true, false, false]),
    ];

    #[test]
    fn every_role_may_do_what_it_is_for_and_nothing_else() {
        let rbac = Rbac::default();
        assert_eq!(MATRIX.map(|(action, _)| action), ACTIONS.map(|(action, _)| action));
        for (action, allowed) in MATRIX {
            let of = ["admin", "developer", "viewer"].map(|role| rbac.allows(role, action));
            assert_eq!(of, allowed, "{action}");
            for nobody in ["", "Admin", "admin ", "*", "root"] {
                assert!(!rbac.allows(nobody, action), "{nobody:?} {action}");
            }
        }
    }

    #[test]
    fn a_star_stands_for_a_whole_word() {
        let allows = |pattern, action| Permission::read(pattern).map(|read| read.allows(action));
        assert_eq!(allows("*:*", Action::SystemUpdate), Some(true));
        assert_eq!(allows("*:read", Action::UsersRead), Some(true));
        assert_eq!(allows("*:read", Action::UsersDelete), Some(false));
        assert_eq!(allows("users:*", Action::PipelinesRead), Some(false));
        for text in ["", "*", "pipelines", "pipe*:read", "a:b:c", ":read", "pipelines:", "Pipelines:read"] {
            assert_eq!(Permission::read(text), None, "{text}");
        }
        assert_eq!(Permission::read("pipeline:read").map(|read| read.is_any()), Some(false));
    }

    #[test]
    fn without_rbac_whoever_is_signed_in_may_do_everything() {
        let rbac = Rbac { enabled: false, ..Rbac::default() };
        assert!(ACTIONS.iter().all(|(action, _)| rbac.allows("", *action)));
    }
}
