use super::session::SessionKey;
use super::token::{Bearer, fresh, hash};
use super::{Identity, Permission, Rbac, With, password};
use crate::{StartError, random};
use events::Timestamp;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use stores::{Catalog, StoreError, Token, User};

/// The scope of what may do all that its user may.
pub const ALL: &str = "*:*";

/// How long a session may rest before nobody can refresh it any more.
const REFRESH: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Says who asks, and lets people in.
#[derive(Clone)]
pub struct Authority {
    catalog: Arc<dyn Catalog>,
    rbac: Arc<RwLock<Arc<Rbac>>>,
    key: SessionKey,
}

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// What they signed in with is wrong, over, or was taken back; which of these is nobody's business.
    #[error("this token or password lets nobody in")]
    Denied,
    /// Whoever knows does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Our own side broke.
    #[error("nobody can sign in: {0}")]
    Broken(String),
}

impl From<StartError> for SignInError {
    fn from(error: StartError) -> Self {
        Self::Broken(error.to_string())
    }
}

/// A session's two halves.
pub struct Halves {
    /// Lets in for a while.
    pub access: String,
    /// Gets the next access token, once.
    pub refresh: String,
}

impl Authority {
    /// One that knows the accounts of a catalog.
    #[must_use]
    pub fn new(catalog: Arc<dyn Catalog>, rbac: Rbac, key: SessionKey) -> Self {
        Self { catalog, rbac: Arc::new(RwLock::new(Arc::new(rbac))), key }
    }

