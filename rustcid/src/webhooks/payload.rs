use crate::begin::{Happening, Wanted, named};
use crate::git::{RefName, is_hash};
use events::PullRequest;
use serde_json::{Value, json};

/// What a forge tells.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// That it can tell.
    Ping,
    /// Something that no run is made of, and what.
    Nothing(String),
    /// Something that may start runs.
    Told(Box<Told>),
}

/// Something that may start runs.
#[derive(Clone, Debug)]
pub struct Told {
    /// The repository's addresses.
    pub addresses: Vec<String>,
    /// Its main branch.
    pub default_branch: Option<String>,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub happening: Happening,
    /// The account of it that pipelines see.
    pub payload: Value,
}

impl Told {
    /// The run that it may start.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        Wanted {
            traceparent: None,
            trigger: api::Trigger::default(),
            actor: self.actor.clone(),
            happening: self.happening.clone(),
            payload: self.payload.clone(),
            default_branch: self.default_branch.clone(),
        }
    }
}

/// Why a delivery cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It does not say what it is.
    #[error("the delivery names no event")]
    NoEvent,
    /// Something that must be in it is not.
    #[error("the delivery has no {0}")]
    Lacks(String),
    /// Something in it is not what it must be.
    #[error("the delivery's {0} is none")]
    Wrong(&'static str),
}

/// A text in it.
pub(super) fn text<'a>(body: &'a Value, place: &str) -> Result<&'a str, Unread> {
    maybe(body, place).ok_or_else(|| Unread::Lacks(place.trim_start_matches('/').replace('/', ".")))
}

/// The same, where it may be missing.
pub(super) fn maybe<'a>(body: &'a Value, place: &str) -> Option<&'a str> {
    body.pointer(place).and_then(Value::as_str)
}

/// All that are there.
pub(super) fn texts(body: &Value, places: &[&str]) -> Vec<String> {
    places.iter().filter_map(|place| maybe(body, place)).map(str::to_owned).collect()
}

/// A push to a whole ref; one that removes it starts nothing.
pub(super) fn pushed(full: &str, before: &str, after: &str) -> Result<Option<Happening>, Unread> {
    RefName::new(full).map_err(|_| Unread::Wrong("ref"))?;
    let sha = after.to_ascii_lowercase();
    if sha.bytes().all(|byte| byte == b'0') {
        return Ok(None);
    }
    if !is_hash(&sha) {
        return Err(Unread::Wrong("commit"));
    }
    Ok(Some(Happening::Pushed { git_ref: named(full), sha, before: before.to_ascii_lowercase() }))
}

/// A pull or merge request, its commit where the whole hash is told, and where that is.
pub(super) fn requested(request: PullRequest, sha: Option<&str>, on: &str) -> Result<Happening, Unread> {
    let sha = sha.map(str::to_ascii_lowercase);
    if sha.as_deref().is_some_and(|sha| !is_hash(sha)) {
        return Err(Unread::Wrong("commit"));
    }
    for branch in [&request.head, &request.base] {
        RefName::new(&format!("refs/heads/{branch}")).map_err(|_| Unread::Wrong("branch"))?;
    }
    let on = RefName::new(on).map_err(|_| Unread::Wrong("ref"))?;
    Ok(Happening::Requested { request, sha, on })
}

/// What pipelines see of a request where the forge's own account is in other words than theirs.
pub(super) fn account(action: &str, labels: &[&str], draft: bool) -> Value {
    let labels: Vec<Value> = labels.iter().map(|name| json!({ "name": name })).collect();
    json!({ "action": action, "pull_request": { "labels": labels, "draft": draft } })
}
