use crate::house::House;
use axum::http::StatusCode;

/// A job that prints when a file is there.
fn waiting(gate: &std::path::Path) -> String {
    format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          echo first\n          \
         while [ ! -e {gate} ]; do sleep 0.02; done\n          for i in 1 2 3; do echo line $i; done\n",
        gate = gate.display()
    )
}

#[tokio::test]
async fn a_store_that_takes_nothing_in_is_told_and_work_goes_on_by_itself() {
    let house = House::working().await;
    let gate = house.root.path().join("gate");
    let id = house.pipeline(&waiting(&gate)).await;
    let run = house.trigger(&id, "").await;
    let mut follow = house.app.scheduler.follow(&run.as_str().into());
    while let Some(record) = follow.next().await.unwrap() {
        if matches!(record.event, events::Event::StepStarted { .. }) {
            break;
        }
    }
    let db = rusqlite::Connection::open(house.root.path().join("state/rustcid.db")).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::fs::write(&gate, "").unwrap();
    let trigger = format!("/api/v1/pipelines/{id}/trigger");
    let (ready, refused) = tokio::join!(house.get("/ready"), house.post(&trigger, ""));
    for answer in [ready, refused] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
        assert_eq!(answer.problem(), "unavailable");
        assert!(answer.text.contains("holds the database's lock"), "{}", answer.text);
        assert_eq!(answer.headers["retry-after"], "5");
    }
    db.execute_batch("ROLLBACK").unwrap();
    assert_eq!(house.ended(&run).await["status"], "success");
    let text = house.get(&format!("/api/v1/runs/{run}/logs")).await.text;
    assert_eq!(text, "first\nline 1\nline 2\nline 3\n");
    assert_eq!(house.get("/ready").await.status, StatusCode::OK);
    assert_eq!(
        house.get("/api/v1/runs").await.json()["items"].as_array().unwrap().len(),
        1,
        "what was refused is not there"
    );
}
