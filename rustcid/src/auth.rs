//! Who asks, and what they may do. Deny by default: nobody may do anything that no role grants.

mod authority;
pub mod github;
mod identity;
pub(crate) mod password;
pub mod rbac;
mod session;
mod token;

pub use authority::{ALL, Authority, Halves, SignInError, first_admin};
pub use identity::{Identity, With};
pub use rbac::{Action, Permission, Rbac};
pub use session::SessionKey;
pub use token::{Bearer, fresh, hash};
