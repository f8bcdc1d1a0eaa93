use super::house::House;
use events::Timestamp;
use rustcid::schedule::Schedules;
use serde_json::{Value, json};
use std::time::Duration;

const BUILD: &str = "name: Build\non: push\njobs:\n  j:\n    runs-on: native\n    steps: [{run: 'exit 0'}]\n";

const DEPLOY: &str = "name: Deploy\non:\n  workflow_run: {workflows: [Build], branches: [main]}\njobs:\n  j:\n    runs-on: native\n    steps:\n      - run: echo \"after ${{ github.event.workflow_run.name }}, ${{ github.event.workflow_run.conclusion }}\"\n";

const JENKINS: &str = "pipeline {\n  agent any\n  triggers { upstream 'Build' }\n  stages { stage('S') { steps { sh 'echo later' } } }\n}\n";

/// A minute by minute look at what has ended.
struct Looking {
    house: House,
    all: Schedules,
    now: Timestamp,
}

impl Looking {
    async fn new() -> Self {
        let house = House::working().await;
        let now = house.app.clock.now();
        let mut looking = Self { house, all: Schedules::default(), now };
        looking.round().await;
        looking
    }

    async fn round(&mut self) {
        self.all.round(&self.house.app, self.now).await.unwrap();
        // What another replica saw is seen twice.
        Schedules::default().round(&self.house.app, self.now).await.unwrap();
        self.now = self.house.app.clock.now().max(self.now.after(Duration::from_millis(1)));
    }

    async fn runs(&self, pipeline: &str) -> Vec<Value> {
        let listed = self.house.get(&format!("/api/v1/pipelines/{pipeline}/runs")).await;
        listed.json()["items"].as_array().unwrap().clone()
    }

    async fn pipeline(&self, name: &str, yaml: &str) -> String {
        let format = yaml.starts_with("pipeline {").then_some("jenkins");
        let body = json!({"name": name, "yaml": yaml, "format": format}).to_string();
        let made = self.house.post("/api/v1/pipelines", &body).await;
        assert!(made.status.is_success(), "{name}: {}", made.text);
        made.json()["id"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_run_starts_once_what_waits_for_it() {
    let mut looking = Looking::new().await;
    let build = looking.pipeline("build", BUILD).await;
    let deploy = looking.pipeline("deploy", DEPLOY).await;
    let later = looking.pipeline("later", JENKINS).await;
    let run = looking.house.trigger(&build, "{}").await;
    looking.house.ended(&run).await;
    for _ in 0..3 {
        looking.round().await;
    }
    let made = looking.runs(&deploy).await;
    assert_eq!((made.len(), &made[0]["actor"]), (1, &json!("upstream")), "{made:?}");
    let followed = made[0]["id"].as_str().unwrap();
    looking.house.ended(followed).await;
    let log = looking.house.get(&format!("/api/v1/runs/{followed}/logs")).await.text;
    assert!(log.contains("after Build, success"), "{log}");
    assert_eq!(looking.runs(&later).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_branches_and_failures_start_only_what_asks_for_them() {
    let mut looking = Looking::new().await;
    let build = looking.pipeline("build", &BUILD.replace("exit 0", "exit 1")).await;
    let deploy = looking.pipeline("deploy", DEPLOY).await;
    let later = looking.pipeline("later", JENKINS).await;
    let elsewhere = looking.house.trigger(&build, r#"{"ref": "dev"}"#).await;
    looking.house.ended(&elsewhere).await;
    looking.round().await;
    assert!(looking.runs(&deploy).await.is_empty(), "it waits for main");
    let run = looking.house.trigger(&build, "{}").await;
    looking.house.ended(&run).await;
    looking.round().await;
    assert_eq!(looking.runs(&deploy).await.len(), 1);
    assert!(looking.runs(&later).await.is_empty(), "it waits for success");
}

#[tokio::test(flavor = "multi_thread")]
async fn pipelines_that_wait_for_each_other_come_to_an_end() {
    let mut looking = Looking::new().await;
    let both = |name: &str, other: &str| {
        DEPLOY
            .replace("Deploy", name)
            .replace("[Build]", &format!("[{other}]"))
            .replace("on:\n", "on:\n  push:\n")
    };
    let one = looking.pipeline("one", &both("One", "Two")).await;
    let two = looking.pipeline("two", &both("Two", "One")).await;
    let first = looking.house.trigger(&one, "{}").await;
    looking.house.ended(&first).await;
    for _ in 0..6 {
        looking.round().await;
        for pipeline in [&one, &two] {
            for run in looking.runs(pipeline).await {
                looking.house.ended(run["id"].as_str().unwrap()).await;
            }
        }
    }
    assert_eq!((looking.runs(&one).await.len(), looking.runs(&two).await.len()), (2, 2));
}
