use crate::house::House;
use axum::http::{Method, StatusCode};
use serde_json::json;

const TWO: &str = "\
name: Two
on: {workflow_dispatch: {inputs: {who: {default: world}}}}
jobs:
  first:
    runs-on: ubuntu-latest
    steps:
      - run: echo hello ${{ inputs.who }} from $GITHUB_ACTOR
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: echo run $GITHUB_RUN_NUMBER
";

#[tokio::test]
async fn a_run_is_made_followed_and_found_again() {
    let house = House::working().await;
    let id = house.pipeline(TWO).await;
    let run = house.trigger(&id, r#"{"inputs":{"who":"you"},"ref":"refs/tags/v1"}"#).await;
    let ended = house.ended(&run).await;
    assert_eq!((&ended["status"], &ended["number"]), (&"success".into(), &1.into()), "{ended}");
    assert_eq!((&ended["ref"], &ended["actor"]), (&"refs/tags/v1".into(), &"admin".into()));
    assert_eq!(ended["jobs"][1]["needs"], json!(["first"]));
    let text = house.get(&format!("/api/v1/pipelines/{id}/logs")).await.text;
    assert_eq!(text, "==> first <==\nhello you from admin\n==> second <==\nrun 1\n");
    let one = house.get(&format!("/api/v1/runs/{run}/logs?job=second")).await.text;
    assert_eq!(one, "run 1\n");
    assert_eq!(house.get(&format!("/api/v1/runs/{run}/jobs/first")).await.json()["status"], "success");
    assert_eq!(house.get(&format!("/api/v1/runs/{run}/jobs/third")).await.problem(), "not_found");
    let badge = house.get(&format!("/api/v1/pipelines/{id}/badge.svg")).await;
    assert!(badge.text.contains(">success<"), "{}", badge.text);
    let again = house.post(&format!("/api/v1/runs/{run}/rerun"), "").await.json();
    let again = house.ended(again["id"].as_str().unwrap()).await;
    assert_eq!((&again["number"], &again["ref"]), (&2.into(), &"refs/tags/v1".into()));
    let listed = house.get("/api/v1/runs?status=success&limit=1").await.json();
    assert_eq!(listed["items"][0]["number"], 2);
    let next = listed["next"].as_str().unwrap();
    let rest = house.get(&format!("/api/v1/runs?status=success&cursor={next}")).await.json();
    assert_eq!((&rest["items"][0]["number"], &rest["next"]), (&1.into(), &json!(null)));
    let last = &house.get(&format!("/api/v1/pipelines/{id}")).await.json()["last_run"];
    assert_eq!(last["number"], 2);
}

#[tokio::test]
async fn streams_go_on_where_they_were_cut() {
    let house = House::working().await;
    let id = house.pipeline(TWO).await;
    let run = house.trigger(&id, "").await;
    let path = format!("/api/v1/runs/{run}/logs");
    let stream = [("accept", "text/event-stream")];
    // Answered in full once the run has ended: nothing is asked again and again.
    let all = house.ask(Method::GET, &path, &stream, "").await.text;
    let places: Vec<&str> = all.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!(places.len(), 3, "{all}");
    let data = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("data: ")).map(str::to_owned).collect()
    };
    for (cut, place) in places.iter().enumerate() {
        let rest = house.ask(Method::GET, &path, &[stream[0], ("last-event-id", place)], "").await.text;
        // Behind its end a stream tells its end once more.
        assert_eq!(data(&rest), data(&all)[(cut + 1).min(2)..], "cut behind {place}");
    }
    let wrong = house.ask(Method::GET, &path, &[stream[0], ("last-event-id", "99;9:9")], "").await;
    assert_eq!(wrong.problem(), "bad_request");
    let path = format!("/api/v1/runs/{run}/events");
    let all = house.get(&path).await.text;
    let count = all.matches("event: record").count();
    assert!(all.contains("run_finished") && count > 8, "{all}");
    let rest = house.ask(Method::GET, &path, &[("last-event-id", "5")], "").await.text;
    assert_eq!(rest.matches("event: record").count(), count - 5);
}

#[tokio::test]
async fn a_held_job_waits_for_a_person_and_a_cancelled_run_ends() {
    let house = House::working().await;
    let id = house
        .pipeline("build: {script: 'true'}\ndeploy: {script: 'true', when: manual, allow_failure: false}\n")
        .await;
    let run = house.trigger(&id, "").await;
    let approve = async |job: &str| {
        house.post(&format!("/api/v1/runs/{run}/approve"), &json!({ "job": job }).to_string()).await
    };
    assert_eq!(approve("test").await.problem(), "not_found");
    let mut follow = house.app.scheduler.follow(&run.as_str().into());
    while let Some(record) = follow.next().await.unwrap() {
        if matches!(record.event, events::Event::JobHeld { .. }) {
            break;
        }
    }
    let approved = approve("deploy").await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text);
    assert_eq!(house.ended(&run).await["status"], "success");
    assert_eq!(approve("deploy").await.problem(), "conflict");
    let slow = house.pipeline("on: push\njobs: {a: {runs-on: x, steps: [{run: sleep 600}]}}\n").await;
    let run = house.trigger(&slow, "").await;
    let body = r#"{"reason":"enough"}"#;
    assert_eq!(house.post(&format!("/api/v1/runs/{run}/cancel"), body).await.status, StatusCode::OK);
    let ended = house.ended(&run).await;
    assert_eq!((&ended["status"], &ended["cancel"]), (&"cancelled".into(), &"by admin: enough".into()));
}

#[tokio::test]
async fn what_nobody_can_run_says_so() {
    let house = House::working().await;
    let id = house.pipeline("on: push\njobs: {a: {runs-on: kubernetes, steps: [{run: 'true'}]}}\n").await;
    let ended = house.trigger(&id, "").await;
    let ended = house.ended(&ended).await;
    assert_eq!(
        ended["jobs"][0]["reason"],
        "the job asks for `kubernetes`, and this server runs jobs in native only"
    );
    let trigger = format!("/api/v1/pipelines/{id}/trigger");
    assert_eq!(
        house.post(&trigger, r#"{"event":"pusch"}"#).await.json()["error"]["help"],
        "did you mean `push`?"
    );
    assert_eq!(house.post(&trigger, r#"{"event":"schedule"}"#).await.problem(), "nothing_to_run");
    assert_eq!(house.post("/api/v1/pipelines/none/trigger", "").await.problem(), "not_found");
}

#[tokio::test]
async fn what_a_run_leaves_can_be_fetched() {
    let house = House::working().await;
    let yaml = "\
on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: echo kept > file
      - uses: actions/upload-artifact@v4
        with: {name: results, path: file}
";
    let id = house.pipeline(yaml).await;
    let run = house.trigger(&id, "").await;
    assert_eq!(house.ended(&run).await["status"], "success");
    let listed = house.get(&format!("/api/v1/runs/{run}/artifacts")).await.json();
    assert_eq!(listed["items"][0]["name"], "results", "{listed}");
    let missing = house.get(&format!("/api/v1/runs/{run}/artifacts/other")).await;
    assert_eq!(missing.problem(), "not_found");
    let key = rustcid::work::Shelves::artifact(&house.app.shelves, &run.as_str().into(), "results", None);
    assert!(key.unwrap().is_some());
}
