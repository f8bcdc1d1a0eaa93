use super::compose::is_keyword;
use crate::Score;
use yaml::{Document, Kind, Mapping, Node};

/// How likely a file is GitLab's: by its name first, else by what it holds.
pub fn score(path: &str, document: Option<&Document>) -> Score {
    let path = path.replace('\\', "/").to_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    if name == ".gitlab-ci.yml" || name == ".gitlab-ci.yaml" {
        return Score(98);
    }
    let content = document.and_then(|document| document.root.as_map()).map_or(0, content);
    if yaml && name.contains("gitlab-ci") {
        return Score(90);
    }
    if path.contains(".github/") {
        return Score(0);
    }
    if yaml && path.split('/').any(|folder| folder == ".gitlab") && content > 0 {
        return Score(80);
    }
    Score(content.min(75))
}

/// Signs in the content: each is weak, together they are strong.
fn content(root: &Mapping) -> u8 {
    if ["jobs", "on", "pipeline", "pool", "runs"].iter().any(|key| root.get(key).is_some()) {
        return 0;
    }
    let header = root.get("spec").and_then(Node::as_map).is_some_and(|spec| spec.get("inputs").is_some());
    let stages = root.get("stages").and_then(Node::as_seq);
    let names = stages.is_some_and(|stages| stages.iter().all(|stage| matches!(stage.kind, Kind::Scalar(_))));
    if stages.is_some() && !names {
        return 0;
    }
    let jobs = root.iter().filter(|entry| entry.name().is_some_and(|name| !is_keyword(name)));
    let jobs: Vec<&Mapping> = jobs.filter_map(|entry| entry.value.as_map()).collect();
    let any = |key: &str| jobs.iter().any(|job| job.get(key).is_some());
    let signs = [
        (header, 60),
        (names && stages.is_some(), 25),
        (root.get("include").is_some(), 15),
        (root.get("workflow").is_some(), 20),
        (root.get("default").is_some(), 10),
        (root.get("before_script").is_some() || any("before_script"), 15),
        (any("script"), 35),
        (any("extends"), 15),
        (any("stage"), 15),
        (any("trigger"), 10),
    ];
    signs.iter().filter(|(sign, _)| *sign).map(|(_, weight)| *weight).sum()
}