    /// What each role grants.
    #[must_use]
    pub fn rbac(&self) -> Arc<Rbac> {
        Arc::clone(&self.rbac.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other roles from now on.
    pub fn set_rbac(&self, rbac: Rbac) {
        *self.rbac.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rbac);
    }

    /// What signs sessions.
    #[must_use]
    pub fn key(&self) -> &SessionKey {
        &self.key
    }

    /// For how long access tokens let in.
    #[must_use]
    pub fn lasts(&self) -> Duration {
        self.key.lasts()
    }

    /// Whose bearer token this is.
    pub async fn identify(&self, bearer: &str, now: Timestamp) -> Result<Identity, SignInError> {
        let (token, with, expires) = if Bearer::Api.is(bearer) {
            let token = self.catalog.token_by_hash(&hash(bearer)).await?.ok_or(SignInError::Denied)?;
            let (with, expires) = (With::Token(token.id.clone()), token.expires);
            (token, with, expires)
        } else {
            let claims = self.key.read(bearer, now).ok_or(SignInError::Denied)?;
            let token = self.catalog.token(&claims.sid).await?.ok_or(SignInError::Denied)?;
            if token.user != claims.sub {
                return Err(SignInError::Denied);
            }
            let (with, expires) = (With::Session(claims.sid), Timestamp(claims.exp.saturating_mul(1000)));
            (token, with, Some(expires))
        };
        if !token.is_valid(now) {
            return Err(SignInError::Denied);
        }
        let user = self.user(&token.user).await?;
        let (mut roles, rbac) = (user.roles, self.rbac());
        roles.extend(rbac.roles_of(&user.name).map(str::to_owned));
        // A scope that this version does not understand grants nothing.
        let scopes = token.scopes.iter().filter_map(|scope| Permission::read(scope)).collect();
        Ok(Identity { user: user.name, roles, rbac, scopes, with, expires })
    }

    /// Begins a session.
    pub async fn sign_in(&self, name: &str, given: &str, now: Timestamp) -> Result<Halves, SignInError> {
        let user = self.catalog.user(name).await?.filter(|user| !user.disabled);
        let kept = user.as_ref().and_then(|user| user.password.clone());
        let given = given.to_owned();
        let fits = tokio::task::spawn_blocking(move || password::verify(&given, kept.as_deref())).await;
        match (user, fits) {
            (Some(user), Ok(true)) => self.begin(&user.name, now).await,
            _ => Err(SignInError::Denied),
        }
    }

    /// Begins a session for somebody whom another service knows; who comes for the first time becomes a user. Nobody comes
    /// in by the name of somebody else, and whoever is disabled stays so.
    pub async fn welcome(
        &self,
        external: &str,
        name: &str,
        roles: &[String],
        now: Timestamp,
    ) -> Result<(String, Halves), SignInError> {
        let name = match self.catalog.user_by_external(external).await? {
            Some(user) if user.disabled => return Err(SignInError::Denied),
            Some(user) => user.name,
            None if self.catalog.user(name).await?.is_some() => return Err(SignInError::Denied),
            None => {
                let (name, roles, external) = (name.to_owned(), roles.to_vec(), Some(external.to_owned()));
                let user = User {
                    name: name.clone(),
                    roles,
                    password: None,
                    external,
                    disabled: false,
                    created: now,
                };
                self.catalog.put_user(user).await?;
                name
            }
        };
        let halves = self.begin(&name, now).await?;
        Ok((name, halves))
    }

    /// Begins a session for somebody who is known to be this user.
    pub async fn begin(&self, user: &str, now: Timestamp) -> Result<Halves, SignInError> {
        let family = format!("session {}", random::hex::<4>()?);
        self.go_on(user, family, now).await
    }

    /// The next halves of a session; all of one session bear its name.
    async fn go_on(&self, user: &str, family: String, now: Timestamp) -> Result<Halves, SignInError> {
        let (id, refresh) = (random::hex::<8>()?, fresh(Bearer::Refresh)?);
        let access = self.key.sign(user, &id, now).map_err(|error| SignInError::Broken(error.to_string()))?;
        self.catalog
            .add_token(Token {
                id,
                hash: hash(&refresh),
                user: user.to_owned(),
                name: family,
                scopes: vec![ALL.to_owned()],
                created: now,
                expires: Some(now.after(REFRESH)),
                revoked: None,
            })
            .await?;
        Ok(Halves { access, refresh })
    }

    /// Goes on with a session: what it had is taken back. A refresh token that comes a second time was stolen, from us
    /// or from them: it ends the whole session. See <https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2>.
    pub async fn refresh(&self, refresh: &str, now: Timestamp) -> Result<Halves, SignInError> {
        if !Bearer::Refresh.is(refresh) {
            return Err(SignInError::Denied);
        }
        let token = self.catalog.token_by_hash(&hash(refresh)).await?.ok_or(SignInError::Denied)?;
        if !token.is_valid(now) {
            self.end_family(&token, now).await?;
            return Err(SignInError::Denied);
        }
        let user = self.user(&token.user).await?;
        self.catalog.revoke_token(&token.id, now).await?;
        self.go_on(&user.name, token.name, now).await
    }

    async fn end_family(&self, stolen: &Token, now: Timestamp) -> Result<(), StoreError> {
        let of_user = self.catalog.tokens(Some(&stolen.user)).await?;
        for token in of_user.iter().filter(|token| token.name == stolen.name && token.is_valid(now)) {
            self.catalog.revoke_token(&token.id, now).await?;
        }
        Ok(())
    }

    /// Ends a session.
    pub async fn sign_out(&self, session: &str, now: Timestamp) -> Result<(), StoreError> {
        self.catalog.revoke_token(session, now).await.map(|_| ())
    }

    async fn user(&self, name: &str) -> Result<User, SignInError> {
        let user = self.catalog.user(name).await?;
        user.filter(|user| !user.disabled).ok_or(SignInError::Denied)
    }
}

/// Makes the first user of a server that has none, who signs in with this token; whether there was none.
pub async fn first_admin(catalog: &dyn Catalog, token: &str, now: Timestamp) -> Result<bool, StartError> {
    const NAME: &str = "admin";
    let users = catalog.users().await?;
    // One without any way in is what a first start left that was cut off.
    let cut_off = |user: &User| user.name == NAME && user.password.is_none() && user.external.is_none();
    if !users.iter().all(cut_off) || !catalog.tokens(None).await?.is_empty() {
        return Ok(false);
    }
    let admin = User {
        name: NAME.to_owned(),
        roles: vec!["admin".to_owned()],
        password: None,
        external: None,
        disabled: false,
        created: now,
    };
    catalog.put_user(admin).await?;
    let token = Token {
        id: random::hex::<8>()?,
        hash: hash(token),
        user: NAME.to_owned(),
        name: "made at the first start".to_owned(),
        scopes: vec![ALL.to_owned()],
        created: now,
        expires: None,
        revoked: None,
    };
    catalog.add_token(token).await?;
    Ok(true)
}
