use super::endpoint::Rule;
use super::{Needs, Problem};
use crate::app::App;
use crate::auth::{Action, Identity, SignInError};
use crate::limits::{Asker, client};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tracing::Instrument;

/// Lets through who may ask, tells the handler who it is, and writes down what was done.
pub async fn guard(
    State((app, Rule { needs, deed, metered })): State<(App, Rule)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let client = Client(address(&app, &request));
    request.extensions_mut().insert(client);
    if is_open(needs, &app) {
        if metered {
            take(&app, &Asker::at(client.0))?;
        }
        return Ok(next.run(request).await);
    }
    let identity = match app.config.security.enabled {
        true => {
            let identity = match bearer(request.headers()) {
                Some(bearer) => app.authority.identify(bearer, app.clock.now()).await,
                None => Err(SignInError::Denied),
            };
            let asker = match &identity {
                Ok(identity) => Asker::User(identity.user.clone()),
                Err(_) => Asker::at(client.0),
            };
            take(&app, &asker)?;
            identity?
        }
        // Then it listens to this machine alone.
        false => Identity::anybody(),
    };
    allow(&identity, needs)?;
    let (actor, target) = (identity.user.clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(identity);
    let Some(deed) = deed else { return Ok(next.run(request).await) };
    // What changes something comes to its end, also when whoever sent it is gone.
    let work = async move {
        let response = next.run(request).await;
        if response.status().is_success() {
            app.note(actor, deed, target).await;
        }
        response
    };
    let done = tokio::spawn(work.in_current_span());
    done.await.map_err(|error| Problem::Broken(format!("the request broke: {error}")))
}

/// Who is behind a request's connection.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

/// Takes a request from somebody's budget.
fn take(app: &App, asker: &Asker) -> Result<(), Problem> {
    app.limits.take(asker).map_err(|wait| Problem::TooMany { wait })
}

/// Where a request comes from.
fn address(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(peer)| peer.ip());
    let forwarded = request.headers().get_all("x-forwarded-for").iter();
    let forwarded: Vec<&str> = forwarded.filter_map(|value| value.to_str().ok()).collect();
    client(peer, forwarded.into_iter(), &app.config.server.trusted_proxies)
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
