//! <https://docs.gitlab.com/user/project/integrations/webhook_events/>

use super::payload::{Delivery, Told, Unread, account, maybe, pushed, requested, text, texts};
use events::PullRequest;
use serde_json::Value;

/// What GitLab tells.
pub(super) fn read(body: &Value) -> Result<Delivery, Unread> {
    let (happening, payload) = match text(body, "/object_kind")? {
        "push" | "tag_push" => {
            let (before, after) = (maybe(body, "/before").unwrap_or_default(), text(body, "/after")?);
            // Of an annotated tag `after` is the tag itself; the commit is told beside it.
            let commit = maybe(body, "/checkout_sha").unwrap_or(after);
            match pushed(text(body, "/ref")?, before, commit)? {
                Some(happening) => (happening, Value::Object(serde_json::Map::new())),
                None => return Ok(Delivery::Nothing("a branch or tag was removed".to_owned())),
            }
        }
        "merge_request" => {
            // An update without a commit before is one of words.
            let action = match text(body, "/object_attributes/action")? {
                "open" => "opened",
                "reopen" => "reopened",
                "update" if maybe(body, "/object_attributes/oldrev").is_some() => "synchronize",
                other => {
                    return Ok(Delivery::Nothing(format!("`{other}` of a merge request starts nothing")));
                }
            };
            let labels = body.pointer("/labels").and_then(Value::as_array);
            let labels: Vec<&str> =
                labels.into_iter().flatten().filter_map(|label| maybe(label, "/title")).collect();
            let draft = body.pointer("/object_attributes/draft").and_then(Value::as_bool).unwrap_or(false);
            (request(body)?, account(action, &labels, draft))
        }
        other => return Ok(Delivery::Nothing(format!("`{other}` starts nothing here"))),
    };
    Ok(Delivery::Told(Box::new(Told {
        addresses: texts(body, &["/project/git_http_url", "/project/web_url"]),
        default_branch: maybe(body, "/project/default_branch").map(str::to_owned),
        actor: maybe(body, "/user_username")
            .or_else(|| maybe(body, "/user/username"))
            .unwrap_or("gitlab")
            .to_owned(),
        happening,
        payload,
    })))
}

fn request(body: &Value) -> Result<crate::begin::Happening, Unread> {
    let number = |name: &str| body.pointer(&format!("/object_attributes/{name}")).and_then(Value::as_u64);
    let iid = number("iid").ok_or_else(|| Unread::Lacks("object_attributes.iid".to_owned()))?;
    let (source, target) = (number("source_project_id"), number("target_project_id"));
    let request = PullRequest {
        number: iid,
        title: maybe(body, "/object_attributes/title").unwrap_or_default().to_owned(),
        head: text(body, "/object_attributes/source_branch")?.to_owned(),
        base: text(body, "/object_attributes/target_branch")?.to_owned(),
        fork: source.is_none() || source != target,
    };
    let sha = text(body, "/object_attributes/last_commit/id")?;
    requested(request, Some(sha), &format!("refs/merge-requests/{iid}/head"))
}
