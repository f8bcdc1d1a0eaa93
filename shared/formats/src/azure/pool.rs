//! `pool` and its older forms (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/pool>).

use super::value::{self, Keys};
use ir::{RunsOn, Template};
use yaml::{Cursor, Shape};

/// The machine that a job asks for.
pub(super) fn pool(cursor: Cursor<'_>) -> Option<RunsOn> {
    let Shape::Map = cursor.shape() else {
        return Some(RunsOn { labels: Vec::new(), group: Some(value::text(cursor)?) });
    };
    let mut map = cursor.map("pool")?;
    let group = map.get("name").and_then(value::text);
    let image = map.get("vmImage").and_then(value::text);
    let demands = map.get("demands").map(demands).unwrap_or_default();
    // Pools that others run take keys of their own.
    map.others(|_| true);
    map.finish();
    Some(RunsOn { labels: image.into_iter().chain(demands).collect(), group })
}

/// Whether a machine runs Windows, as far as its image says.
pub(super) fn is_windows(machine: &RunsOn) -> bool {
    let names = machine.labels.iter().filter_map(Template::as_literal);
    names.into_iter().any(|name| name.starts_with("win") || name.contains("-win"))
}

/// What a machine must have (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/pool-demands>).
fn demands(cursor: Cursor<'_>) -> Vec<Template> {
    value::texts(cursor).into_iter().map(|text| value::template(text, cursor.findings())).collect()
}
