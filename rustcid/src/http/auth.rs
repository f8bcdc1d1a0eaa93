use super::given::Given;
use super::guard::Client;
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::{Halves, Identity, With};
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::json;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/auth/login", Needs::Nothing, login)
            .says("Begins a session with a name and a password")
            .takes::<api::Login>(&json!({"username": "ada", "password": "correct horse"}))
            .gives::<api::Session>(200),
        Endpoint::post("/api/v1/auth/refresh", Needs::Nothing, refresh)
            .says("Goes on with a session")
            .takes::<api::Refresh>(&json!({"refresh_token": "..."}))
            .gives::<api::Session>(200),
        Endpoint::post("/api/v1/auth/logout", Needs::SignIn, logout)
            .says("Ends the session that the request was signed in with")
            .gives_nothing()
            .does("auth.logout"),
    ]
}

/// Begins a session with a name and a password.
async fn login(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    Given(login): Given<api::Login>,
) -> Result<Json<api::Session>, Problem> {
    const PLACE: &str = "/api/v1/auth/login";
    match app.authority.sign_in(&login.username, &login.password, app.clock.now()).await {
        Ok(halves) => {
            signed_in(&app, login.username, PLACE, client).await;
            Ok(session(&app, halves))
        }
        Err(error) => {
            denied(&app, login.username, PLACE, client).await;
            Err(error.into())
        }
    }
}

/// Writes down that somebody came in.
pub(super) async fn signed_in(app: &App, who: String, place: &str, client: Client) {
    app.note_with(who, "auth.login", place.to_owned(), from(client)).await;
}

/// Writes down that somebody did not, whoever they said they were.
pub(super) async fn denied(app: &App, who: String, place: &str, client: Client) {
    const LONGEST: usize = 200;
    let who = who.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    app.note_with(who, "auth.denied", place.to_owned(), from(client)).await;
}

fn from(client: Client) -> String {
    json!({ "address": client.0 }).to_string()
}

/// Goes on with a session.
async fn refresh(
    State(app): State<App>,
    Extension(client): Extension<Client>,
    Given(given): Given<api::Refresh>,
) -> Result<Json<api::Session>, Problem> {
    match app.authority.refresh(&given.refresh_token, app.clock.now()).await {
        Ok(halves) => Ok(session(&app, halves)),
        Err(error) => {
            denied(&app, String::new(), "/api/v1/auth/refresh", client).await;
            Err(error.into())
        }
    }
}

/// Ends the session that the request was signed in with.
async fn logout(
    State(app): State<App>,
    Extension(identity): Extension<Identity>,
) -> Result<StatusCode, Problem> {
    match &identity.with {
        With::Session(session) => app.authority.sign_out(session, app.clock.now()).await?,
        With::Token(_) | With::Nothing => {
            return Err(Problem::invalid(
                "no_session",
                "there is no session to end: an API token is taken back, not left",
            ));
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn session(app: &App, halves: Halves) -> Json<api::Session> {
    let expires_in = app.authority.lasts().as_secs();
    Json(api::Session { access_token: halves.access, expires_in, refresh_token: halves.refresh })
}
