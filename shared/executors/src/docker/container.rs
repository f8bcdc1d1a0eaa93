use super::binding::{self, Volume};
use super::connect::refused;
use super::reach::{self, Reach};
use super::{label, options};
use crate::{ContainerSpec, ExecutorError, Limits};
use bollard::Docker;
use bollard::models::{
    ContainerCreateBody, EndpointSettings, HealthConfig, HostConfig, NetworkingConfig, VolumeCreateRequest,
};
use bollard::query_parameters::{CreateContainerOptionsBuilder, RemoveContainerOptionsBuilder};
use std::collections::HashMap;

/// A container that is being described.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) body: ContainerCreateBody,
    pub(super) host: HostConfig,
    /// Its own variables, later ones winning.
    pub(super) env: Vec<(String, String)>,
    /// Its name, if the author wants one.
    pub(super) name: Option<String>,
    /// Its names on the network.
    pub(super) aliases: Vec<String>,
    /// The network, if the author wants another one.
    pub(super) network: Option<String>,
    pub(super) platform: Option<String>,
    /// Volumes that it uses by name.
    pub(super) volumes: Vec<String>,
    /// How far it may reach.
    pub(super) reach: Reach,
}

impl Draft {
    /// What an author describes, for the sandbox of that name.
    pub(super) fn new(
        spec: &ContainerSpec,
        image: &str,
        sandbox: &str,
        reach: Reach,
    ) -> Result<Self, ExecutorError> {
        let mut draft =
            Self { env: spec.env.clone(), platform: spec.platform.clone(), reach, ..Self::default() };
        draft.body.image = Some(image.into());
        draft.body.user.clone_from(&spec.user);
        for port in &spec.ports {
            draft.publish(port)?;
        }
        for volume in &spec.volumes {
            draft.mount(volume)?;
        }
        options::apply(spec.options.as_deref().unwrap_or_default(), &mut draft)?;
        if reach == Reach::Job {
            reach::confine(&mut draft, sandbox)?;
        }
        draft.body.labels.get_or_insert_default().extend(label::labels(sandbox));
        Ok(draft)
    }

    /// How its health is found out.
    pub(super) fn health(&mut self) -> &mut HealthConfig {
        self.body.healthcheck.get_or_insert_default()
    }

    /// Opens a port.
    pub(super) fn publish(&mut self, text: &str) -> Result<(), ExecutorError> {
        let (port, binding) = binding::port(text)?;
        self.body.exposed_ports.get_or_insert_default().push(port.clone());
        let bindings = self.host.port_bindings.get_or_insert_default().entry(port).or_default();
        bindings.get_or_insert_default().push(binding);
        Ok(())
    }

    /// Adds a volume.
    pub(super) fn mount(&mut self, text: &str) -> Result<(), ExecutorError> {
        match binding::volume(text)? {
            Volume::Anonymous { target } => self.body.volumes.get_or_insert_default().push(target),
            Volume::Folder { bind } => self.bind(bind),
            Volume::Named { name, bind } => {
                self.volumes.push(name);
                self.bind(bind);
            }
        }
        Ok(())
    }

    /// Adds a folder of the host, as the engine wants it.
    pub(super) fn bind(&mut self, bind: String) {
        self.host.binds.get_or_insert_default().push(bind);
    }

    /// Keeps it within limits, where its options name none; those of an author who is not to be trusted may be lower, not
    /// higher.
    pub(super) fn limit(&mut self, limits: Limits) {
        let reach = self.reach;
        let within = |asked: Option<i64>, limit: Option<i64>| match (asked, limit, reach) {
            (Some(asked), Some(limit), Reach::Job) if !(1..=limit).contains(&asked) => Some(limit),
            (asked, limit, _) => asked.or(limit),
        };
        self.host.nano_cpus = within(self.host.nano_cpus, limits.cpus.map(nano));
        self.host.memory = within(self.host.memory, limits.memory.and_then(|bytes| bytes.try_into().ok()));
    }

    /// Creates it, on `network` if the author wants no other. Volumes that are made for it belong to the sandbox.
    pub(super) async fn create(
        mut self,
        engine: &Docker,
        network: Option<&str>,
    ) -> Result<String, ExecutorError> {
        let labels = self.body.labels.clone().unwrap_or_default();
        for volume in &self.volumes {
            make_volume(engine, volume, &labels).await?;
        }
        let mut unique: Vec<(String, String)> = Vec::new();
        for (name, value) in self.env {
            unique.retain(|(known, _)| *known != name);
            unique.push((name, value));
        }
        self.body.env = Some(unique.into_iter().map(|(name, value)| format!("{name}={value}")).collect());
        if let Some(network) = self.network.as_deref().or(network) {
            self.host.network_mode = Some(network.into());
            // Only networks of one's own know aliases.
            if !matches!(network, "host" | "none" | "bridge" | "default")
                && !network.starts_with("container:")
            {
                let endpoint =
                    EndpointSettings { aliases: Some(self.aliases), ..EndpointSettings::default() };
                let endpoints = HashMap::from([(network.into(), endpoint)]);
                self.body.networking_config = Some(NetworkingConfig { endpoints_config: Some(endpoints) });
            }
        }
        self.body.host_config = Some(self.host);
        let mut options = CreateContainerOptionsBuilder::new();
        if let Some(name) = &self.name {
            options = options.name(name);
        }
        if let Some(platform) = &self.platform {
            options = options.platform(platform);
        }
        let made = engine.create_container(Some(options.build()), self.body).await;
        made.map(|made| made.id).map_err(refused("create a container"))
    }
}

/// Makes a volume, unless it is there: then it is somebody else's and stays.
async fn make_volume(
    engine: &Docker,
    name: &str,
    labels: &HashMap<String, String>,
) -> Result<(), ExecutorError> {
    if engine.inspect_volume(name).await.is_ok() {
        return Ok(());
    }
    let labels = labels.iter().filter(|(name, _)| [label::OWNER, label::SANDBOX].contains(&name.as_str()));
    let labels = labels.map(|(name, value)| (name.clone(), value.clone())).collect();
    let request = VolumeCreateRequest {
        name: Some(name.into()),
        labels: Some(labels),
        ..VolumeCreateRequest::default()
    };
    engine.create_volume(request).await.map(drop).map_err(refused("create a volume"))
}

/// Processors in the engine's unit.
pub(super) fn nano(cpus: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a float's cast saturates")]
    let nano = (cpus * 1e9) as i64;
    nano
}

/// Removes a container, running or not, with its volumes that have no name.
pub(super) async fn remove(engine: &Docker, id: &str) -> Result<(), ExecutorError> {
    let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
    match engine.remove_container(id, Some(options)).await {
        Ok(()) => Ok(()),
        // Gone, or somebody is just removing it.
        Err(bollard::errors::Error::DockerResponseServerError { status_code: 404 | 409, .. }) => Ok(()),
        Err(error) => Err(refused("remove a container")(error)),
    }
}
