//! The event's payload, `github.event`, after <https://docs.github.com/en/webhooks/webhook-events-and-payloads>.

use super::{event, facts::repository as full_name};
use events::{Facts, GitRef, PullRequest};
use serde_json::{Map, Value, json};

/// The forge's own account of the event; where there is none, the parts of it that follow from what is known. An
/// account without a repository was written by hand: it is laid over ours.
pub(super) fn of(facts: &Facts) -> Value {
    let mut payload = facts.payload.clone();
    if payload.get("repository").is_none() {
        payload = synthesised(facts);
        lay_over(&mut payload, &facts.payload);
    }
    if let (Value::Object(members), "workflow_dispatch") = (&mut payload, event::name(facts)) {
        members.entry("inputs").or_insert_with(|| inputs(facts));
    }
    payload
}

/// Members of `top` replace those of `base`; objects in both are joined.
fn lay_over(base: &mut Value, top: &Value) {
    match (base, top) {
        (Value::Object(base), Value::Object(top)) => {
            for (name, value) in top {
                lay_over(base.entry(name.as_str()).or_insert(Value::Null), value);
            }
        }
        (_, Value::Null) => {}
        (base, top) => *base = top.clone(),
    }
}

fn synthesised(facts: &Facts) -> Value {
    let mut payload = match event::name(facts) {
        "push" => push(facts),
        "create" | "delete" => reference(facts),
        "workflow_dispatch" => json!({ "ref": facts.git_ref.full(), "workflow": facts.pipeline_path }),
        "repository_dispatch" => json!({ "branch": facts.repository.default_branch, "client_payload": {} }),
        "merge_group" => merge_group(facts),
        "release" => {
            json!({ "release": { "tag_name": facts.git_ref.short(), "target_commitish": facts.commit.sha } })
        }
        _ => event::pull_request(facts).map_or_else(|| json!({}), |request| pull_request(facts, request)),
    };
    if let Value::Object(members) = &mut payload {
        members.insert("repository".to_owned(), repository(facts));
        members.insert("sender".to_owned(), user(&facts.actor));
    }
    payload
}

fn push(facts: &Facts) -> Value {
    let created = facts.before.chars().all(|digit| digit == '0');
    let commit = commit(facts);
    json!({
        "ref": facts.git_ref.full(),
        "before": facts.before,
        "after": facts.commit.sha,
        "base_ref": null,
        "created": created,
        "deleted": false,
        "forced": false,
        "compare": format!("{}/compare/{}...{}", facts.repository.url, facts.before, facts.commit.sha),
        "commits": [commit],
        "head_commit": commit,
        "pusher": { "name": facts.actor },
    })
}

fn commit(facts: &Facts) -> Value {
    let commit = &facts.commit;
    let (name, mail) = match commit.author.split_once('<') {
        Some((name, mail)) => (name.trim(), mail.trim_end().trim_end_matches('>')),
        None => (commit.author.trim(), ""),
    };
    let person = json!({ "name": name, "email": mail });
    json!({
        "id": commit.sha,
        "message": commit.message,
        "timestamp": commit.timestamp,
        "url": format!("{}/commit/{}", facts.repository.url, commit.sha),
        "author": person,
        "committer": person,
        "distinct": true,
        "modified": facts.changed.clone().unwrap_or_default(),
    })
}

fn pull_request(facts: &Facts, request: &PullRequest) -> Value {
    let here = repository(facts);
    // What a fork is called is not known.
    let there = if request.fork { json!({ "fork": true }) } else { here.clone() };
    let base_sha = Some(&facts.before).filter(|sha| sha.chars().any(|digit| digit != '0'));
    json!({
        "action": "opened",
        "number": request.number,
        "pull_request": {
            "number": request.number,
            "title": request.title,
            "state": "open",
            "draft": false,
            "merged": false,
            "labels": [],
            "html_url": format!("{}/pull/{}", facts.repository.url, request.number),
            "user": user(&facts.actor),
            "head": { "ref": request.head, "sha": facts.commit.sha, "repo": there },
            "base": { "ref": request.base, "sha": base_sha, "repo": here },
        },
    })
}

fn reference(facts: &Facts) -> Value {
    let kind = if matches!(facts.git_ref, GitRef::Tag(_)) { "tag" } else { "branch" };
    json!({ "ref": facts.git_ref.short(), "ref_type": kind, "master_branch": facts.repository.default_branch })
}

fn merge_group(facts: &Facts) -> Value {
    json!({
        "action": "checks_requested",
        "merge_group": {
            "head_ref": facts.git_ref.full(),
            "head_sha": facts.commit.sha,
            "base_ref": format!("refs/heads/{}", facts.repository.default_branch),
            "base_sha": facts.before,
        },
    })
}

/// Inputs are text in the payload, whatever their types.
fn inputs(facts: &Facts) -> Value {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let entries = facts.inputs.iter().map(|(name, value)| (name.clone(), Value::from(text(value))));
    Value::Object(entries.collect::<Map<_, _>>())
}

fn repository(facts: &Facts) -> Value {
    let repository = &facts.repository;
    json!({
        "name": repository.name,
        "full_name": full_name(facts),
        "owner": { "login": repository.owner, "name": repository.owner },
        "html_url": repository.url,
        "clone_url": format!("{}.git", repository.url.trim_end_matches(".git")),
        "default_branch": repository.default_branch,
        "fork": false,
    })
}

fn user(login: &str) -> Value {
    json!({ "login": login, "type": "User" })
}
