//! Sign-in with GitHub, by a code that only the browser that asked for it can use: the state and the verifier of the code
//! are bound to it by a cookie. See <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>
//! and <https://www.rfc-editor.org/rfc/rfc7636>.

use super::session::{Journey, SessionKey};
use crate::config::sections::OauthClient;
use crate::{StartError, random};
use events::Timestamp;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use reqwest::{Client, RequestBuilder, Url, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How long GitHub may take to answer.
const LIMIT: Duration = Duration::from_secs(10);

/// As much of an answer is read.
const ANSWER: usize = 256 << 10;

/// Where GitHub sends people back to.
pub const CALLBACK: &str = "/api/v1/auth/github/callback";

/// Lets in whom GitHub knows.
pub struct Github {
    settings: OauthClient,
    callback: String,
    client: Client,
}

/// Somebody is on their way to GitHub.
pub struct Begun {
    /// Where they go.
    pub location: String,
    /// What they must bring back.
    pub cookie: String,
}

/// Somebody whom GitHub knows, and who may come in.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    /// Who they are there: `github:583231`.
    pub external: String,
    /// What they are called there now.
    pub login: String,
    /// Where they wanted to.
    pub redirect: Option<String>,
}

/// Why somebody does not come in by way of GitHub.
#[derive(Debug, thiserror::Error)]
pub enum GithubError {
    /// They wanted to go on to a place that nobody allowed.
    #[error(
        "nobody is sent on to that address: it is no path of this server and not in security.oauth.github.redirects"
    )]
    Redirect,
    /// What came back was not asked for, by this browser or at all.
    #[error("this sign-in was not begun here, or too long ago: begin it anew")]
    Stray,
    /// They are nobody's friend.
    #[error("`{login}` is in none of the users and organizations that may sign in")]
    Stranger {
        /// Their name.
        login: String,
    },
    /// GitHub does not confirm it.
    #[error("GitHub says no: {0}")]
    Refused(String),
    /// GitHub does not answer.
    #[error("GitHub does not answer: {0}")]
    Silent(String),
    /// Our own side broke.
    #[error("nobody can sign in: {0}")]
    Broken(String),
}

