use crate::Score;
use yaml::{Document, Mapping, Node};

/// Files of other languages that stand where only those look.
const OTHERS: &[&str] = &[".github/", ".gitlab-ci", "azure-pipelines", "bitbucket-pipelines", ".circleci/"];

/// Files of ours stand under few names, and their stages are mappings with a `name` and what they do.
pub(super) fn detect(path: &str, document: Option<&Document>) -> Score {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let ours = matches!(stem, "pipeline" | "rustci" | ".rustci") || path.contains(".rustci/");
    let foreign = OTHERS.iter().any(|other| path.contains(other));
    let by_path = if ours { 40 } else { 0 };
    let content = document.and_then(|document| document.root.as_map()).map_or(0, by_content);
    match (foreign, by_path + content) {
        (true, _) => Score(0),
        (false, sum) => Score(sum),
    }
}

fn by_content(root: &Mapping) -> u8 {
    if ["on", "pipeline", "pool", "trigger", "steps"].iter().any(|key| root.get(key).is_some()) {
        return 0;
    }
    let stages = root.get("stages").and_then(Node::as_seq).unwrap_or_default();
    let stage = |node: &Node| {
        node.as_map().is_some_and(|map| {
            let has = |key| map.get(key).is_some();
            has("name") && !has("stage") && (has("steps") || has("jobs") || has("run"))
        })
    };
    if !stages.is_empty() && stages.iter().any(stage) {
        return 60;
    }
    let jobs = root.get("jobs").and_then(Node::as_map);
    let job = |node: &Node| {
        node.as_map().is_some_and(|map| map.get("steps").is_some() && map.get("runs-on").is_none())
    };
    match jobs {
        Some(jobs) if jobs.iter().any(|entry| job(&entry.value)) => 40,
        _ => 0,
    }
}
