//! What must hold of every run, whatever was killed while it went on.

use crate::server::Server;
use crate::stream::{Stream, Told};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A job's place in a plan: its name, and the names of those it waits for.
pub type Graph = [(&'static str, &'static [&'static str])];

/// A run that has ended, and all that was told of it.
pub struct Ended {
    pub attempts: u64,
}

/// Follows a run to its end and holds it to what was promised: it ends well, no try ends twice, no job begins before
/// those it needs, and each log has every line once.
pub async fn ended(server: &Server, run: &str, graph: &Graph, lines: &dyn Fn(&str) -> String) -> Ended {
    let records = Stream::events(run).rest(server).await;
    in_order(&records, run);
    let mut over = HashSet::new();
    let mut done = BTreeSet::new();
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for Told { data, .. } in &records {
        let job = data["job"].as_str().unwrap_or_default().to_owned();
        let attempt = data["attempt"].as_u64().unwrap_or_default();
        match data["type"].as_str().unwrap() {
            "job_started" => {
                let (_, needs) = graph.iter().find(|(name, _)| *name == job).unwrap();
                assert!(needs.iter().all(|need| done.contains(*need)), "run {run}: {job} began too early");
                assert!(!done.contains(&job), "run {run}: {job} began again after its end");
                assert!(last.get(&job).is_none_or(|before| *before < attempt), "run {run}: {data}");
                last.insert(job, attempt);
            }
            kind @ ("job_finished" | "job_lost" | "job_retried") => {
                assert!(over.insert((job.clone(), attempt)), "run {run}: {job} {attempt} ended twice");
                if kind == "job_finished" {
                    assert_eq!(data["outcome"], "success", "run {run}: {data}");
                    assert!(done.insert(job), "run {run}: {data}");
                }
            }
            _ => {}
        }
    }
    let end = &records.last().unwrap_or_else(|| panic!("run {run} has no records")).data;
    assert_eq!((&end["type"], &end["outcome"]), (&"run_finished".into(), &"success".into()), "run {run}");
    assert_eq!(done.len(), graph.len(), "run {run}: each job ended");
    logs(&Stream::logs(run).rest(server).await, run, &last, lines);
    Ended { attempts: last.values().sum() }
}

fn in_order(records: &[Told], run: &str) {
    for (expected, told) in (1..).zip(records) {
        assert_eq!(told.data["seq"].as_u64(), Some(expected), "run {run}: {}", told.data);
    }
}

/// No piece is missing, none came twice; the last try of each job printed all, and earlier ones nothing else.
pub fn logs(told: &[Told], run: &str, last: &BTreeMap<String, u64>, lines: &dyn Fn(&str) -> String) {
    let mut tries: BTreeMap<(String, u64), (u64, String)> = BTreeMap::new();
    for Told { data, .. } in told.iter().filter(|told| told.kind == "log") {
        let id = (data["job"].as_str().unwrap().to_owned(), data["attempt"].as_u64().unwrap());
        let (next, text) = tries.entry(id).or_default();
        assert_eq!(data["number"].as_u64(), Some(*next), "run {run}: {data}");
        *next += 1;
        text.push_str(data["text"].as_str().unwrap());
    }
    for ((job, attempt), (_, text)) in &tries {
        let all = lines(job);
        if last.get(job) == Some(attempt) {
            assert_eq!(*text, all, "run {run}: {job} {attempt}");
        } else {
            assert!(all.starts_with(text.as_str()), "run {run}: {job} {attempt}: {text}");
        }
    }
    for (job, attempt) in last {
        assert!(tries.contains_key(&(job.clone(), *attempt)), "run {run}: {job} {attempt} printed nothing");
    }
}

/// Whether a record says that a step of this job and try goes on.
pub fn runs(record: &Value, job: &str, attempt: u64) -> bool {
    record["type"] == "step_started" && record["job"] == job && record["attempt"] == attempt
}
