use super::given::{Asked, Given};
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use stores::{PipelineId, Secret, SecretScope};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let (read, update) = (Needs::Right(Action::SecretsRead), Needs::Right(Action::SecretsUpdate));
    vec![
        Endpoint::get("/api/v1/secrets", read, list)
            .says("The secrets that jobs of a pipeline may come to see, without their values")
            .asks::<Which>()
            .lists::<api::Secret>(),
        Endpoint::put("/api/v1/secrets/{name}", update, put)
            .says("Keeps a value; one of the same name and scope is replaced")
            .takes::<api::PutSecret>(&json!({"value": "s3cret", "scope": {"branch": "main"}}))
            .gives_nothing()
            .does("secrets.put"),
        Endpoint::delete("/api/v1/secrets/{name}", update, remove)
            .says("Forgets a secret, by its name and scope")
            .asks::<api::SecretScope>()
            .gives_nothing()
            .does("secrets.delete"),
    ]
}

/// Whose secrets.
#[derive(Deserialize, utoipa::IntoParams)]
struct Which {
    /// Of this pipeline; without one, those of all pipelines.
    pipeline: Option<String>,
}

/// Those that jobs of a pipeline may come to see; with none, those of all pipelines. Values are never told.
async fn list(
    State(app): State<App>,
    Asked(which): Asked<Which>,
) -> Result<Json<api::Page<api::Secret>>, Problem> {
    let pipeline = which.pipeline.map(PipelineId);
    let items = app.catalog.secrets(pipeline.as_ref()).await?.into_iter().map(shown).collect();
    Ok(Json(api::Page { items, next: None }))
}

/// Keeps a value; one of the same name and scope is replaced.
async fn put(
    State(app): State<App>,
    Path(name): Path<String>,
    Given(secret): Given<api::PutSecret>,
) -> Result<StatusCode, Problem> {
    /// As much as the environment of a process bears.
    const LARGEST: usize = 128 << 10;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.chars().all(plain)
        || name.is_empty()
        || name.len() > 200
        || name.starts_with(|c: char| c.is_ascii_digit())
    {
        return Err(Problem::Bad(
            "a secret's name has letters, digits and underscores, and begins with no digit".into(),
        ));
    }
    if secret.value.is_empty() || secret.value.len() > LARGEST {
        return Err(Problem::Bad(format!("a secret has 1 to {LARGEST} bytes")));
    }
    let scope = kept(secret.scope);
    if let Some(pipeline) = &scope.pipeline {
        app.catalog.pipeline(pipeline).await?;
    }
    let sealed = app.vault.seal(&name, &scope, &secret.value);
    let sealed = sealed.map_err(|error| Problem::Broken(error.to_string()))?;
    app.catalog.put_secret(&name, &scope, sealed, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets one, by its name and scope.
async fn remove(
    State(app): State<App>,
    Path(name): Path<String>,
    Asked(scope): Asked<api::SecretScope>,
) -> Result<StatusCode, Problem> {
    match app.catalog.remove_secret(&name, &kept(scope)).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(format!("there is no secret `{name}` of this scope"))),
    }
}

fn kept(scope: api::SecretScope) -> SecretScope {
    let api::SecretScope { pipeline, branch, environment } = scope;
    SecretScope { pipeline: pipeline.map(PipelineId), branch, environment }
}

fn shown(secret: Secret) -> api::Secret {
    let SecretScope { pipeline, branch, environment } = secret.scope;
    api::Secret {
        name: secret.name,
        scope: api::SecretScope { pipeline: pipeline.map(|pipeline| pipeline.0), branch, environment },
        created: api::Time(secret.created),
        updated: api::Time(secret.updated),
    }
}
