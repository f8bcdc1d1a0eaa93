use crate::Score;
use yaml::{Document, Mapping};

/// How likely a file is an action's metadata.
pub(super) fn metadata_score(path: &str, document: Option<&Document>) -> Score {
    let root = document.and_then(|document| document.root.as_map());
    Score(if is_metadata(path, root) { 90 } else { 0 })
}

/// How likely a file is a workflow.
pub(super) fn score(path: &str, document: Option<&Document>) -> Score {
    let path = path.replace('\\', "/");
    let yaml = path.ends_with(".yml") || path.ends_with(".yaml");
    if yaml && (path.contains(".github/workflows/") || path.contains(".gitea/workflows/")) {
        return Score(100);
    }
    let Some(root) = document.and_then(|document| document.root.as_map()) else { return Score(0) };
    let jobs = root.get("jobs").and_then(yaml::Node::as_map);
    let of_github = |job: &Mapping| job.get("runs-on").is_some() || job.get("uses").is_some();
    let runs_on = jobs.is_some_and(|jobs| jobs.iter().filter_map(|job| job.value.as_map()).any(of_github));
    match (root.get("on").is_some(), jobs.is_some(), runs_on) {
        (true, true, _) => Score(80),
        (_, true, true) => Score(70),
        (true, _, _) if yaml => Score(30),
        _ => Score(0),
    }
}

/// Whether a file is an action's metadata rather than a workflow.
fn is_metadata(path: &str, root: Option<&Mapping>) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let named = matches!(name, "action.yml" | "action.yaml");
    let workflow = root.is_some_and(|root| root.get("jobs").is_some() || root.get("on").is_some());
    let runs = root.and_then(|root| root.get("runs")).and_then(yaml::Node::as_map);
    !workflow && (named || runs.is_some_and(|runs| runs.get("using").is_some()))
}