impl From<StartError> for GithubError {
    fn from(error: StartError) -> Self {
        Self::Broken(error.to_string())
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Account {
    id: u64,
    login: String,
}

#[derive(Deserialize)]
struct Membership {
    state: String,
}

impl Github {
    /// An application of GitHub, for a server with this address.
    pub fn new(settings: OauthClient, server: &str) -> Result<Self, reqwest::Error> {
        let client = Client::builder().redirect(redirect::Policy::none()).timeout(LIMIT).build()?;
        Ok(Self { settings, callback: format!("{server}{CALLBACK}"), client })
    }

    /// Whether the cookie may go over encrypted connections only.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.callback.starts_with("https:")
    }

    /// The roles of those who come for the first time.
    #[must_use]
    pub fn roles(&self) -> &[String] {
        &self.settings.roles
    }

    /// Sends somebody to GitHub.
    pub fn begin(
        &self,
        key: &SessionKey,
        redirect: Option<String>,
        now: Timestamp,
    ) -> Result<Begun, GithubError> {
        if redirect.as_deref().is_some_and(|to| !self.may_send_to(to)) {
            return Err(GithubError::Redirect);
        }
        let (state, verifier) = (random::hex::<32>()?, random::hex::<32>()?);
        let mut location = self.place("login/oauth/authorize")?;
        location
            .query_pairs_mut()
            .append_pair("client_id", &self.settings.id)
            .append_pair("redirect_uri", &self.callback)
            .append_pair("scope", if self.settings.organizations.is_empty() { "" } else { "read:org" })
            .append_pair("state", &state)
            .append_pair("code_challenge", &challenge(&verifier))
            .append_pair("code_challenge_method", "S256")
            .append_pair("allow_signup", "false");
        let cookie = key.journey(Journey { state, verifier, redirect }, now);
        let cookie = cookie.map_err(|error| GithubError::Broken(error.to_string()))?;
        Ok(Begun { location: location.into(), cookie })
    }

    /// Who came back. Their code is worth nothing to anybody else, and once only.
    pub async fn finish(
        &self,
        key: &SessionKey,
        cookie: Option<&str>,
        (code, state): (&str, &str),
        now: Timestamp,
    ) -> Result<Person, GithubError> {
        let begun = cookie.and_then(|cookie| key.read_journey(cookie, now)).ok_or(GithubError::Stray)?;
        if !bool::from(begun.state.as_bytes().ct_eq(state.as_bytes())) {
            return Err(GithubError::Stray);
        }
        let token = self.token(code, &begun.verifier).await?;
        let account: Account = self.about(&token, "user").await?;
        if !self.is_known(&token, &account.login).await? {
            return Err(GithubError::Stranger { login: account.login });
        }
        let external = format!("github:{}", account.id);
        Ok(Person { external, login: account.login, redirect: begun.redirect })
    }

    async fn token(&self, code: &str, verifier: &str) -> Result<String, GithubError> {
        let mut form = self.place("")?;
        form.query_pairs_mut()
            .append_pair("client_id", &self.settings.id)
            .append_pair("client_secret", self.settings.secret.reveal())
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.callback)
            .append_pair("code_verifier", verifier);
        let request = self
            .client
            .post(self.place("login/oauth/access_token")?)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.query().unwrap_or_default().to_owned());
        let granted: Granted = answer(request).await?;
        granted.access_token.ok_or_else(|| GithubError::Refused(granted.error.unwrap_or_default()))
    }

    async fn about<T: DeserializeOwned>(&self, token: &str, path: &str) -> Result<T, GithubError> {
        let place = join(&self.settings.api_url, path)?;
        answer(self.client.get(place).header(AUTHORIZATION, format!("Bearer {token}"))).await
    }

    /// Users by name, whole and whatever the case; members of organizations who have said yes.
    async fn is_known(&self, token: &str, login: &str) -> Result<bool, GithubError> {
        if self.settings.users.iter().any(|user| user.eq_ignore_ascii_case(login)) {
            return Ok(true);
        }
        for organization in &self.settings.organizations {
            let path = format!("user/memberships/orgs/{organization}");
            match self.about::<Membership>(token, &path).await {
                Ok(membership) if membership.state == "active" => return Ok(true),
                Ok(_) | Err(GithubError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// A path of this server, or an address that the settings allow as it stands.
    fn may_send_to(&self, to: &str) -> bool {
        let plain = to.bytes().all(|byte| (b'!'..=b'~').contains(&byte) && byte != b'\\' && byte != b'#');
        let own = to.starts_with('/') && !to.starts_with("//");
        plain && (own || self.settings.redirects.iter().any(|allowed| allowed == to))
    }

    fn place(&self, path: &str) -> Result<Url, GithubError> {
        join(&self.settings.url, path)
    }
}

/// A path below an address.
fn join(base: &Url, path: &str) -> Result<Url, GithubError> {
    let text = format!("{}/{path}", base.as_str().trim_end_matches('/'));
    Url::parse(&text).map_err(|error| GithubError::Broken(format!("{text}: {error}")))
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, GithubError> {
    // The error's own words hold the address, and that may hold what nobody shall read.
    let silent = |error: reqwest::Error| GithubError::Silent(error.without_url().to_string());
    let request = request.header(ACCEPT, "application/json").header(USER_AGENT, "rustcid");
    let mut response = request.send().await.map_err(silent)?;
    let status = response.status();
    if status.is_server_error() {
        return Err(GithubError::Silent(status.to_string()));
    }
    if !status.is_success() {
        return Err(GithubError::Refused(status.to_string()));
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(silent)? {
        body.extend_from_slice(&piece);
        if body.len() > ANSWER {
            return Err(GithubError::Silent("its answer is too long".to_owned()));
        }
    }
    serde_json::from_slice(&body)
        .map_err(|_| GithubError::Silent("its answer is no JSON of GitHub".to_owned()))
}

/// Base64 for addresses, of the verifier's digest: <https://www.rfc-editor.org/rfc/rfc7636#section-4.2>.
fn challenge(verifier: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = Sha256::digest(verifier.as_bytes());
    let mut text = String::new();
    for three in digest.chunks(3) {
        let bits =
            three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_as_the_standard_has_it() {
        // Appendix B of RFC 7636.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
