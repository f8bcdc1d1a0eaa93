use super::{Needs, Problem};
use crate::app::App;
use crate::auth::{Action, Identity};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

/// Lets through who may ask, tells the handler who it is, and writes down what was done.
pub async fn guard(
    State((app, needs, deed)): State<(App, Needs, Option<&'static str>)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if is_open(needs, &app) {
        return Ok(next.run(request).await);
    }
    let identity = match app.config.security.enabled {
        true => {
            let bearer = bearer(request.headers()).ok_or(Problem::Unauthorized)?;
            app.authority.identify(bearer, app.clock.now()).await?
        }
        // Then it listens to this machine alone.
        false => Identity::anybody(),
    };
    allow(&identity, needs)?;
    let (actor, target) = (identity.user.clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(identity);
    let Some(deed) = deed else { return Ok(next.run(request).await) };
    // What changes something comes to its end, also when whoever sent it is gone.
    let done = tokio::spawn(async move {
        let response = next.run(request).await;
        if response.status().is_success() {
            app.note(actor, deed, target).await;
        }
        response
    });
    done.await.map_err(|error| Problem::Broken(format!("the request broke: {error}")))
}

fn is_open(needs: Needs, app: &App) -> bool {
    match needs {
        Needs::Nothing => true,
        Needs::Figures => app.config.observability.metrics.as_ref().is_some_and(|metrics| metrics.anonymous),
        Needs::SignIn | Needs::Right(_) => false,
    }
}

fn allow(identity: &Identity, needs: Needs) -> Result<(), Problem> {
    let action = match needs {
        Needs::Nothing | Needs::SignIn => return Ok(()),
        Needs::Right(action) => action,
        Needs::Figures => Action::MetricsRead,
    };
    if identity.may(action) { Ok(()) } else { Err(Problem::Forbidden { needs: action }) }
}

/// The token of `Authorization: Bearer TOKEN`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
