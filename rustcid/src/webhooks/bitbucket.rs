//! <https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/>

use super::payload::{Delivery, Told, Unread, account, maybe, pushed, requested, text, texts};
use crate::begin::Happening;
use events::PullRequest;
use serde_json::Value;

const NONE: &str = "0000000000000000000000000000000000000000";

/// What Bitbucket Cloud tells.
pub(super) fn read(event: &str, body: &Value) -> Result<Delivery, Unread> {
    let (happening, payload) = match event {
        "diagnostics:ping" => return Ok(Delivery::Ping),
        "repo:push" => match push(body)? {
            Some(happening) => (happening, Value::Object(serde_json::Map::new())),
            None => return Ok(Delivery::Nothing("a branch or tag was removed".to_owned())),
        },
        "pullrequest:created" => (request(body)?, account("opened", &[], false)),
        "pullrequest:updated" => (request(body)?, account("synchronize", &[], false)),
        other => return Ok(Delivery::Nothing(format!("`{other}` starts nothing here"))),
    };
    if matches!(&happening, Happening::Requested { request, .. } if request.fork) {
        let why = "Bitbucket keeps the commits of forks in the forks alone";
        return Ok(Delivery::Nothing(format!("a pull request from a fork starts nothing: {why}")));
    }
    Ok(Delivery::Told(Box::new(Told {
        addresses: texts(body, &["/repository/links/html/href"]),
        default_branch: maybe(body, "/repository/mainbranch/name").map(str::to_owned),
        actor: maybe(body, "/actor/nickname").unwrap_or("bitbucket").to_owned(),
        happening,
        payload,
    })))
}

/// The last of the changes: the branch or tag that a push of several is seen as.
fn push(body: &Value) -> Result<Option<Happening>, Unread> {
    let changes = body.pointer("/push/changes").and_then(Value::as_array);
    let last = changes.and_then(|changes| changes.iter().rfind(|change| change["new"].is_object()));
    let Some(change) = last else { return Ok(None) };
    let kind = match text(change, "/new/type")? {
        "tag" | "annotated_tag" => "tags",
        _ => "heads",
    };
    let full = format!("refs/{kind}/{}", text(change, "/new/name")?);
    pushed(&full, maybe(change, "/old/target/hash").unwrap_or(NONE), text(change, "/new/target/hash")?)
}

/// There are no refs of requests: the commit is on its branch.
fn request(body: &Value) -> Result<Happening, Unread> {
    let number = body.pointer("/pullrequest/id").and_then(Value::as_u64);
    let head = text(body, "/pullrequest/source/branch/name")?.to_owned();
    let (from, to) = (
        maybe(body, "/pullrequest/source/repository/full_name"),
        maybe(body, "/pullrequest/destination/repository/full_name"),
    );
    let request = PullRequest {
        number: number.ok_or_else(|| Unread::Lacks("pullrequest.id".to_owned()))?,
        title: maybe(body, "/pullrequest/title").unwrap_or_default().to_owned(),
        base: text(body, "/pullrequest/destination/branch/name")?.to_owned(),
        fork: from.is_none() || from != to,
        head: head.clone(),
    };
    // Its hash is told in short: what the branch is at is taken.
    requested(request, None, &format!("refs/heads/{head}"))
}
