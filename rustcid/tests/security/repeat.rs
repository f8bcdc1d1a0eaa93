//! What went wrong in a run is done again; what went well is kept.

use crate::house::House;
use axum::http::StatusCode;

#[tokio::test]
async fn failed_jobs_run_again_with_what_the_others_gave_and_left() {
    let house = House::working().await;
    let (count, gate) = (house.root.path().join("count"), house.root.path().join("gate"));
    let yaml = format!(
        "on: push\njobs:\n  build:\n    runs-on: x\n    outputs: {{v: '${{{{ steps.s.outputs.v }}}}'}}\n    steps:\n      \
         - id: s\n        run: echo v=1.2 >> $GITHUB_OUTPUT; echo x >> {count}; echo built > file\n      \
         - uses: actions/upload-artifact@v4\n        with: {{name: bin, path: file}}\n  \
         test:\n    needs: build\n    runs-on: x\n    steps:\n      \
         - uses: actions/download-artifact@v4\n        with: {{name: bin}}\n      \
         - run: test -e {gate} && cat file && echo version ${{{{ needs.build.outputs.v }}}}\n",
        count = count.display(),
        gate = gate.display()
    );
    let id = house.pipeline(&yaml).await;
    let run = house.trigger(&id, "").await;
    assert_eq!(house.ended(&run).await["status"], "failure");
    std::fs::write(&gate, "").unwrap();
    let again = house.post(&format!("/api/v1/runs/{run}/rerun"), r#"{"only":"failed"}"#).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.text);
    let again = again.json()["id"].as_str().unwrap().to_owned();
    let ended = house.ended(&again).await;
    assert_eq!(ended["status"], "success", "{ended}");
    assert_eq!(std::fs::read_to_string(&count).unwrap(), "x\n", "what went well is not done twice");
    let log = house.get(&format!("/api/v1/runs/{again}/logs?job=test")).await.text;
    assert!(log.contains("built\nversion 1.2\n"), "{log}");
    let left = house.get(&format!("/api/v1/runs/{again}/artifacts")).await.json();
    assert_eq!(left["items"][0]["name"], "bin", "{left}");
    let nothing = house.post(&format!("/api/v1/runs/{again}/rerun"), r#"{"only":"failed"}"#).await;
    assert_eq!(nothing.problem(), "conflict");
    let odd = house.post(&format!("/api/v1/runs/{again}/rerun"), r#"{"only":"odd"}"#).await;
    assert_eq!(odd.problem(), "bad_request");
}
