//! `autoscaling`: what a cluster does, not the daemon.

use crate::config::layers::Layers;

const CLUSTER: &str = "replicas are added and removed by Kubernetes: put it into a HorizontalPodAutoscaler";

/// Accepts the block, so that one file can hold it, and says who acts on it.
pub(in crate::config) fn read(from: &mut Layers<'_>) {
    from.key("autoscaling.enabled").no_effect(CLUSTER).or(false);
    for key in ["autoscaling.minReplicas", "autoscaling.maxReplicas"] {
        from.key(key).no_effect(CLUSTER).limit(1..=100_000);
    }
    from.tree(
        "autoscaling.metrics",
        Some(CLUSTER),
        0,
        |count| if *count == 0 { String::new() } else { count.to_string() },
        |_, cursor| cursor.seq().map_or(0, |items| items.len()),
    );
}
