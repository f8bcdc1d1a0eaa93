use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::begin::{self, BeginError, Key};
use crate::webhooks::{Delivery, Forge, Proof};
use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Query, Request, State};
use engine::job::Secret;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::time::Duration;
use stores::{Pipeline, PipelineFilter, PipelineId, StoreError};

/// For how long a delivery is known again.
const KNOWN: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long one may take: then whoever was at it is gone.
const AT_IT: Duration = Duration::from_secs(15 * 60);

/// How many bytes are signed at most to find out whose secret signed a delivery.
const SIGNED: usize = 64 << 20;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let one = |path, forge| {
        let heard = move |State(app): State<App>, request: Request| hear(app, forge, request);
        Endpoint::post(path, Needs::Nothing, heard)
            .says("Hears from a forge what happened in a repository; the signature of the body is the proof")
            .asks::<Whose>()
            .gives::<api::Heard>(200)
            .does("webhooks.hear")
    };
    vec![
        one("/api/v1/webhooks/github", Forge::GitHub),
        one("/api/v1/webhooks/gitlab", Forge::GitLab),
        one("/api/v1/webhooks/gitea", Forge::Gitea),
        one("/api/v1/webhooks/bitbucket", Forge::Bitbucket),
    ]
}

/// Whose secret is the proof.
#[derive(Deserialize, utoipa::IntoParams)]
struct Whose {
    /// This pipeline's; without one, that of any pipeline in the repository.
    pipeline: Option<String>,
}

/// Nothing of the body is read, and nothing anywhere changed, before somebody's secret has proved it.
async fn hear(app: App, forge: Forge, request: Request) -> Result<Json<api::Heard>, Problem> {
    let (parts, body) = request.into_parts();
    let whose = Query::<Whose>::try_from_uri(&parts.uri);
    let Query(whose) = whose.map_err(|error| Problem::Bad(format!("the query: {}", error.body_text())))?;
    let headers = &parts.headers;
    let proof = forge.proof(headers).ok_or(Problem::Unauthorized)?;
    let body = to_bytes(body, app.body_limit()).await.map_err(|_| Problem::TooLarge)?;
    let secrets = secrets(&app, whose.pipeline, body.len()).await?;
    let proved = prove(proof, &body, &secrets);
    let (pipelines, body): (Vec<Pipeline>, Vec<_>) = proved.into_iter().unzip();
    let Some(proved) = body.first() else { return Err(Problem::Unauthorized) };
    let json = serde_json::from_slice(proved).map_err(|error| {
        Problem::Bad(format!("the body: {error}: have the forge send its webhooks as application/json"))
    })?;
    let delivery = forge.read(headers, &json).map_err(|error| Problem::Bad(error.to_string()))?;
    let id =
        digest(&[forge.as_str().as_bytes(), forge.delivery(headers).unwrap_or_default().as_bytes(), proved]);
    // What was begun comes to its end, also when the forge does not wait for it.
    let work = tokio::spawn(async move { once(&app, &id, forge, pipelines, delivery).await });
    work.await.map_err(|error| Problem::Broken(format!("the delivery broke: {error}")))?.map(Json)
}

fn prove<'a>(proof: Proof<'_>, body: &'a [u8], secrets: &[(Pipeline, Secret)]) -> Vec<(Pipeline, &'a [u8])> {
    let secrets = secrets.iter().map(|(pipeline, secret)| (pipeline, secret.reveal().as_bytes()));
    let proved = proof.of(body, secrets);
    proved.into_iter().map(|(pipeline, proved)| (pipeline.clone(), proved.body())).collect()
}

/// The secrets of those who may be meant.
async fn secrets(
    app: &App,
    pipeline: Option<String>,
    bytes: usize,
) -> Result<Vec<(Pipeline, Secret)>, Problem> {
    let pipelines = match pipeline {
        Some(id) => match app.catalog.pipeline(&PipelineId(id)).await {
            Ok(pipeline) => vec![pipeline],
            // Nobody is told which pipelines there are.
            Err(StoreError::Missing(_)) => Vec::new(),
            Err(error) => return Err(error.into()),
        },
        None => all(app).await?,
    };
    let mut secrets = Vec::new();
    for pipeline in pipelines.into_iter().filter(|pipeline| pipeline.source.url().is_some()) {
        if let Some(secret) = begin::key(app, &pipeline.id, Key::Webhook).await? {
            secrets.push((pipeline, secret));
        }
    }
    if secrets.len() > 1 && secrets.len().saturating_mul(bytes) > SIGNED {
        let help = "add ?pipeline=ID to the address of the webhook";
        return Err(Problem::Bad(format!("too many pipelines may be meant: {help}")));
    }
    Ok(secrets)
}

