use super::house::House;
use super::repository::Repository;
use axum::http::StatusCode;
use events::Timestamp;
use rustcid::schedule::Schedules;
use serde_json::{Value, json};
use std::time::Duration;

const CI: &str = "name: nightly\non:\n  schedule:\n    - cron: '0 3 * * *'\n  push:\njobs:\n  j:\n    runs-on: native\n    steps: [{run: 'true'}]\n";

const HOUR: Duration = Duration::from_secs(60 * 60);

async fn bound(house: &House, repository: &Repository) -> String {
    let answer = house.post("/api/v1/pipelines", &json!({"repository": repository.url()}).to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn runs(house: &House, pipeline: &str) -> Vec<Value> {
    house.get(&format!("/api/v1/pipelines/{pipeline}/runs")).await.json()["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_time_makes_one_run_however_many_look_and_missed_ones_are_made_up_for_once() {
    let house = House::new().await;
    let repository = Repository::new(&[(".github/workflows/nightly.yml", CI)]);
    let pipeline = bound(&house, &repository).await;
    let (mut one, mut other) = (Schedules::default(), Schedules::default());
    // Noon of some day.
    let noon = Timestamp(1_772_452_800_000);
    for at in [noon, noon.after(HOUR)] {
        one.round(&house.app, at).await.unwrap();
        other.round(&house.app, at).await.unwrap();
    }
    assert!(runs(&house, &pipeline).await.is_empty());
    let night = noon.after(16 * HOUR);
    one.round(&house.app, night).await.unwrap();
    other.round(&house.app, night).await.unwrap();
    let made = runs(&house, &pipeline).await;
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!((&made[0]["actor"], &made[0]["sha"]), (&json!("schedule"), &json!(repository.head())));
    // Three nights with nobody there, and a replica that has never seen it.
    let mut third = Schedules::default();
    let later = night.after(3 * 24 * HOUR);
    third.round(&house.app, later).await.unwrap();
    one.round(&house.app, later).await.unwrap();
    assert_eq!(runs(&house, &pipeline).await.len(), 2);
}
