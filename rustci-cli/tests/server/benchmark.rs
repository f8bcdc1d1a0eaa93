//! `rustci benchmark` measures a server.

use crate::daemon::House;

#[test]
fn a_server_is_measured_beside_its_floors() {
    let house = House::new();
    let report = house.rustci(&["benchmark", "--count", "12", "--at-once", "3", "--format", "json"]);
    assert_eq!(report.exit, 0, "{}", report.err);
    let report = report.json();
    assert_eq!((&report["runs"], &report["failed"]), (&12.into(), &0.into()), "{report}");
    let ms = |what: &str, share: &str| report[what][share].as_f64().unwrap();
    for what in ["answered", "dispatch", "ended", "floor_request", "floor_durable_write", "floor_process"] {
        let shares = ["p50_ms", "p95_ms", "p99_ms", "max_ms"].map(|share| ms(what, share));
        assert!(shares.is_sorted() && shares[0] > 0.0, "{what}: {shares:?}");
    }
    assert_eq!(report["dispatch"]["count"], 12);
    assert!(ms("ended", "p50_ms") > ms("answered", "p50_ms"));
    assert!(report["server"]["cpu_seconds"].as_f64().unwrap() > 0.0);
    assert!(report["runs_per_second"].as_f64().unwrap() > 0.0);

    // At a rate; in words.
    let text = house.rustci(&["benchmark", "-n", "4", "--rate", "50"]).well();
    assert!(text.starts_with("4 runs of rustci-benchmark, 50 a second, in "), "{text}");
    assert!(text.contains("trigger to the first job's begin") && text.contains("floor: a request"), "{text}");

    // The one pipeline serves all; another is named. Runs that fail make it fail.
    house.file("bad.yaml", "jobs:\n  work:\n    steps:\n      - run: 'false'\n");
    house.rustci(&["pipelines", "create", "bad.yaml", "--name", "bad"]).well();
    let failed = house.rustci(&["benchmark", "bad", "-n", "2", "--format", "json"]);
    assert_eq!((failed.exit, failed.json()["failed"].as_u64()), (1, Some(2)));
    let listed = house.rustci(&["pipelines", "list", "--format", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");

    assert_eq!(house.rustci(&["benchmark", "nope"]).exit, 2);
    assert_eq!(house.rustci(&["benchmark", "--rate", "0"]).exit, 2);
    assert_eq!(house.rustci(&["benchmark", "--rate", "5", "--at-once", "2"]).exit, 2);
}
