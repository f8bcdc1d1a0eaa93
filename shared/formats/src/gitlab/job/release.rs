//! `release` and `pages`, which only a server acts on: they are checked, and a run does without.

use crate::gitlab::duration;
use crate::gitlab::value::{self, Keys};
use yaml::{Cursor, Shape};

/// <https://docs.gitlab.com/ci/yaml/#release>
pub fn release(cursor: Cursor<'_>) {
    let Some(mut keys) = cursor.map("release") else { return };
    keys.need("tag_name").and_then(value::filled);
    keys.need("description").and_then(value::filled);
    for key in ["tag_message", "name", "ref", "released_at"] {
        keys.get(key).and_then(value::text);
    }
    keys.get("milestones").and_then(value::text_or_texts);
    if let Some(mut assets) = keys.get("assets").and_then(|cursor| cursor.map("assets")) {
        for link in assets.need("links").and_then(value::some_items).unwrap_or_default() {
            self::link(link);
        }
        assets.finish();
    }
    keys.finish();
}

fn link(cursor: Cursor<'_>) {
    let Some(mut keys) = cursor.map("links") else { return };
    keys.need("name").and_then(value::filled);
    keys.need("url").and_then(value::filled);
    keys.get("filepath").and_then(value::text);
    keys.get("link_type").and_then(|kind| value::choice(kind, &["runbook", "package", "image", "other"]));
    keys.finish();
}

/// <https://docs.gitlab.com/ci/yaml/#pages>
pub fn pages(cursor: Cursor<'_>) {
    if cursor.shape() == Shape::Bool {
        return;
    }
    let Some(mut keys) = cursor.map("pages") else { return };
    keys.get("path_prefix").and_then(value::text);
    keys.get("expire_in").and_then(duration::or_never);
    keys.get("publish").and_then(value::text);
    keys.finish();
}

/// <https://docs.gitlab.com/ci/yaml/#dast_configuration>
pub fn dast(cursor: Cursor<'_>) {
    let Some(mut keys) = cursor.map("dast_configuration") else { return };
    keys.get("site_profile").and_then(value::text);
    keys.get("scanner_profile").and_then(value::text);
    keys.finish();
}
