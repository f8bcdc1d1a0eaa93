//! Makes everything that a job's sandbox consists of.

use super::connect::refused;
use super::container::Draft;
use super::exec::Container;
use super::{DockerOptions, Reach, image, label, service};
use crate::files::Files;
use crate::machine::arch;
use crate::{
    ContainerSpec, ExecutorError, Image, Layout, Open, Preparing, Progress, Reachable, ServiceSpec, Workspace,
};
use bollard::Docker;
use bollard::models::{ImageInspect, NetworkCreateRequest};
use events::RunnerFacts;
use futures_util::future::{try_join, try_join_all};
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const WORK: &str = "/ci/work";
const TEMP: &str = "/ci/temp";
const TOOLS: &str = "/ci/tools";
const HOME: &str = "/ci/home";
/// What engines give to images that set no `PATH`.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// Keeps a container alive with nothing but its shell: nobody ever writes to its input.
const PAUSE: &str = "while read -r _; do :; done";

/// A sandbox's parts.
pub(super) struct Furniture {
    pub(super) layout: Layout,
    pub(super) files: Files,
    pub(super) container: Container,
    /// The job's folders, as the engine wants them.
    pub(super) binds: Vec<String>,
    pub(super) network: Option<String>,
}

/// Makes them in `root`, the folder of the sandbox of that name: what does not need each other at the same time.
pub(super) async fn furnish(
    engine: &Docker,
    options: &DockerOptions,
    open: Open,
    name: &str,
    root: &Path,
    progress: &dyn Progress,
) -> Result<Furniture, ExecutorError> {
    let spec = open.container.clone().unwrap_or_else(|| ContainerSpec {
        image: Image::Named(options.image.clone()),
        ..ContainerSpec::default()
    });
    let Image::Named(image) = spec.image.clone() else {
        let what = "a job whose own image is to be built".into();
        return Err(ExecutorError::Unable {
            executor: "docker",
            what,
            instead: "docker with an image that exists",
        });
    };
    let network = if open.services.is_empty() { None } else { Some(make_network(engine, name).await?) };
    // A job without a container of its own is on the machine: it reaches services by their open ports.
    let job_network =
        if open.container.is_none() && network.is_some() { Some("host") } else { network.as_deref() };
    let rooms = async {
        let (workspace, root, tools) = (open.workspace.clone(), root.to_owned(), options.tools.clone());
        let making = tokio::task::spawn_blocking(move || make_rooms(&workspace, &root, &tools));
        making.await.map_err(|cause| ExecutorError::io("copy the workspace", cause.into()))?
    };
    let job = async {
        let (rooms, found) = try_join(rooms, image::ensure(engine, &image, &spec, progress)).await?;
        progress.preparing(Preparing::Starting { name: "job", image: &image });
        let mut draft = Draft::new(&spec, &image, name, options.reach)?;
        draft.limit(open.limits);
        for bind in &rooms.binds {
            draft.bind(bind.clone());
        }
        pause(&mut draft, spec.entrypoint.as_deref());
        let own = found.config.as_ref().and_then(|config| config.user.clone());
        let user = draft.body.user.clone().or(own).unwrap_or_default();
        let network = draft.network.clone().or_else(|| job_network.map(str::to_owned));
        let id = draft.create(engine, job_network).await?;
        let started = engine.start_container(&id, None).await;
        started.map_err(|error| no_shell(&image, refused("start the job's container")(error)))?;
        Ok((rooms, found, id, user, network))
    };
    let services = services(engine, &open.services, network.as_deref(), name, options.reach, progress);
    let ((rooms, found, id, user, reached), services) = try_join(job, services).await?;
    let container = Container { engine: engine.clone(), id, image: image.clone() };
    if !is_root(&user) && !matches!(open.workspace, Workspace::InPlace { .. }) {
        // The copy's files are ours, not that user's.
        container.ask("chmod -R a+rwX \"$1\"", &[WORK]).await?;
    }
    let reachable = Reachable {
        name: "job".into(),
        id: container.id.clone(),
        network: reached.unwrap_or_default(),
        ports: Vec::new(),
    };
    let layout = layout(&spec, image, &found, reachable, services);
    Ok(Furniture { layout, files: rooms.files, container, binds: rooms.binds, network })
}

/// The name of an image that is not to be built.
pub(super) fn named(image: &Image) -> Result<&str, ExecutorError> {
    match image {
        Image::Named(name) => Ok(name),
        Image::Build { .. } => Err(ExecutorError::InvalidContainer {
            part: "image",
            value: image.to_string(),
            why: "only a docker action can bring a Dockerfile".into(),
        }),
    }
}

/// Whether a container's user may write to everything anyway.
fn is_root(user: &str) -> bool {
    matches!(user.split(':').next(), Some("" | "0" | "root"))
}

