use super::house::{Answer, House};
use super::repository::Repository;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const SECRET: &str = "canary-of-a-webhook";

const CI: &str = "on:\n  push:\n    paths: ['src/**']\n  pull_request:\nname: ci\njobs:\n  j:\n    runs-on: native\n    steps:\n      - run: 'echo \"secret=${{ secrets.TOKEN }}.\" on ${{ github.event_name }}'\n";

fn sign(body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A forge, a repository on it, and a pipeline that is bound to it.
struct Forge {
    house: House,
    repository: Repository,
    pipeline: String,
}

impl Forge {
    async fn new(files: &[(&str, &str)]) -> Self {
        let (house, repository) = (House::working().await, Repository::new(files));
        let body = json!({"repository": repository.url(), "webhook_secret": SECRET});
        let answer = house.post("/api/v1/pipelines", &body.to_string()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        let pipeline = answer.json()["id"].as_str().unwrap().to_owned();
        Self { house, repository, pipeline }
    }

    async fn send(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method("POST").uri(format!("/api/v1/webhooks/{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.house.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn github(&self, event: &str, body: &Value) -> Answer {
        let body = body.to_string();
        let signature = format!("sha256={}", sign(&body));
        self.send("github", &[("x-github-event", event), ("x-hub-signature-256", &signature)], &body).await
    }

    fn push(&self, before: &str, after: &str) -> Value {
        json!({"ref": "refs/heads/main", "before": before, "after": after, "sender": {"login": "ada"},
            "repository": {"clone_url": self.repository.url(), "default_branch": "main"}})
    }

    fn request(&self, sha: &str, fork: bool) -> Value {
        let head = json!({"ref": "main", "sha": sha, "repo": {"id": if fork { 2 } else { 1 }}});
        json!({"action": "synchronize", "number": 7, "sender": {"login": "stranger"},
            "pull_request": {"number": 7, "title": "x", "head": head, "base": {"ref": "main", "repo": {"id": 1}}},
            "repository": {"clone_url": self.repository.url(), "default_branch": "main"}})
    }

    /// A commit that is in the repository only as that of a request.
    fn stranger(&self, text: &str) -> String {
        self.repository.git(&["checkout", "--quiet", "--detach"]);
        let sha = self.repository.commit(&[("src/x", text)], text);
        self.repository.git(&["update-ref", "refs/pull/7/head", &sha]);
        self.repository.git(&["checkout", "--quiet", "main"]);
        sha
    }

    async fn runs(&self) -> Vec<Value> {
        let runs = self.house.get(&format!("/api/v1/pipelines/{}/runs", self.pipeline)).await.json();
        runs["items"].as_array().unwrap().clone()
    }
}

fn run_of(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()["files"][0]["run"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_runs_what_it_concerns_and_nothing_else() {
    let forge = Forge::new(&[(".github/workflows/ci.yml", CI), ("src/x", "")]).await;
    let first = forge.repository.head();
    assert_eq!(forge.github("ping", &json!({"zen": "x"})).await.json()["message"], "the webhook works");
    let second = forge.repository.commit(&[("src/x", "changed")], "a change");
    let run = run_of(&forge.github("push", &forge.push(&first, &second)).await);
    let told = forge.house.ended(&run).await;
    assert_eq!(
        (&told["status"], &told["sha"], &told["actor"]),
        (&json!("success"), &json!(second), &json!("ada"))
    );
    // Other files, and a message that asks for no run.
    let third = forge.repository.commit(&[("README", "x")], "words");
    let heard = forge.github("push", &forge.push(&second, &third)).await.json();
    assert!(heard["files"][0]["why"].as_str().unwrap().contains("with changes in other files"), "{heard}");
    let fourth = forge.repository.commit(&[("src/x", "more")], "more [skip ci]");
    let heard = forge.github("push", &forge.push(&third, &fourth)).await.json();
    assert!(heard["files"][0]["why"].as_str().unwrap().contains("asks for no run"), "{heard}");
    // A branch that is gone, and a repository that is another.
    let gone = forge.github("push", &forge.push(&fourth, &"0".repeat(40))).await.json();
    assert_eq!((&gone["message"], &gone["files"]), (&json!("a branch or tag was removed"), &json!([])));
    let mut other = forge.push(&first, &second);
    other["repository"]["clone_url"] = "https://forge.example/a/b".into();
    assert_eq!(forge.github("push", &other).await.json()["files"], json!([]));
    assert_eq!(forge.runs().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn security_case_03_what_is_not_proved_changes_nothing() {
    let forge = Forge::new(&[(".github/workflows/ci.yml", CI), ("src/x", "")]).await;
    let (first, second) = (forge.repository.head(), forge.repository.commit(&[("src/x", "1")], "a change"));
    let body = forge.push(&first, &second).to_string();
    let right = format!("sha256={}", sign(&body));
    let event = ("x-github-event", "push");
    let mut wrong =
        vec![String::new(), "sha256=".into(), right[7..].to_owned(), right.replace("sha256", "sha1")];
    for at in (7..right.len()).step_by(9) {
        let mut digits = right.clone().into_bytes();
        digits[at] = if digits[at] == b'a' { b'b' } else { b'a' };
        wrong.push(String::from_utf8(digits).unwrap());
    }
    for wrong in &wrong {
        let answer = forge.send("github", &[event, ("x-hub-signature-256", wrong)], &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    for at in (0..body.len()).step_by(13) {
        let mut bytes = body.clone().into_bytes();
        bytes[at] ^= 1;
        let bent = String::from_utf8(bytes).unwrap();
        let answer = forge.send("github", &[event, ("x-hub-signature-256", &right)], &bent).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "byte {at}");
    }
    for path in ["github?pipeline=nope", "gitea", "gitlab", "bitbucket"] {
        let answer = forge.send(path, &[event, ("x-hub-signature-256", &right)], "{").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert!(forge.runs().await.is_empty());
    let audit = forge.house.get("/api/v1/audit").await.text;
    assert!(!audit.contains("webhooks.hear"), "{audit}");
    // A body like any other is refused by its size alone.
    let large = "x".repeat(forge.house.app.body_limit() + 1);
    let answer = forge.send("github", &[event, ("x-hub-signature-256", &right)], &large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    // Sent twice it is done once, whatever the forge calls it.
    let path = format!("github?pipeline={}", forge.pipeline);
    let headers = [event, ("x-hub-signature-256", right.as_str()), ("x-github-delivery", "one")];
    let run = run_of(&forge.send(&path, &headers, &body).await);
    let headers = [event, ("x-hub-signature-256", right.as_str()), ("x-github-delivery", "two")];
    let again = forge.send(&path, &headers, &body).await;
    assert_eq!(again.json()["message"], "this was told before");
    assert_eq!(forge.runs().await.len(), 1);
    assert_eq!(forge.house.ended(&run).await["status"], "success");
}

#[tokio::test(flavor = "multi_thread")]
async fn security_case_01_a_pull_request_from_a_fork_waits_and_sees_no_secret() {
    let forge = Forge::new(&[(".github/workflows/ci.yml", CI), ("src/x", "")]).await;
    let put = forge.house.ask(
        axum::http::Method::PUT,
        "/api/v1/secrets/TOKEN",
        &[],
        r#"{"value": "canary-of-a-job"}"#,
    );
    assert_eq!(put.await.status, StatusCode::NO_CONTENT);
    let sha = forge.stranger("from afar");
    let run = run_of(&forge.github("pull_request", &forge.request(&sha, true)).await);
    let path = format!("/api/v1/runs/{run}");
    let told = forge.house.get(&path).await.json();
    assert_eq!((&told["status"], &told["awaits"]["commit"]), (&json!("manual"), &json!(sha)), "{told}");
    // Its branch is called as one of ours, and yet it is not listed as that.
    assert_eq!(told["ref"], "refs/pull/7/head");
    let approve = |commit: &str, digest: &Value| json!({"commit": commit, "digest": digest}).to_string();
    let digest = told["awaits"]["digest"].clone();
    assert_eq!(
        forge.house.post(&format!("{path}/approve"), &approve(&sha, &digest)).await.status,
        StatusCode::OK
    );
    let ended = forge.house.ended(&run).await;
    assert_eq!(ended["status"], "success", "{ended}");
    let log = forge.house.get(&format!("{path}/logs")).await.text;
    assert!(log.contains("secret=. on pull_request") && !log.contains("canary"), "{log}");
    // From a branch of the repository itself it waits for nobody.
    let own = forge.stranger("from here");
    let run = run_of(&forge.github("pull_request", &forge.request(&own, false)).await);
    assert_eq!(forge.house.ended(&run).await["status"], "success");
    let log = forge.house.get(&format!("/api/v1/runs/{run}/logs")).await.text;
    assert!(log.contains("secret=***. on pull_request"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn security_case_02_an_approval_is_of_one_commit_and_its_files() {
    let forge = Forge::new(&[(".github/workflows/ci.yml", CI), ("src/x", "")]).await;
    let first = forge.stranger("harmless");
    let one = run_of(&forge.github("pull_request", &forge.request(&first, true)).await);
    let awaits = forge.house.get(&format!("/api/v1/runs/{one}")).await.json()["awaits"].clone();
    let approve = async |run: &str, commit: &Value, digest: &Value| {
        let body = json!({"commit": commit, "digest": digest}).to_string();
        forge.house.post(&format!("/api/v1/runs/{run}/approve"), &body).await.status
    };
    assert_eq!(approve(&one, &json!("0".repeat(40)), &awaits["digest"]).await, StatusCode::CONFLICT);
    assert_eq!(approve(&one, &awaits["commit"], &json!("0".repeat(64))).await, StatusCode::CONFLICT);
    let bare = forge.house.post(&format!("/api/v1/runs/{one}/approve"), "{}").await;
    assert_eq!(bare.status, StatusCode::BAD_REQUEST);
    // A push in between: what was looked at is not what would run.
    let second = forge.stranger("harmful");
    let two = run_of(&forge.github("pull_request", &forge.request(&second, true)).await);
    assert_eq!(approve(&one, &awaits["commit"], &awaits["digest"]).await, StatusCode::CONFLICT);
    assert_eq!(approve(&two, &awaits["commit"], &awaits["digest"]).await, StatusCode::CONFLICT);
    let voided = forge.house.ended(&one).await;
    assert_eq!(voided["status"], "cancelled", "{voided}");
    // What was approved once is not approved for ever: the same again waits again.
    let new = forge.house.get(&format!("/api/v1/runs/{two}")).await.json()["awaits"].clone();
    assert_eq!(approve(&two, &new["commit"], &new["digest"]).await, StatusCode::OK);
    assert_eq!(forge.house.ended(&two).await["status"], "success");
    let again = forge.house.post(&format!("/api/v1/runs/{two}/rerun"), "{}").await.json();
    let again = forge.house.get(&format!("/api/v1/runs/{}", again["id"].as_str().unwrap())).await.json();
    assert_eq!(again["status"], "manual", "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_forge_is_understood() {
    let forge = Forge::new(&[(".gitlab-ci.yml", "j:\n  script: 'true'\n"), ("src/x", "")]).await;
    let url = forge.repository.url();
    let zeros = "0".repeat(40);
    let sha = forge.repository.head();
    let gitlab = json!({"object_kind": "push", "ref": "refs/heads/main", "before": zeros, "after": sha,
        "checkout_sha": sha, "user_username": "ada", "project": {"git_http_url": url, "default_branch": "main"}});
    let headers = [("x-gitlab-event", "Push Hook"), ("x-gitlab-token", SECRET)];
    let run = run_of(&forge.send("gitlab", &headers, &gitlab.to_string()).await);
    assert_eq!(forge.house.ended(&run).await["status"], "success");
    let gitea = forge.push(&zeros, &sha).to_string();
    let run = run_of(
        &forge
            .send("gitea", &[("x-gitea-event", "push"), ("x-gitea-signature", &sign(&gitea))], &gitea)
            .await,
    );
    assert_eq!(forge.house.ended(&run).await["status"], "success");
    let change = json!({"new": {"type": "branch", "name": "main", "target": {"hash": sha}}, "old": null});
    let bitbucket = json!({"actor": {"nickname": "ada"}, "push": {"changes": [change]},
        "repository": {"links": {"html": {"href": url}}, "full_name": "a/b"}});
    let bitbucket = bitbucket.to_string();
    let signature = format!("sha256={}", sign(&bitbucket));
    let headers = [("x-event-key", "repo:push"), ("x-hub-signature", signature.as_str())];
    let run = run_of(&forge.send("bitbucket", &headers, &bitbucket).await);
    assert_eq!(forge.house.ended(&run).await["status"], "success");
}
