//! `runners`: where jobs run.

use crate::config::layers::Layers;
use crate::config::units::{Cpus, Size, Unit};
use std::collections::BTreeMap;
use std::time::Duration;
use yaml::Cursor;

const NO_CLEANUP: &str = "this version waits until containers are gone";
const NO_KUBERNETES: &str = "this version runs no jobs in Kubernetes";

/// Jobs that the daemon may run at a time, by default as many as there are processors.
const JOBS: std::ops::RangeInclusive<u32> = 1..=100_000;

/// Where jobs run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runners {
    /// In containers of the engine on this machine.
    pub docker: DockerRunner,
    /// In pods of a cluster.
    pub kubernetes: KubernetesRunner,
    /// As processes on this machine.
    pub native: NativeRunner,
}

/// Whether something is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// If it is there.
    Auto,
    /// Yes: without it the daemon does not start.
    Always,
    /// No.
    Never,
}

/// Jobs in containers of the engine on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockerRunner {
    /// Whether to use the engine.
    pub enabled: Use,
    /// Jobs at a time. None: as many as processors.
    pub max_concurrent: Option<u32>,
    /// How long taking containers away may take.
    pub cleanup_timeout: Duration,
    /// Processors that a job may use.
    pub cpu: Option<Cpus>,
    /// Memory that a job may use.
    pub memory: Option<Size>,
    /// Whether pipelines may ask for folders, devices and rights of the machine: whoever may run one rules the machine.
    pub privileged: bool,
}

/// Jobs in pods of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubernetesRunner {
    /// Whether to use the cluster.
    pub enabled: bool,
    /// The namespace of the pods.
    pub namespace: String,
    /// Jobs at a time. None: as many as the cluster takes.
    pub max_concurrent: Option<u32>,
    /// Labels that a node must have.
    pub node_selector: BTreeMap<String, String>,
}

/// Jobs as processes on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NativeRunner {
    /// Whether jobs may. They can do whatever the daemon's user can.
    pub enabled: bool,
    /// Jobs that name no image run so, even where a container engine answers: what a laptop wants.
    pub without_image: bool,
    /// Jobs at a time. None: as many as processors.
    pub max_concurrent: Option<u32>,
}

impl Runners {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        Self {
            docker: DockerRunner::read(from),
            kubernetes: KubernetesRunner::read(from),
            native: NativeRunner {
                enabled: from.key("runners.native.enabled").or(false),
                without_image: from.key("runners.native.without_image").or(false),
                max_concurrent: from.key("runners.native.max_concurrent").limit(JOBS),
            },
        }
    }
}

impl DockerRunner {
    fn read(from: &mut Layers<'_>) -> Self {
        let words = [("auto", Use::Auto), ("true", Use::Always), ("false", Use::Never)];
        Self {
            enabled: from.key("runners.docker.enabled").choice(Use::Auto, &words),
            max_concurrent: from
                .key("runners.docker.max_concurrent")
                .also("performance.runners.docker.max_concurrent")
                .limit(JOBS),
            cleanup_timeout: from
                .key("runners.docker.cleanup_timeout")
                .no_effect(NO_CLEANUP)
                .duration(300, Unit::Seconds),
            cpu: from
                .key("runners.docker.resource_limits.cpu")
                .also("performance.runners.docker.resource_limits.cpu")
                .optional(),
            memory: from
                .key("runners.docker.resource_limits.memory")
                .also("performance.runners.docker.resource_limits.memory")
                .optional(),
            privileged: from.key("runners.docker.privileged").or(false),
        }
    }
}

impl KubernetesRunner {
    fn read(from: &mut Layers<'_>) -> Self {
        let enabled = from.key("runners.kubernetes.enabled").no_effect(NO_KUBERNETES).or(false);
        let namespace = from.key("runners.kubernetes.namespace").no_effect(NO_KUBERNETES);
        let namespace = namespace.or("rustci-runners".to_owned());
        let max_concurrent = from
            .key("runners.kubernetes.max_concurrent")
            .also("performance.runners.kubernetes.max_concurrent")
            .no_effect(NO_KUBERNETES)
            .limit(JOBS);
        let mut node_selector = BTreeMap::new();
        for key in ["runners.kubernetes.node_selector", "performance.runners.kubernetes.node_selector"] {
            let labels = from.tree(key, Some(NO_KUBERNETES), BTreeMap::new(), show_map, read_map);
            node_selector.extend(labels);
        }
        Self { enabled, namespace, max_concurrent, node_selector }
    }
}

pub(super) fn read_map<'a>(from: &mut Layers<'a>, cursor: Cursor<'a>) -> BTreeMap<String, String> {
    let entries = cursor.entries().into_iter().flatten();
    entries.filter_map(|(name, value)| Some((name.as_str().to_owned(), from.text(value)?))).collect()
}

pub(super) fn show_map(labels: &BTreeMap<String, String>) -> String {
    labels.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ")
}
