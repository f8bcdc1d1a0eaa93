use super::connect::{reason, refused};
use super::label;
use crate::{ExecutorError, Preparing, Progress};
use bollard::Docker;
use bollard::models::ImageInspect;
use bollard::query_parameters::BuildImageOptionsBuilder;
use bytes::Bytes;
use futures_util::StreamExt;
use std::path::Path;

/// Builds an image from a folder of this machine and gives it that name. It belongs to the sandbox.
pub(super) async fn build(
    engine: &Docker,
    context: &Path,
    dockerfile: &str,
    name: &str,
    sandbox: &str,
    progress: &dyn Progress,
) -> Result<ImageInspect, ExecutorError> {
    let failed = |cause: String| ExecutorError::BuildFailed { dockerfile: dockerfile.into(), cause };
    let folder = context.to_owned();
    let archive = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<u8>> {
        let mut archive = tar::Builder::new(Vec::new());
        archive.follow_symlinks(false);
        archive.append_dir_all(".", folder)?;
        archive.into_inner()
    });
    let archive = archive
        .await
        .map_err(|cause| failed(cause.to_string()))?
        .map_err(|cause| failed(cause.to_string()))?;
    let options = BuildImageOptionsBuilder::new().dockerfile(dockerfile).t(name).rm(true).forcerm(true);
    let options = options.labels(&label::labels(sandbox)).build();
    let body = bollard::body_full(Bytes::from(archive));
    let mut stream = engine.build_image(options, None, Some(body));
    while let Some(news) = stream.next().await {
        let news = news.map_err(|error| failed(reason(&error)))?;
        if let Some(cause) = news.error_detail.and_then(|detail| detail.message) {
            return Err(failed(cause));
        }
        for line in news.stream.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty()) {
            progress.preparing(Preparing::Building { line });
        }
    }
    drop(stream);
    engine.inspect_image(name).await.map_err(refused("look at an image"))
}
