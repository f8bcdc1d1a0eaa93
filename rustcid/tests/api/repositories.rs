use super::house::House;
use super::repository::Repository;
use axum::http::{Method, StatusCode};
use serde_json::json;

const CI: &str = "stages: [test]\ninclude: ci/more.yml\nhello:\n  stage: test\n  script:\n    - cat README.md\n    - git log -1 --format=%s\n";
const MORE: &str = "more:\n  stage: test\n  script: echo included\n";

fn files() -> Vec<(&'static str, &'static str)> {
    vec![(".gitlab-ci.yml", CI), ("ci/more.yml", MORE), ("README.md", "hello from the repository\n")]
}

async fn bound(house: &House, body: serde_json::Value) -> String {
    let answer = house.post("/api/v1/pipelines", &body.to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_in_a_repository_runs_with_the_files_of_its_commit() {
    let (house, repository) = (House::working().await, Repository::new(&files()));
    let id = bound(&house, json!({"repository": repository.url()})).await;
    let run = house.trigger(&id, "{}").await;
    let told = house.ended(&run).await;
    assert_eq!(told["status"], "success", "{told}");
    assert_eq!((&told["sha"], &told["ref"]), (&json!(repository.head()), &json!("refs/heads/main")));
    let log = house.get(&format!("/api/v1/runs/{run}/logs")).await.text;
    for line in ["hello from the repository", "first", "included"] {
        assert!(log.contains(line), "{line}: {log}");
    }
    // The next run is of what is there then, and the one before can be made again as it was.
    let second = repository.commit(&[("README.md", "something else\n")], "second");
    let told = house.ended(&house.trigger(&id, "{}").await).await;
    assert_eq!((&told["status"], &told["sha"]), (&json!("success"), &json!(second)));
    let again = house.post(&format!("/api/v1/runs/{run}/rerun"), "{}").await.json();
    let again = house.ended(again["id"].as_str().unwrap()).await;
    assert_eq!((&again["status"], &again["sha"]), (&json!("success"), &told_sha(&house, &run).await));
}

async fn told_sha(house: &House, run: &str) -> serde_json::Value {
    house.get(&format!("/api/v1/runs/{run}")).await.json()["sha"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_or_a_file_can_be_named() {
    let house = House::new().await;
    let workflow = |name: &str| {
        format!("name: {name}\non: [push]\njobs:\n  j:\n    runs-on: native\n    steps: [{{run: 'true'}}]\n")
    };
    let (one, two) = (workflow("one"), workflow("two"));
    let repository =
        Repository::new(&[(".github/workflows/one.yml", &one), (".github/workflows/two.yml", &two)]);
    repository.git(&["checkout", "--quiet", "-b", "dev"]);
    let dev = repository.commit(&[("x", "")], "on dev");
    repository.git(&["checkout", "--quiet", "main"]);
    let id = bound(&house, json!({"repository": repository.url()})).await;
    let trigger = format!("/api/v1/pipelines/{id}/trigger");
    let several = house.post(&trigger, "{}").await;
    assert_eq!(several.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        several.text.contains(".github/workflows/one.yml, .github/workflows/two.yml"),
        "{}",
        several.text
    );
    let told = house.post(&trigger, r#"{"path": ".github/workflows/two.yml", "ref": "dev"}"#).await.json();
    assert_eq!(
        (&told["title"], &told["sha"], &told["ref"]),
        (&json!("two"), &json!(dev), &json!("refs/heads/dev"))
    );
    let none = house.post(&trigger, r#"{"path": "nope.yml"}"#).await;
    assert!(none.text.contains("no such file"), "{}", none.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn security_case_11_refs_and_addresses_from_users_never_become_options() {
    let (house, repository) = (House::new().await, Repository::new(&files()));
    let id = bound(&house, json!({"repository": repository.url()})).await;
    let canary = house.root.path().join("canary");
    for name in [
        format!("--upload-pack=touch {}", canary.display()),
        format!("refs/heads/--upload-pack=touch${{IFS}}{}", canary.display()),
        "main\nrefs/heads/x".to_owned(),
        "refs/heads/*".to_owned(),
        "refs/../x/y".to_owned(),
    ] {
        let body = json!({"ref": name}).to_string();
        let answer = house.post(&format!("/api/v1/pipelines/{id}/trigger"), &body).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "no_source")
        );
    }
    for url in [
        format!("ext::sh -c touch% {}", canary.display()),
        format!("--upload-pack=touch {}", canary.display()),
        "ssh://-oProxyCommand=touch/x".to_owned(),
        "https://user:word@example.org/x".to_owned(),
    ] {
        let answer = house.post("/api/v1/pipelines", &json!({"repository": url}).to_string()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    }
    assert!(!canary.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn links_in_a_repository_lead_nowhere() {
    let house = House::new().await;
    let secret = house.root.path().join("outside.yml");
    std::fs::write(&secret, "leaked:\n  script: echo canary\n").unwrap();
    let repository = Repository::new(&[("README.md", "")]);
    std::os::unix::fs::symlink(&secret, repository.path().join(".gitlab-ci.yml")).unwrap();
    repository.commit(&[], "a link");
    let id = bound(&house, json!({"repository": repository.url(), "path": ".gitlab-ci.yml"})).await;
    let answer = house.post(&format!("/api/v1/pipelines/{id}/trigger"), "{}").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("symbolic link") && !answer.text.contains("canary"), "{}", answer.text);
}

#[tokio::test]
async fn what_the_server_knows_of_a_repository_is_never_told() {
    let house = House::new().await;
    let body =
        json!({"repository": "https://forge.example/a/b", "token": "canary-1", "webhook_secret": "canary-2"});
    let id = bound(&house, body).await;
    let mut told = house.get(&format!("/api/v1/pipelines/{id}")).await.text;
    for path in [format!("/api/v1/secrets?pipeline={id}"), format!("/api/v1/secrets?pipeline={id}/server")] {
        told += &house.get(&path).await.text;
    }
    told += &house.get("/api/v1/pipelines").await.text;
    assert!(!told.contains("canary"), "{told}");
    // No job may come to see them.
    let jobs = house.app.catalog.secrets(Some(&stores::PipelineId(id.clone()))).await.unwrap();
    assert!(jobs.is_empty());
    let gone = house.ask(Method::DELETE, &format!("/api/v1/pipelines/{id}"), &[], "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    let kept = house.app.catalog.secrets(Some(&stores::PipelineId(format!("{id}/server")))).await.unwrap();
    assert!(kept.is_empty());
}
