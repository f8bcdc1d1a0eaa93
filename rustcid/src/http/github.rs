use super::auth::{denied, session, signed_in};
use super::given::Asked;
use super::guard::Client;
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::SignInError;
use crate::auth::github::{CALLBACK, Github, GithubError, Person};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cookie::{Cookie, SameSite};
use serde::Deserialize;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/auth/github", Needs::Nothing, begin)
            .says("Sends a person's browser to GitHub to sign in")
            .asks::<Wish>()
            .gives_text(&["text/plain"]),
        Endpoint::get(CALLBACK, Needs::Nothing, finish)
            .says("Where GitHub sends people back to: begins a session")
            .asks::<Back>()
            .gives::<api::Session>(200),
    ]
}

/// What the note is called that a browser brings back.
const COOKIE: &str = "rustci_sign_in";

/// Where to afterwards.
#[derive(Deserialize, utoipa::IntoParams)]
struct Wish {
    /// A path of this server, or an address that the settings allow. Without one the session is answered as JSON.
    redirect: Option<String>,
}

async fn begin(State(app): State<App>, Asked(wish): Asked<Wish>) -> Result<Response, Problem> {
    let github = known(&app)?;
    let begun = github.begin(app.authority.key(), wish.redirect, app.clock.now())?;
    // GitHub's page leads back here, so the cookie must come along from there; with a form of another page it does not.
    let cookie = carried(github, begun.cookie).build().to_string();
    let headers = [(header::LOCATION, begun.location), (header::SET_COOKIE, cookie)];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

fn carried(github: &Github, note: String) -> cookie::CookieBuilder<'static> {
    Cookie::build((COOKIE, note))
        .path("/api/v1/auth/github")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(github.is_secure())
        .max_age(cookie::time::Duration::minutes(10))
}

/// What GitHub says.
#[derive(Deserialize, utoipa::IntoParams)]
struct Back {
    /// What to ask GitHub with.
    #[serde(default)]
    code: String,
    /// What was sent along.
    #[serde(default)]
    state: String,
    /// Why not.
    error: Option<String>,
}

async fn finish(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Asked(back): Asked<Back>,
) -> Result<Response, Problem> {
    let github = known(&app)?;
    match come(&app, github, &headers, back).await {
        Ok((name, person, halves)) => {
            signed_in(&app, name, CALLBACK, client).await;
            let gone =
                carried(github, String::new()).max_age(cookie::time::Duration::ZERO).build().to_string();
            let referrer = HeaderName::from_static("referrer-policy");
            let headers = [(header::SET_COOKIE, gone), (referrer, "no-referrer".to_owned())];
            let session = session(&app, halves);
            Ok(match person.redirect {
                None => (headers, session).into_response(),
                // What stands behind `#` stays in the browser.
                Some(to) => {
                    let api::Session { access_token, expires_in, refresh_token } = &session.0;
                    let place = format!(
                        "{to}#access_token={access_token}&expires_in={expires_in}&refresh_token={refresh_token}"
                    );
                    (StatusCode::SEE_OTHER, headers, [(header::LOCATION, place)]).into_response()
                }
            })
        }
        Err((who, problem)) => {
            denied(&app, who, CALLBACK, client).await;
            Err(problem)
        }
    }
}

/// Who came; or who it seems to have been, and why not.
async fn come(
    app: &App,
    github: &Github,
    headers: &HeaderMap,
    back: Back,
) -> Result<(String, Person, crate::auth::Halves), (String, Problem)> {
    let nobody = |problem: Problem| (String::new(), problem);
    let cookie = cookie(headers);
    if let Some(error) = back.error {
        return Err(nobody(GithubError::Refused(error.chars().take(100).collect()).into()));
    }
    let (key, now) = (app.authority.key(), app.clock.now());
    let person = github.finish(key, cookie.as_deref(), (&back.code, &back.state), now).await;
    let person = person.map_err(|error| match error {
        GithubError::Stranger { ref login } => (login.clone(), error.into()),
        error => nobody(error.into()),
    })?;
    let welcome = app.authority.welcome(&person.external, &person.login, github.roles(), now).await;
    match welcome {
        Ok((name, halves)) => Ok((name, person, halves)),
        Err(SignInError::Denied) => {
            let message = format!(
                "`{}` may not sign in: the user of this name is disabled or somebody else",
                person.login
            );
            Err((person.login, Problem::Refused(message)))
        }
        Err(error) => Err((person.login, error.into())),
    }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = all.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.find(|cookie| cookie.name() == COOKIE).map(|cookie| cookie.value().to_owned())
}

fn known(app: &App) -> Result<&Github, Problem> {
    app.github.as_ref().ok_or_else(|| {
        Problem::not_found("nobody signs in with GitHub here: security.oauth.github.client_id is not set")
    })
}

impl From<GithubError> for Problem {
    fn from(error: GithubError) -> Self {
        let message = error.to_string();
        match error {
            GithubError::Redirect => Self::Bad(message),
            GithubError::Stray | GithubError::Refused(_) | GithubError::Stranger { .. } => {
                Self::Refused(message)
            }
            GithubError::Silent(_) => Self::Unavailable(message),
            GithubError::Broken(_) => Self::Broken(message),
        }
    }
}
