//! `pool` and its older forms (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/pool>).

use super::rules::IMAGE;
use super::value::{self, Keys};
use diag::{Diagnostic, did_you_mean};
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
    if let (None, Some(image)) = (&group, &image) {
        known_image(image, cursor);
    }
    let demands = map.get("demands").map(demands).unwrap_or_default();
    // Pools that others run take keys of their own.
    map.others(|_| true);
    map.finish();
    Some(RunsOn { labels: image.into_iter().chain(demands).collect(), group })
}

/// Images of the service's own machines
/// (<https://learn.microsoft.com/en-us/azure/devops/pipelines/agents/hosted>).
const IMAGES: &[&str] = &[
    "ubuntu-latest",
    "ubuntu-24.04",
    "ubuntu-22.04",
    "windows-latest",
    "windows-2025",
    "windows-2022",
    "windows-2019",
    "macOS-latest",
    "macOS-15",
    "macOS-14",
    "macOS-13",
];

/// Warns of an image that is gone, or never was; one that is newer than this table may well be there.
fn known_image(image: &Template, cursor: Cursor<'_>) {
    let Some(name) = image.as_literal().filter(|name| !name.starts_with("$[")) else { return };
    let newer = IMAGES.iter().any(|known| {
        let (family, version) = known.split_once('-').unwrap_or((known, ""));
        let own = name.split_once('-').filter(|(own, _)| own.eq_ignore_ascii_case(family));
        own.is_some_and(|(_, own)| own.as_bytes().first() >= version.as_bytes().first() && own > version)
    });
    if newer || IMAGES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return;
    }
    let message = format!("the service has no machine with the image \"{name}\"");
    let finding = Diagnostic::warning(IMAGE, image.text().span(), message);
    cursor.findings().push(match did_you_mean(name, IMAGES.iter().copied()) {
        Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
        None => finding.help(format!("it has {}", IMAGES.join(", "))),
    });
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
