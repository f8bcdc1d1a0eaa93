use super::connect::{is_missing, refused};
use super::{container, label};
use crate::folder::{self, remove_all};
use crate::owner::Owner;
use crate::{ExecutorError, Swept};
use bollard::Docker;
use bollard::query_parameters::{
    ListContainersOptionsBuilder, ListImagesOptionsBuilder, ListNetworksOptionsBuilder,
    ListVolumesOptionsBuilder, RemoveImageOptionsBuilder, RemoveVolumeOptions,
};
use futures_util::future::try_join_all;
use std::collections::HashMap;
use std::path::Path;

/// Removes what dead processes left.
pub(super) async fn sweep(engine: &Docker, base: &Path) -> Result<Swept, ExecutorError> {
    let mut known: HashMap<String, bool> = HashMap::new();
    let mut swept = remove(engine, &label::ours(), |labels| {
        let Some(owner) = labels.get(label::OWNER) else { return false };
        *known
            .entry(owner.clone())
            .or_insert_with(|| owner.parse::<Owner>().is_ok_and(|owner| owner.is_dead()))
    })
    .await?;
    let failed = |cause| ExecutorError::base(base, cause);
    for folder in folder::abandoned(base).map_err(failed)? {
        remove_all(&folder).map_err(failed)?;
        swept.folders += 1;
    }
    Ok(swept)
}

/// Removes all that belongs to one sandbox.
pub(super) async fn remove_sandbox(engine: &Docker, sandbox: &str) -> Result<(), ExecutorError> {
    let filters = HashMap::from([("label".into(), vec![format!("{}={sandbox}", label::SANDBOX)])]);
    remove(engine, &filters, |_| true).await.map(drop)
}

/// Removes what fits, containers first because they hold the rest.
async fn remove(
    engine: &Docker,
    filters: &HashMap<String, Vec<String>>,
    mut fits: impl FnMut(&HashMap<String, String>) -> bool,
) -> Result<Swept, ExecutorError> {
    let options = ListContainersOptionsBuilder::new().all(true).filters(filters).build();
    let containers = engine.list_containers(Some(options)).await.map_err(refused("list containers"))?;
    let containers = containers.into_iter().filter(|found| found.labels.as_ref().is_some_and(&mut fits));
    let containers: Vec<String> = containers.filter_map(|found| found.id).collect();
    try_join_all(containers.iter().map(|id| container::remove(engine, id))).await?;

    let options = ListNetworksOptionsBuilder::new().filters(filters).build();
    let networks = engine.list_networks(Some(options)).await.map_err(refused("list networks"))?;
    let networks = networks.into_iter().filter(|found| found.labels.as_ref().is_some_and(&mut fits));
    let networks: Vec<String> = networks.filter_map(|found| found.id).collect();
    for id in &networks {
        gone(engine.remove_network(id).await).map_err(refused("remove a network"))?;
    }

    let options = ListVolumesOptionsBuilder::new().filters(filters).build();
    let volumes = engine.list_volumes(Some(options)).await.map_err(refused("list volumes"))?;
    let volumes: Vec<_> =
        volumes.volumes.unwrap_or_default().into_iter().filter(|found| fits(&found.labels)).collect();
    for volume in &volumes {
        let removed = engine.remove_volume(&volume.name, None::<RemoveVolumeOptions>).await;
        gone(removed).map_err(refused("remove a volume"))?;
    }

    let options = ListImagesOptionsBuilder::new().filters(filters).build();
    let images = engine.list_images(Some(options)).await.map_err(refused("list images"))?;
    for image in images.into_iter().filter(|found| fits(&found.labels)) {
        let options = RemoveImageOptionsBuilder::new().force(true).build();
        gone(engine.remove_image(&image.id, Some(options), None).await)
            .map_err(refused("remove an image"))?;
    }
    Ok(Swept {
        containers: containers.len(),
        networks: networks.len(),
        volumes: volumes.len(),
        ..Swept::default()
    })
}

/// What is gone already needs no removing.
fn gone<T>(result: Result<T, bollard::errors::Error>) -> Result<(), bollard::errors::Error> {
    match result {
        Err(error) if !is_missing(&error) => Err(error),
        _ => Ok(()),
    }
}
