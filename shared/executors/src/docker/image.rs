use super::connect::{is_missing, reason, refused};
use super::login;
use crate::{ContainerSpec, ExecutorError, Preparing, Progress, PullPolicy};
use bollard::Docker;
use bollard::models::{CreateImageInfo, ImageInspect};
use bollard::query_parameters::CreateImageOptionsBuilder;
use futures_util::StreamExt;
use std::collections::HashMap;

/// Makes sure that an image is here, as its policies have it.
pub(super) async fn ensure(
    engine: &Docker,
    image: &str,
    spec: &ContainerSpec,
    progress: &dyn Progress,
) -> Result<ImageInspect, ExecutorError> {
    let policies = if spec.pull.is_empty() { &[PullPolicy::IfNotPresent][..] } else { &spec.pull };
    let mut failure = ExecutorError::ImageNotFound { image: image.into() };
    for policy in policies {
        let found = match policy {
            PullPolicy::Always => None,
            PullPolicy::IfNotPresent | PullPolicy::Never => find(engine, image).await?,
        };
        match (found, policy) {
            (Some(found), _) => return Ok(found),
            (None, PullPolicy::Never) => failure = ExecutorError::NotPulled { image: image.into() },
            (None, _) => match pull(engine, image, spec, progress).await {
                Ok(()) => match find(engine, image).await? {
                    Some(found) => return Ok(found),
                    None => failure = ExecutorError::ImageNotFound { image: image.into() },
                },
                Err(cause) => failure = cause,
            },
        }
    }
    Err(failure)
}

/// An image on this machine.
pub(super) async fn find(engine: &Docker, image: &str) -> Result<Option<ImageInspect>, ExecutorError> {
    match engine.inspect_image(image).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(refused("look at an image")(error)),
    }
}

async fn pull(
    engine: &Docker,
    image: &str,
    spec: &ContainerSpec,
    progress: &dyn Progress,
) -> Result<(), ExecutorError> {
    let mut options = CreateImageOptionsBuilder::new().from_image(&with_tag(image));
    if let Some(platform) = &spec.platform {
        options = options.platform(platform);
    }
    let credentials = login::credentials(image, spec).await;
    let user = credentials.as_ref().and_then(|credentials| credentials.username.clone());
    let mut stream = engine.create_image(Some(options.build()), None, credentials);
    let mut layers: HashMap<String, (u64, u64)> = HashMap::new();
    progress.preparing(Preparing::Pulling { image, done: 0, total: 0 });
    while let Some(news) = stream.next().await {
        let news = news.map_err(|error| failure(image, user.as_deref(), reason(&error)))?;
        if let Some((layer, done, total)) = bytes(news) {
            layers.insert(layer, (done, total));
            let sum = layers.values().fold((0, 0), |sum, layer| (sum.0 + layer.0, sum.1 + layer.1));
            progress.preparing(Preparing::Pulling { image, done: sum.0, total: sum.1 });
        }
    }
    progress.preparing(Preparing::Pulled { image });
    Ok(())
}

/// How far the download of a layer has come.
fn bytes(news: CreateImageInfo) -> Option<(String, u64, u64)> {
    if news.status.as_deref() != Some("Downloading") {
        return None;
    }
    let detail = news.progress_detail?;
    Some((news.id?, detail.current?.try_into().ok()?, detail.total?.try_into().ok()?))
}

/// Without a tag the engine would pull all tags.
fn with_tag(image: &str) -> String {
    let name = image.rsplit('/').next().unwrap_or(image);
    if name.contains([':', '@']) { image.into() } else { format!("{image}:latest") }
}

/// What a registry's refusal means.
fn failure(image: &str, user: Option<&str>, cause: String) -> ExecutorError {
    let image = image.to_owned();
    let says = |words: &[&str]| words.iter().any(|word| cause.contains(word));
    if says(&["denied", "unauthorized", "authentication required", "no basic auth"]) {
        match user {
            Some(user) => ExecutorError::LoginDenied { image, user: user.to_owned() },
            None => ExecutorError::PullDenied { image },
        }
    } else if says(&["not found", "manifest unknown", "no such image"]) {
        ExecutorError::ImageNotFound { image }
    } else if says(&["no space left on device"]) {
        ExecutorError::DiskFull { what: format!("pull the image `{image}`") }
    } else {
        ExecutorError::PullFailed { image, cause }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_always_named() {
        assert_eq!(with_tag("debian"), "debian:latest");
        assert_eq!(with_tag("localhost:5000/a"), "localhost:5000/a:latest");
        assert_eq!(with_tag("localhost:5000/a:1"), "localhost:5000/a:1");
        assert_eq!(with_tag("a@sha256:0"), "a@sha256:0");
    }

    #[test]
    fn a_refusal_is_told_by_its_cause() {
        let denied = "pull access denied for x, repository does not exist or may require 'docker login'";
        assert!(matches!(failure("x", None, denied.into()), ExecutorError::PullDenied { .. }));
        assert!(matches!(failure("x", Some("me"), denied.into()), ExecutorError::LoginDenied { .. }));
        let unknown = "manifest for x:9 not found: manifest unknown";
        assert!(matches!(failure("x", None, unknown.into()), ExecutorError::ImageNotFound { .. }));
        assert!(matches!(failure("x", None, "no route to host".into()), ExecutorError::PullFailed { .. }));
    }
}