fn layout(
    spec: &ContainerSpec,
    image: String,
    found: &ImageInspect,
    container: Reachable,
    services: Vec<Reachable>,
) -> Layout {
    let mut env = vec![("PATH".to_owned(), PATH.to_owned()), ("HOME".into(), HOME.into())];
    let own = found.config.as_ref().and_then(|config| config.env.as_deref()).unwrap_or_default();
    let own =
        own.iter().filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.into(), value.into()));
    for (name, value) in own.chain(spec.env.iter().cloned()) {
        env.retain(|(known, _)| *known != name);
        env.push((name, value));
    }
    let home = env.iter().find(|(name, _)| name == "HOME").map_or(HOME, |(_, value)| value).to_owned();
    let machine = RunnerFacts {
        name: container.id.chars().take(12).collect(),
        os: "Linux".into(),
        arch: arch(found.architecture.as_deref().unwrap_or_default()).into(),
    };
    let [workspace, temp, tools] = [WORK, TEMP, TOOLS].map(str::to_owned);
    Layout {
        workspace,
        temp,
        tools,
        home,
        env,
        machine,
        image: Some(image),
        container: Some(container),
        services,
    }
}

/// The job's folders on this machine.
struct Rooms {
    files: Files,
    binds: Vec<String>,
}

fn make_rooms(from: &Workspace, root: &Path, tools: &Path) -> Result<Rooms, ExecutorError> {
    let make = |name: &str| -> io::Result<PathBuf> {
        let path = root.join(name);
        fs::create_dir(&path)?;
        // The user inside may be another one; nobody else comes past the folder above.
        fs::set_permissions(&path, Permissions::from_mode(0o777))?;
        Ok(path)
    };
    let failed = |cause| ExecutorError::io(format!("create folders in {}", root.display()), cause);
    let mut binds = Vec::new();
    let work = match from {
        Workspace::InPlace { root } => root
            .canonicalize()
            .map_err(|cause| ExecutorError::io(format!("find {}", root.display()), cause))?,
        Workspace::Empty => make("work").map_err(failed)?,
        Workspace::Copy(snapshot) => {
            let work = make("work").map_err(failed)?;
            let beside = root.parent().unwrap_or(root);
            let objects = snapshot.copy(&work, beside)?;
            binds.extend(objects.iter().map(|path| format!("{0}:{0}:ro", path.display())));
            work
        }
    };
    let (temp, home) = (make("temp").map_err(failed)?, make("home").map_err(failed)?);
    fs::create_dir_all(tools)
        .map_err(|cause| ExecutorError::io(format!("create {}", tools.display()), cause))?;
    let mounts: Vec<(PathBuf, PathBuf)> =
        [(WORK, work), (TEMP, temp), (TOOLS, tools.to_owned()), (HOME, home)]
            .map(|(a, b)| (a.into(), b))
            .into();
    binds
        .extend(mounts.iter().map(|(inside, outside)| format!("{}:{}", outside.display(), inside.display())));
    Ok(Rooms { files: Files::mounted(WORK.into(), mounts), binds })
}

/// Makes the container wait for steps; an entrypoint that the author wants is run around that.
fn pause(draft: &mut Draft, entrypoint: Option<&[String]>) {
    let shell = ["/bin/sh", "-c", PAUSE].map(str::to_owned);
    let entrypoint = entrypoint.map(<[String]>::to_vec).or_else(|| draft.body.entrypoint.take());
    match entrypoint.filter(|words| words.iter().any(|word| !word.is_empty())) {
        Some(entrypoint) => {
            draft.body.entrypoint = Some(entrypoint);
            draft.body.cmd = Some(shell.into());
        }
        None => {
            draft.body.entrypoint = Some(shell[..1].into());
            draft.body.cmd = Some(shell[1..].into());
        }
    }
    draft.body.open_stdin = Some(true);
    draft.body.working_dir.get_or_insert_with(|| WORK.into());
}

/// An image without a shell cannot be a job's.
fn no_shell(image: &str, error: ExecutorError) -> ExecutorError {
    match error {
        ExecutorError::Engine { cause, .. } if cause.contains("\"/bin/sh\"") => {
            ExecutorError::MissingProgram { program: "/bin/sh".into(), place: format!("image `{image}`") }
        }
        error => error,
    }
}

async fn make_network(engine: &Docker, name: &str) -> Result<String, ExecutorError> {
    let request = NetworkCreateRequest {
        name: format!("rustci-{name}"),
        labels: Some(label::labels(name)),
        ..NetworkCreateRequest::default()
    };
    let network = request.name.clone();
    engine.create_network(request).await.map(|_| network).map_err(refused("create a network"))
}

/// Starts all services and waits until they are healthy.
async fn services(
    engine: &Docker,
    services: &[ServiceSpec],
    network: Option<&str>,
    sandbox: &str,
    reach: Reach,
    progress: &dyn Progress,
) -> Result<Vec<Reachable>, ExecutorError> {
    let Some(network) = network else { return Ok(Vec::new()) };
    try_join_all(services.iter().map(|spec| async move {
        let id = service::start(engine, spec, network, sandbox, reach, progress).await?;
        service::wait(engine, &spec.name, &id, progress).await
    }))
    .await
}
