use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use crate::check::aside;
use crate::vault::{RotationError, rotate};
use axum::Json;
use axum::extract::State;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Right(Action::SystemUpdate);
    vec![
        Endpoint::post("/api/v1/vault/rotate", needs, renew)
            .says("Seals all secrets with a new master key, or with the newest one of the settings")
            .gives::<api::Rotated>(200)
            .does("vault.rotate"),
    ]
}

/// Makes a new master key, where this server makes its own, and seals all secrets with the newest one.
async fn renew(State(app): State<App>) -> Result<Json<api::Rotated>, Problem> {
    let keys = app.keys.clone();
    aside(move || keys.renew()).await.map_err(RotationError::from)?;
    let rotated = rotate(&app.vault, &app.keys, &*app.catalog).await?;
    Ok(Json(api::Rotated { key: app.vault.key(), resealed: rotated.resealed, left: rotated.left }))
}

impl From<RotationError> for Problem {
    fn from(error: RotationError) -> Self {
        match error {
            RotationError::Store(error) => error.into(),
            RotationError::Keys(_) | RotationError::Vault(_) => Self::Broken(error.to_string()),
        }
    }
}
