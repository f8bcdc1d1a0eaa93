use crate::ExecutorError;
use bollard::Docker;
use bollard::errors::Error;
use std::path::PathBuf;

/// Finds the engine, and speaks the version of its API that it knows.
pub(super) async fn connect(host: Option<&str>) -> Result<Docker, ExecutorError> {
    let address = match host {
        Some(host) => host.to_owned(),
        None => address(),
    };
    let none = |cause: Error| ExecutorError::NoEngine { address: address.clone(), cause: reason(&cause) };
    let engine = Docker::connect_with_host(&address).map_err(none)?;
    engine.negotiate_version().await.map_err(none)
}

/// What `docker` is told by the environment, or the first socket that exists of those that engines have by default.
fn address() -> String {
    if let Some(host) = std::env::var("DOCKER_HOST").ok().filter(|host| !host.is_empty()) {
        return host;
    }
    let folder = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let rootful = Some(PathBuf::from("/var/run/docker.sock"));
    let candidates = [
        rootful.clone(),
        folder("XDG_RUNTIME_DIR").map(|folder| folder.join("docker.sock")),
        folder("HOME").map(|folder| folder.join(".docker/run/docker.sock")),
        folder("XDG_RUNTIME_DIR").map(|folder| folder.join("podman/podman.sock")),
    ];
    let found = candidates.into_iter().flatten().find(|path| path.exists()).or(rootful);
    format!("unix://{}", found.unwrap_or_default().display())
}

/// What the engine said, in one line.
pub(super) fn reason(error: &Error) -> String {
    let text = match error {
        Error::DockerResponseServerError { message, .. } => message.clone(),
        Error::DockerStreamError { error } => error.clone(),
        error => root_cause(error),
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}

/// The innermost cause says what happened; those around it only name the library's parts.
fn root_cause(error: &Error) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    causes.last().map(ToString::to_string).unwrap_or_default()
}

/// Makes an engine's error one of ours.
pub(super) fn refused(action: &'static str) -> impl Fn(Error) -> ExecutorError {
    move |error| match reason(&error) {
        cause if cause.contains("no space left on device") => ExecutorError::DiskFull { what: action.into() },
        cause => ExecutorError::Engine { action, cause },
    }
}

/// Whether the engine says that there is no such thing.
pub(super) fn is_missing(error: &Error) -> bool {
    matches!(error, Error::DockerResponseServerError { status_code: 404, .. })
}
