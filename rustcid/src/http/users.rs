use super::given::Given;
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::{Action, Identity, password};
use crate::check::aside;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde_json::json;
use stores::User;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let (read, update) = (Needs::Right(Action::UsersRead), Needs::Right(Action::UsersUpdate));
    vec![
        Endpoint::get("/api/v1/users", read, list).says("Who may sign in").lists::<api::User>(),
        Endpoint::put("/api/v1/users/{name}", update, put)
            .says("Adds a user, or changes one")
            .takes::<api::PutUser>(&json!({"roles": ["developer"], "password": "correct horse"}))
            .gives::<api::User>(200)
            .does("users.put"),
        Endpoint::delete("/api/v1/users/{name}", Needs::Right(Action::UsersDelete), remove)
            .says("Forgets a user and their tokens")
            .gives_nothing()
            .does("users.delete"),
    ]
}

/// Who there is.
async fn list(State(app): State<App>) -> Result<Json<api::Page<api::User>>, Problem> {
    let items = app.catalog.users().await?.into_iter().map(shown).collect();
    Ok(Json(api::Page { items, next: None }))
}

/// Adds a user, or changes one.
async fn put(
    State(app): State<App>,
    Path(name): Path<String>,
    Extension(identity): Extension<Identity>,
    Given(given): Given<api::PutUser>,
) -> Result<Json<api::User>, Problem> {
    const LONGEST: usize = 200;
    if name.is_empty() || name.len() > LONGEST || name.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Problem::Bad(format!("a user's name has at most {LONGEST} bytes and no blanks")));
    }
    let rbac = app.authority.rbac();
    let known: Vec<_> = rbac.roles.iter().map(|role| role.name.as_str()).collect();
    if let Some(role) = given.roles.iter().find(|role| !known.contains(&role.as_str())) {
        let (message, help) =
            (format!("there is no role `{role}`"), format!("there are {}", known.join(", ")));
        return Err(Problem::Invalid {
            code: "no_such_role",
            message,
            help: Some(help),
            findings: Vec::new(),
        });
    }
    if name == identity.user && given.disabled {
        return Err(Problem::Conflict("nobody can lock themselves out".to_owned()));
    }
    let before = app.catalog.user(&name).await?;
    let hashed = match given.password {
        Some(password) => Some(hash(password).await?),
        None => before.as_ref().and_then(|user| user.password.clone()),
    };
    let user = User {
        name,
        roles: given.roles,
        password: hashed,
        external: before.as_ref().and_then(|user| user.external.clone()),
        disabled: given.disabled,
        created: before.map_or_else(|| app.clock.now(), |user| user.created),
    };
    app.catalog.put_user(user.clone()).await?;
    Ok(Json(shown(user)))
}

async fn hash(given: String) -> Result<String, Problem> {
    const SHORTEST: usize = 10;
    if given.chars().count() < SHORTEST {
        return Err(Problem::invalid(
            "weak_password",
            format!("a password has at least {SHORTEST} characters"),
        ));
    }
    let hashed = aside(move || password::hash(&given)).await;
    hashed
        .map_err(|error| Problem::invalid("weak_password", format!("this password cannot be kept: {error}")))
}

/// Forgets a user and their tokens.
async fn remove(
    State(app): State<App>,
    Path(name): Path<String>,
    Extension(identity): Extension<Identity>,
) -> Result<StatusCode, Problem> {
    if name == identity.user {
        return Err(Problem::Conflict("nobody can lock themselves out".to_owned()));
    }
    match app.catalog.remove_user(&name).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(format!("there is no user `{name}`"))),
    }
}

fn shown(user: User) -> api::User {
    let User { name, roles, disabled, created, .. } = user;
    api::User { name, roles, disabled, created: api::Time(created) }
}
