use super::connect::refused;
use super::container::Draft;
use super::furnish::named;
use super::image;
use super::reach::Reach;
use crate::{ExecutorError, Preparing, Progress, Reachable, ServiceSpec};
use bollard::Docker;
use bollard::models::{ContainerInspectResponse, HealthStatusEnum};
use bollard::query_parameters::LogsOptionsBuilder;
use futures_util::StreamExt;
use std::time::Duration;

/// How often a service is asked for its health at first, and at most.
const SOON: Duration = Duration::from_millis(25);
const SELDOM: Duration = Duration::from_millis(500);
/// How much of the log of a service that failed is shown.
const LINES: &str = "50";

/// Starts a service on the job's network.
pub(super) async fn start(
    engine: &Docker,
    service: &ServiceSpec,
    network: &str,
    sandbox: &str,
    reach: Reach,
    progress: &dyn Progress,
) -> Result<String, ExecutorError> {
    let image = named(&service.container.image)?;
    image::ensure(engine, image, &service.container, progress).await?;
    progress.preparing(Preparing::Starting { name: &service.name, image });
    let mut draft = Draft::new(&service.container, image, sandbox, reach)?;
    draft.aliases.push(service.name.clone());
    draft.aliases.extend(service.aliases.iter().cloned());
    if let Some(entrypoint) = &service.container.entrypoint {
        draft.body.entrypoint = Some(entrypoint.clone());
    }
    draft.body.cmd.clone_from(&service.command);
    let id = draft.create(engine, Some(network)).await?;
    let started = engine.start_container(&id, None).await;
    started.map_err(refused("start a service"))?;
    Ok(id)
}

/// Waits until a service is healthy, or just runs if nothing tells its health. Shows its log if it fails.
pub(super) async fn wait(
    engine: &Docker,
    name: &str,
    id: &str,
    progress: &dyn Progress,
) -> Result<Reachable, ExecutorError> {
    let mut pause = SOON;
    loop {
        let found = engine.inspect_container(id, None).await.map_err(refused("look at a service"))?;
        let how = match standing(&found) {
            Standing::Ready => return Ok(reachable(name, &found)),
            Standing::Failed(how) => how,
            Standing::Waiting => {
                progress.preparing(Preparing::Waiting { service: name });
                tokio::time::sleep(pause).await;
                pause = SELDOM.min(pause * 2);
                continue;
            }
        };
        show_log(engine, name, id, progress).await?;
        return Err(ExecutorError::ServiceFailed { service: name.into(), how });
    }
}

enum Standing {
    Ready,
    Waiting,
    Failed(String),
}

fn standing(found: &ContainerInspectResponse) -> Standing {
    let Some(state) = &found.state else { return Standing::Waiting };
    if state.running != Some(true) && state.restarting != Some(true) {
        return Standing::Failed(format!("exited with code {}", state.exit_code.unwrap_or_default()));
    }
    match state.health.as_ref().and_then(|health| health.status) {
        Some(HealthStatusEnum::STARTING) => Standing::Waiting,
        Some(HealthStatusEnum::UNHEALTHY) => Standing::Failed("did not become healthy".into()),
        _ => Standing::Ready,
    }
}

async fn show_log(
    engine: &Docker,
    name: &str,
    id: &str,
    progress: &dyn Progress,
) -> Result<(), ExecutorError> {
    let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail(LINES).build();
    let mut log = engine.logs(id, Some(options));
    while let Some(piece) = log.next().await {
        let piece = piece.map_err(refused("read a service's log"))?.into_bytes();
        for line in String::from_utf8_lossy(&piece).lines() {
            progress.preparing(Preparing::ServiceLog { service: name, line });
        }
    }
    Ok(())
}

/// How a container can be reached.
pub(super) fn reachable(name: &str, found: &ContainerInspectResponse) -> Reachable {
    let settings = found.network_settings.clone().unwrap_or_default();
    let network = settings.networks.unwrap_or_default().into_keys().next().unwrap_or_default();
    let mut ports: Vec<(String, u16)> = Vec::new();
    for (port, bindings) in settings.ports.unwrap_or_default() {
        let host = bindings.iter().flatten().find_map(|binding| binding.host_port.as_deref()?.parse().ok());
        ports.extend(host.map(|host| (port.trim_end_matches("/tcp").to_owned(), host)));
    }
    ports.sort();
    Reachable { name: name.into(), id: found.id.clone().unwrap_or_default(), network, ports }
}
