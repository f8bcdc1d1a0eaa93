//! <https://docs.github.com/en/webhooks/webhook-events-and-payloads>

use super::payload::{Delivery, Told, Unread, maybe, pushed, requested, text, texts};
use events::PullRequest;
use serde_json::Value;

/// What GitHub tells.
pub(super) fn read(event: &str, body: &Value) -> Result<Delivery, Unread> {
    let happening = match event {
        "ping" => return Ok(Delivery::Ping),
        "push" => {
            let (before, after) = (maybe(body, "/before").unwrap_or_default(), text(body, "/after")?);
            match pushed(text(body, "/ref")?, before, after)? {
                Some(happening) => happening,
                None => return Ok(Delivery::Nothing("a branch or tag was removed".to_owned())),
            }
        }
        "pull_request" => request(body)?,
        other => return Ok(Delivery::Nothing(format!("`{other}` starts nothing here"))),
    };
    Ok(Delivery::Told(Box::new(Told {
        addresses: texts(body, &["/repository/clone_url", "/repository/html_url"]),
        default_branch: maybe(body, "/repository/default_branch").map(str::to_owned),
        actor: maybe(body, "/sender/login").unwrap_or("github").to_owned(),
        happening,
        payload: body.clone(),
    })))
}

/// Gitea tells of requests in the same words.
pub(super) fn request(body: &Value) -> Result<crate::begin::Happening, Unread> {
    let number = body.pointer("/pull_request/number").and_then(Value::as_u64);
    let number = number.ok_or_else(|| Unread::Lacks("pull_request.number".to_owned()))?;
    let repository =
        |side: &str| body.pointer(&format!("/pull_request/{side}/repo/id")).and_then(Value::as_u64);
    let (head, base) = (repository("head"), repository("base"));
    let request = PullRequest {
        number,
        title: maybe(body, "/pull_request/title").unwrap_or_default().to_owned(),
        head: text(body, "/pull_request/head/ref")?.to_owned(),
        base: text(body, "/pull_request/base/ref")?.to_owned(),
        // A fork that is gone, or does not say what it is, is one of a stranger.
        fork: head.is_none() || head != base,
    };
    requested(request, Some(text(body, "/pull_request/head/sha")?), &format!("refs/pull/{number}/head"))
}
