//! What all jobs say alike is said once, under `default`.
use ir::{Job, Work};
use yaml::{Map, Tree};

/// Keys worth lifting.
const KEYS: &[&str] = &["image", "services", "tags", "cache", "interruptible"];

/// Takes out of the jobs what they all say.
pub(super) fn lift(jobs: &mut [(&Job, Map)]) -> Map {
    let mut shared = Map::default();
    let mut own: Vec<&mut Map> =
        jobs.iter_mut().filter(|(job, _)| !matches!(job.work, Work::Spawn(_))).map(|(_, map)| map).collect();
    if own.len() < 2 {
        return shared;
    }
    for key in KEYS {
        let Some(first) = own.first().and_then(|map| map.get(key)).cloned() else { continue };
        let text = bare(&first);
        if own.iter().all(|map| map.get(key).is_some_and(|value| bare(value) == text)) {
            own.iter_mut().for_each(|map| map.remove(key));
            shared.put(*key, first);
        }
    }
    shared
}

/// A value as text, places left out.
fn bare(tree: &Tree) -> String {
    let mut map = Map::default();
    map.put("value", tree.clone());
    yaml::write(&map.into(), &yaml::Manner::default(), &[], &diag::SourceMap::default())
}
