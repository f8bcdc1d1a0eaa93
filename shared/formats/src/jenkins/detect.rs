use crate::Score;
use yaml::{Document, Node};

/// Jenkinsfiles stand under their name; YAML and JSON begin with `pipeline`, which holds stages.
pub(super) fn detect(path: &str, document: Option<&Document>) -> Score {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_lowercase();
    let tree = lower.ends_with(".yml") || lower.ends_with(".yaml") || lower.ends_with(".json");
    let named = lower == "jenkinsfile" || lower.starts_with("jenkinsfile.") || lower.ends_with("jenkinsfile");
    if !tree {
        let groovy = lower.ends_with(".jenkins") || lower.ends_with(".groovy");
        return Score(if named {
            100
        } else if groovy {
            90
        } else {
            0
        });
    }
    let by_path = if named || lower.starts_with("jenkins.") { 40 } else { 0 };
    let pipeline = document.and_then(|document| document.root.as_map()?.get("pipeline")?.as_map());
    let by_content = pipeline.map_or(0, |pipeline| {
        let stage = |node: &Node| {
            node.as_map().is_some_and(|map| map.get("stage").is_some() || map.get("branches").is_some())
        };
        let stages = pipeline.get("stages").and_then(Node::as_seq).unwrap_or_default();
        match (stages.iter().any(stage), pipeline.get("agent").is_some()) {
            (true, _) => 60,
            (false, true) => 45,
            (false, false) => 0,
        }
    });
    Score(if by_content == 0 { 0 } else { by_path + by_content })
}
