use super::{Arguments, Place};
use crate::local::{Children, From, Groups, House, Mirror, Pulling, Shelves, Slots};
use crate::refusal::Refusal;
use engine::job::Secrets;
use events::Facts;
use executors::{Docker, DockerOptions, Executor, Limits, Native, NativeOptions, Snapshot, Workspace};
use runner::{ActionSource, NoActions};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Puts together what a run needs, and removes what dead runs left behind.
pub async fn build(
    arguments: &Arguments,
    root: &Path,
    snapshot: Snapshot,
    facts: &Facts,
    secrets: Secrets,
) -> Result<House, Refusal> {
    let state = state_folder()?;
    let shelves = Shelves::open(&state, root).map_err(|error| {
        Refusal::new(error.to_string()).help("set RUSTCI_STATE to a folder that can be written")
    })?;
    let groups = Groups::new(state.join("groups"), root, facts.run.clone());
    let executor = executor(arguments);
    executor.sweep().await.map_err(|error| Refusal::new(error.to_string()))?;
    let root = root.to_owned();
    let workspace = if arguments.in_place {
        Workspace::InPlace { root: root.clone() }
    } else {
        Workspace::Copy(snapshot)
    };
    let count = arguments.slots.map_or_else(usual_slots, usize::from);
    let limits = Limits { cpus: arguments.cpus, memory: arguments.memory.map(|megabytes| megabytes << 20) };
    Ok(House {
        slots: Slots { count, executor, workspace, secrets, limits },
        actions: actions(arguments, &state),
        children: Arc::new(Children {
            facts: facts.clone(),
            shelves: shelves.clone(),
            loader: arguments.selection.loader(root),
        }),
        shelves,
        groups: Arc::new(groups),
    })
}

fn executor(arguments: &Arguments) -> Arc<dyn Executor> {
    match arguments.executor {
        Place::Native => Arc::new(Native::new(NativeOptions::default())),
        Place::Docker => {
            let mut options = DockerOptions::default();
            if let Some(image) = &arguments.image {
                options.image.clone_from(image);
            }
            Arc::new(Pulling::new(Arc::new(Docker::new(options))))
        }
    }
}

fn actions(arguments: &Arguments, state: &Path) -> Arc<dyn ActionSource> {
    match &arguments.selection.actions_from {
        None => Arc::new(NoActions),
        Some(place) if place.contains("://") => {
            Arc::new(Mirror::new(From::Address(place.clone()), state.join("actions")))
        }
        Some(place) => Arc::new(Mirror::new(From::Folder(PathBuf::from(place)), state.join("actions"))),
    }
}

fn usual_slots() -> usize {
    std::thread::available_parallelism().map_or(4, |cores| usize::from(cores) * 2)
}

/// Where artifacts, caches and fetched actions are kept: `RUSTCI_STATE`, else the user's own cache folder.
fn state_folder() -> Result<PathBuf, Refusal> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = variable("RUSTCI_STATE")
        .or_else(|| variable("XDG_CACHE_HOME").map(|cache| cache.join("rustci")))
        .or_else(|| variable("HOME").map(|home| home.join(".cache/rustci")));
    folder.ok_or_else(|| {
        Refusal::new("there is no place to keep artifacts and caches")
            .help("set HOME, or RUSTCI_STATE to a folder")
    })
}
