use super::{Endpoint, Needs};
use crate::auth::Identity;
use crate::auth::rbac::ACTIONS;
use axum::{Extension, Json};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![Endpoint::get("/api/v1/me", Needs::SignIn, me).says("Who is asking").gives::<api::Me>(200)]
}

/// Who is asking.
async fn me(Extension(identity): Extension<Identity>) -> Json<api::Me> {
    let permissions = ACTIONS.into_iter().map(|(action, _)| action).filter(|action| identity.may(*action));
    Json(api::Me {
        permissions: permissions.map(|action| action.to_string()).collect(),
        name: identity.user,
        roles: identity.roles,
        expires: identity.expires.map(api::Time),
    })
}
