//! Copies of jobs, and which of them need which.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{Choice, File, Nothing, Wish, by_id, compile};
use diag::SourceMap;
use events::Facts;

fn facts() -> Facts {
    serde_json::from_value(serde_json::json!({
        "run": "00000000-0000-0000-0000-000000000001",
        "number": 1,
        "attempt": 1,
        "source": "push",
        "event": null,
        "payload": null,
        "git_ref": { "kind": "branch", "name": "main" },
        "commit": { "sha": "", "message": "", "author": "", "timestamp": "" },
        "before": "",
        "pull_request": null,
        "repository": { "owner": "acme", "name": "shop", "url": "", "default_branch": "main" },
        "actor": "ada",
        "changed": null,
        "files": [],
        "inputs": {},
        "variables": {},
        "secrets": [],
        "pipeline_path": ".gitlab-ci.yml",
        "created_at": "",
        "server_url": "",
        "runner": { "name": "", "os": "Linux", "arch": "X64" }
    }))
    .unwrap()
}

#[test]
fn a_copy_needs_the_copy_with_its_own_values() {
    let text = "build:\n  stage: build\n  script: x\n  parallel: { matrix: [{ OS: [linux, mac], V: [1, 2] }] }\n\
                test:\n  script: x\n  parallel: { matrix: [{ OS: [linux, mac] }] }\n  needs:\n    - job: build\n      \
                parallel: { matrix: [{ OS: '$[[ matrix.OS ]]', V: 2 }] }\n";
    let facts = facts();
    let wish = Wish { facts: &facts, choice: Choice::default() };
    let path = ".gitlab-ci.yml";
    let file = File { name: path, path, bytes: text.as_bytes() };
    let compiled = compile(&mut SourceMap::default(), file, by_id("gitlab-ci"), &wish, &Nothing);
    let plan = compiled.plan.unwrap();
    let legs = |id: &str| {
        let job = plan.jobs.iter().find(|job| job.id.as_str() == id).unwrap();
        serde_json::to_value(&job.needs[0].legs).unwrap()
    };
    assert_eq!(legs("test: [linux]"), serde_json::json!([{ "OS": "linux", "V": "2" }]));
    assert_eq!(legs("test: [mac]"), serde_json::json!([{ "OS": "mac", "V": "2" }]));
}
