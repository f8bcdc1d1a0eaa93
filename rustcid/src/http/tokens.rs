use super::given::{Asked, Given};
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::rbac::ACTIONS;
use crate::auth::{Action, Bearer, Identity, Permission, fresh, hash};
use crate::random;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use stores::Token;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/tokens", Needs::SignIn, list)
            .says("One's own tokens; with the right to see users, everybody's")
            .asks::<Whose>()
            .lists::<api::Token>(),
        // Not kept for those who send it again: the answer holds what lets in.
        Endpoint::post("/api/v1/tokens", Needs::SignIn, make)
            .says("Makes a token that may do no more than its maker")
            .takes::<api::NewToken>(&json!({"name": "ci", "scopes": ["pipelines:read"], "days": 90}))
            .gives::<api::MadeToken>(201)
            .does("tokens.create"),
        Endpoint::delete("/api/v1/tokens/{id}", Needs::SignIn, revoke)
            .says("Takes a token back")
            .gives_nothing()
            .does("tokens.revoke"),
    ]
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A token for longer than a century is one without an end.
const MOST_DAYS: u32 = 36_500;

/// Whose tokens.
#[derive(Deserialize, utoipa::IntoParams)]
struct Whose {
    /// Everybody's.
    #[serde(default)]
    #[param(required = false)]
    all: bool,
}

/// One's own tokens; with the right to see users, everybody's.
async fn list(
    State(app): State<App>,
    Extension(identity): Extension<Identity>,
    Asked(whose): Asked<Whose>,
) -> Result<Json<api::Page<api::Token>>, Problem> {
    if whose.all && !identity.may(Action::UsersRead) {
        return Err(Problem::Forbidden { needs: Action::UsersRead });
    }
    let user = (!whose.all).then_some(identity.user.as_str());
    let items = app.catalog.tokens(user).await?.into_iter().map(shown).collect();
    Ok(Json(api::Page { items, next: None }))
}

/// Makes a token that may do no more than its maker.
async fn make(
    State(app): State<App>,
    Extension(identity): Extension<Identity>,
    Given(new): Given<api::NewToken>,
) -> Result<(StatusCode, Json<api::MadeToken>), Problem> {
    let asked = new.scopes.iter().map(|text| {
        let scope = Permission::read(text).filter(Permission::is_any);
        scope.ok_or_else(|| Problem::invalid("no_such_right", format!("`{text}` is no right")))
    });
    let scopes = match new.scopes.is_empty() {
        true => identity.scopes.clone(),
        false => asked.collect::<Result<_, _>>()?,
    };
    for (action, _) in ACTIONS {
        let allows = |scopes: &[Permission]| scopes.iter().any(|scope| scope.allows(action));
        // What its maker's roles lack is looked at when it is used; what it must not do is get round a narrower token.
        if allows(&scopes) && !allows(&identity.scopes) {
            return Err(Problem::Forbidden { needs: action });
        }
    }
    let broken = |error: crate::StartError| Problem::Broken(error.to_string());
    let (id, secret, now) =
        (random::hex::<8>().map_err(broken)?, fresh(Bearer::Api).map_err(broken)?, app.clock.now());
    if new.days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        return Err(Problem::invalid("too_long", format!("`days` is from 1 to {MOST_DAYS}")));
    }
    // What a program makes for itself does not outlive what it was let in with.
    let own = identity.expires.filter(|_| identity.is_program());
    let expires = new.days.map(|days| now.after(DAY * days)).into_iter().chain(own).min();
    let token = Token {
        id,
        hash: hash(&secret),
        user: identity.user,
        name: new.name,
        scopes: scopes.iter().map(ToString::to_string).collect(),
        created: now,
        expires,
        revoked: None,
    };
    app.catalog.add_token(token.clone()).await?;
    Ok((StatusCode::CREATED, Json(api::MadeToken { secret, token: shown(token) })))
}

/// Takes a token back: one's own, or with the right to change users anybody's.
async fn revoke(
    State(app): State<App>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let missing = || Problem::not_found(format!("there is no token `{id}`"));
    let token = app.catalog.token(&id).await?.ok_or_else(missing)?;
    // Whoever may not take it back does not learn that it is there.
    if token.user != identity.user && !identity.may(Action::UsersDelete) {
        return Err(missing());
    }
    app.catalog.revoke_token(&id, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(token: Token) -> api::Token {
    let Token { id, user, name, scopes, created, expires, revoked, .. } = token;
    let (expires, revoked) = (expires.map(api::Time), revoked.map(api::Time));
    api::Token { id, user, name, scopes, created: api::Time(created), expires, revoked }
}
