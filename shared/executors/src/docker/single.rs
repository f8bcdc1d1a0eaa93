//! Runs one process in a container of its own: a docker action.

use super::connect::refused;
use super::container::{self, Draft};
use super::exec::feed;
use crate::{Exec, ExecutorError, Exit, Grace};
use bollard::Docker;
use bollard::errors::Error;
use bollard::query_parameters::{
    AttachContainerOptionsBuilder, KillContainerOptionsBuilder, WaitContainerOptions,
};
use bytes::Bytes;
use futures_util::StreamExt;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long a killed container may take to go.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs a container to its end and removes it.
pub(super) async fn run(
    engine: &Docker,
    draft: Draft,
    network: Option<&str>,
    exec: Exec,
    output: mpsc::Sender<Bytes>,
    cancel: &CancellationToken,
) -> Result<Exit, ExecutorError> {
    if cancel.is_cancelled() {
        return Ok(Exit::Cancelled);
    }
    let id = draft.create(engine, network).await?;
    let exit = follow(engine, &id, exec.stdin, exec.grace, output, cancel).await;
    let removed = container::remove(engine, &id).await;
    let exit = exit?;
    removed?;
    Ok(exit)
}

async fn follow(
    engine: &Docker,
    id: &str,
    stdin: Option<Vec<u8>>,
    grace: Grace,
    output: mpsc::Sender<Bytes>,
    cancel: &CancellationToken,
) -> Result<Exit, ExecutorError> {
    let options = AttachContainerOptionsBuilder::new().stream(true).stdout(true).stderr(true);
    let options = options.stdin(stdin.is_some()).build();
    let attached =
        engine.attach_container(id, Some(options)).await.map_err(refused("attach to a container"))?;
    engine.start_container(id, None).await.map_err(refused("start a container"))?;
    feed(attached.input, stdin);
    let mut stream = attached.output;
    let mut pump = pin!(async {
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(refused("read output"))?.into_bytes();
            if output.send(piece).await.is_err() {
                // Nobody listens any more: by contract the output is dropped.
            }
        }
        wait(engine, id).await
    });
    tokio::select! {
        code = &mut pump => return Ok(Exit::Code(code?)),
        () = cancel.cancelled() => {}
    }
    for (signal, patience) in
        [("SIGINT", grace.interrupt), ("SIGTERM", grace.terminate), ("SIGKILL", PATIENCE)]
    {
        let options = KillContainerOptionsBuilder::new().signal(signal).build();
        match engine.kill_container(id, Some(options)).await {
            // Not running any more.
            Ok(()) | Err(Error::DockerResponseServerError { status_code: 404 | 409, .. }) => {}
            Err(error) => return Err(refused("end a container")(error)),
        }
        if let Ok(ended) = timeout(patience, &mut pump).await {
            ended?;
            break;
        }
    }
    Ok(Exit::Cancelled)
}

async fn wait(engine: &Docker, id: &str) -> Result<i32, ExecutorError> {
    let mut waiting = pin!(engine.wait_container(id, None::<WaitContainerOptions>));
    let code = match waiting.next().await {
        Some(Ok(ended)) => ended.status_code,
        // That is how a code that is not zero arrives.
        Some(Err(Error::DockerContainerWaitError { code, .. })) => code,
        Some(Err(error)) => return Err(refused("wait for a container")(error)),
        None => return Err(ExecutorError::ContainerStopped { how: "nobody knows how".into() }),
    };
    Ok(i32::try_from(code).unwrap_or(i32::MAX))
}