async fn all(app: &App) -> Result<Vec<Pipeline>, Problem> {
    const STEP: usize = 500;
    let (mut all, mut from) = (Vec::new(), None);
    loop {
        let page = app.catalog.pipelines(&PipelineFilter::default(), from.as_ref(), STEP).await?;
        all.extend(page.items);
        match page.next {
            Some(next) => from = Some(next),
            None => return Ok(all),
        }
    }
}

/// Does what a delivery asks for, once. While one replica is at it the others wait for a later try; what has failed, or
/// was cut off, may be tried again.
async fn once(
    app: &App,
    id: &str,
    forge: Forge,
    pipelines: Vec<Pipeline>,
    delivery: Delivery,
) -> Result<api::Heard, Problem> {
    let (known, now) = (format!("webhook {id}"), app.clock.now());
    match app.catalog.take_request(&known, b"", now, now.after(AT_IT)).await? {
        stores::Request::New => {}
        stores::Request::Answered(_) => {
            return Ok(api::Heard { message: "this was told before".to_owned(), files: Vec::new() });
        }
        stores::Request::Open | stores::Request::Other => {
            return Err(Problem::Conflict("this delivery is being worked on".to_owned()));
        }
    }
    let done = heard(app, forge, pipelines, delivery).await;
    match &done {
        Ok(_) => app.catalog.answer_request(&known, b"done", app.clock.now().after(KNOWN)).await?,
        Err(_) => app.catalog.drop_request(&known).await?,
    }
    done
}

async fn heard(
    app: &App,
    forge: Forge,
    pipelines: Vec<Pipeline>,
    delivery: Delivery,
) -> Result<api::Heard, Problem> {
    let said = |message: String| api::Heard { message, files: Vec::new() };
    let told = match delivery {
        Delivery::Ping => return Ok(said("the webhook works".to_owned())),
        Delivery::Nothing(why) => return Ok(said(why)),
        Delivery::Told(told) => told,
    };
    let in_it = |pipeline: &Pipeline| {
        let address = pipeline.source.url().and_then(|url| app.sources.mirrors().address(url).ok());
        address.is_some_and(|address| told.addresses.iter().any(|other| address.is_same(other)))
    };
    let mut files = Vec::new();
    for pipeline in pipelines.iter().filter(|pipeline| in_it(pipeline)) {
        let target = format!("/api/v1/pipelines/{}", pipeline.id.0);
        app.note(format!("{}: {}", forge.as_str(), told.actor), "webhooks.hear", target).await;
        match begin::happened(app, pipeline, &told.wanted()).await {
            Ok(became) => {
                for (path, became) in became {
                    files.push(file(pipeline, Some(path), became)?);
                }
            }
            Err(error) => files.push(file(pipeline, None, Err(error))?),
        }
    }
    let message = match files.is_empty() {
        true => "no pipeline with this secret is in the repository".to_owned(),
        false => "the repository's pipelines were looked at".to_owned(),
    };
    Ok(api::Heard { message, files })
}

/// What became of a file. That it does not run is an answer; that the store is gone is none.
fn file(
    pipeline: &Pipeline,
    path: Option<String>,
    became: Result<begin::Begun, BeginError>,
) -> Result<api::HeardFile, Problem> {
    let (run, why) = match became {
        Ok(begun) => (Some(begun.run.entry.run.to_string()), None),
        Err(error @ (BeginError::Store(_) | BeginError::Scheduler(_) | BeginError::Broken(_))) => {
            return Err(error.into());
        }
        Err(error) => {
            tracing::info!("pipeline {}: {error}", pipeline.id.0);
            (None, Some(error.to_string()))
        }
    };
    Ok(api::HeardFile { pipeline: pipeline.id.0.clone(), path, run, why })
}

/// Over parts that cannot flow into each other.
fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
