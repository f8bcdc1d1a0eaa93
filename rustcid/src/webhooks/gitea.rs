//! <https://docs.gitea.com/usage/webhooks>

use super::github;
use super::payload::{Delivery, Told, Unread, account, maybe, pushed, text, texts};
use serde_json::Value;

/// What Gitea and Forgejo tell.
pub(super) fn read(event: &str, body: &Value) -> Result<Delivery, Unread> {
    let (happening, payload) = match event {
        "push" => {
            let (before, after) = (maybe(body, "/before").unwrap_or_default(), text(body, "/after")?);
            match pushed(text(body, "/ref")?, before, after)? {
                Some(happening) => (happening, Value::Object(serde_json::Map::new())),
                None => return Ok(Delivery::Nothing("a branch or tag was removed".to_owned())),
            }
        }
        "pull_request" | "pull_request_sync" => {
            let action = match maybe(body, "/action").unwrap_or_default() {
                "synchronized" => "synchronize",
                other => other,
            };
            let labels = body.pointer("/pull_request/labels").and_then(Value::as_array);
            let labels: Vec<&str> =
                labels.into_iter().flatten().filter_map(|label| maybe(label, "/name")).collect();
            let draft = body.pointer("/pull_request/draft").and_then(Value::as_bool).unwrap_or(false);
            (github::request(body)?, account(action, &labels, draft))
        }
        other => return Ok(Delivery::Nothing(format!("`{other}` starts nothing here"))),
    };
    Ok(Delivery::Told(Box::new(Told {
        addresses: texts(body, &["/repository/clone_url", "/repository/html_url"]),
        default_branch: maybe(body, "/repository/default_branch").map(str::to_owned),
        actor: maybe(body, "/sender/login").unwrap_or("gitea").to_owned(),
        happening,
        payload,
    })))
}
