use crate::Score;
use yaml::{Document, Mapping, Node};

/// How likely a file is Azure's: by its name first, else by what it holds.
pub(super) fn score(path: &str, document: Option<&Document>) -> Score {
    let path = path.replace('\\', "/").to_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    if yaml && (name.starts_with("azure-pipelines") || name.starts_with(".azure-pipelines")) {
        return Score(97);
    }
    let folder = |wanted: &[&str]| path.split('/').rev().skip(1).any(|folder| wanted.contains(&folder));
    if folder(&[".github", ".gitlab", ".circleci", ".rustci"]) {
        return Score(0);
    }
    let content = document.and_then(|document| document.root.as_map()).map_or(0, content);
    match yaml
        && content > 0
        && folder(&[".azure-pipelines", "azure-pipelines", ".azuredevops", ".pipelines"])
    {
        true => Score(92),
        false => Score(content.min(80)),
    }
}

/// Steps that no other language calls so.
const STEPS: &[&str] =
    &["script", "bash", "pwsh", "powershell", "task", "checkout", "template", "publish", "download"];

fn content(root: &Mapping) -> u8 {
    if ["on", "runs", "pipeline", "agent", "image", "workflow", "include", "version", "kind"]
        .iter()
        .any(|key| root.get(key).is_some())
    {
        return 0;
    }
    let list = |key: &str| root.get(key).and_then(Node::as_seq).unwrap_or_default();
    let begins = |key: &str, with: &[&str]| {
        let begins =
            |item: &Node| item.as_map().is_some_and(|map| with.iter().any(|name| map.get(name).is_some()));
        list(key).iter().any(begins)
    };
    let inserts = |key: &str| {
        let hole = |text: Option<&str>| text.is_some_and(|text| text.trim_start().starts_with("${{"));
        let inserts = |item: &Node| {
            hole(item.as_str()) || item.as_map().is_some_and(|map| map.iter().any(|entry| hole(entry.name())))
        };
        list(key).iter().any(inserts)
    };
    let pool = root.get("pool").is_some_and(|pool| match pool.as_map() {
        Some(map) => map.get("vmImage").is_some() || map.get("name").is_some(),
        None => true,
    });
    let extends = root.get("extends").and_then(Node::as_map).is_some_and(|map| map.get("template").is_some());
    let resources = root.get("resources").is_some_and(|resources| match resources.as_map() {
        Some(map) => ["repositories", "containers", "pipelines"].iter().any(|key| map.get(key).is_some()),
        None => resources.as_seq().is_some(),
    });
    let trigger = root.get("trigger").or(root.get("pr")).is_some_and(|trigger| match trigger.as_map() {
        Some(map) => {
            map.get("branches").is_some() || map.get("batch").is_some() || map.get("paths").is_some()
        }
        None => true,
    });
    let signs = [
        (pool, 40),
        (extends, 50),
        (resources, 35),
        (trigger, 25),
        (begins("steps", STEPS), 40),
        (begins("jobs", &["job", "deployment", "template"]), 50),
        (begins("stages", &["stage", "template"]), 50),
        (begins("phases", &["phase", "template"]), 50),
        (begins("variables", &["name", "group", "template"]), 30),
        (begins("parameters", &["name"]), 30),
        (["steps", "jobs", "stages"].iter().any(|key| inserts(key)), 40),
        (root.get("steps").is_some() && root.get("jobs").is_none(), 10),
        (root.get("schedules").is_some() || root.get("lockBehavior").is_some(), 15),
    ];
    let weight = signs.iter().filter(|(sign, _)| *sign).map(|(_, weight)| *weight).sum();
    // What several languages write so is no sign by itself.
    if weight < 20 { 0 } else { weight }
}
