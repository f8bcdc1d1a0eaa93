//! `kill -9` at random moments under load. `RUSTCI_KILL_ROUNDS` says how often, `RUSTCI_KILL_SEED` where to begin:
//! each round prints its seed.

use crate::database;
use crate::server::{Place, Server};
use crate::stream::{Stream, Told};
use crate::whole::{Graph, ended};
use reqwest::Method;
use rustix::process::{Signal, kill_process};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

const GRAPH: &Graph = &[("a", &[]), ("b", &[]), ("c", &["a", "b"])];
const LINES: usize = 20;

fn pipeline() -> String {
    let job = |name: &str, needs: &str| {
        format!(
            "  {name}:\n    runs-on: x\n    needs: [{needs}]\n    steps:\n      - run: |\n          \
             for i in $(seq 1 {LINES}); do echo {name} $i; sleep 0.01; done\n"
        )
    };
    format!("on: push\njobs:\n{}{}{}", job("a", ""), job("b", ""), job("c", "a, b"))
}

fn lines(job: &str) -> String {
    (1..=LINES).map(|i| format!("{job} {i}\n")).collect()
}

/// Numbers that follow from a seed: <https://prng.di.unimi.it/splitmix64.c>.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |text| text.parse().unwrap())
}

/// A job whose runner is lost five times is given up, lest one that breaks its runner goes on for good. So no run may
/// meet five blows: after so many rounds all may end.
const CALM: u64 = 4;

/// Somebody who reads a log all the while, wherever it can be read.
struct Viewer {
    run: String,
    stream: Stream,
    seen: Vec<Told>,
    over: bool,
}

impl Viewer {
    fn of(run: &str) -> Self {
        Self { run: run.to_owned(), stream: Stream::logs(run), seen: Vec::new(), over: false }
    }

    /// Reads until the run or the server ends.
    async fn watch(&mut self, server: &Server) {
        while let Some(told) = self.stream.next(server).await {
            self.over |= told.kind == "end";
            self.seen.push(told);
        }
    }

    /// What was read in pieces is what there is, each piece once.
    async fn check(mut self, server: &Server) {
        while !self.over {
            self.watch(server).await;
        }
        let again = Stream::logs(&self.run).rest(server).await;
        assert_eq!(texts(&self.seen), texts(&again), "run {}", self.run);
    }
}

/// The pieces of each try, in the order they came.
fn texts(told: &[Told]) -> BTreeMap<(String, u64), Vec<(u64, String)>> {
    let mut tries: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for Told { data, .. } in told.iter().filter(|told| told.kind == "log") {
        let id = (data["job"].as_str().unwrap().to_owned(), data["attempt"].as_u64().unwrap());
        let text = data["text"].as_str().unwrap().to_owned();
        tries.entry(id).or_default().push((data["number"].as_u64().unwrap(), text));
    }
    tries
}

/// Triggers runs one after the other; those that were acknowledged.
async fn load(server: &Server, pipeline: &str, count: u64) -> Vec<String> {
    let mut runs = Vec::new();
    for _ in 0..count {
        let path = format!("/api/v1/pipelines/{pipeline}/trigger");
        let Some((status, text)) = server.try_send(Method::POST, &path, "").await else { break };
        assert!(status == 201 || status == 503, "{status} {text}");
        if status == 201 {
            let made: serde_json::Value = serde_json::from_str(&text).unwrap();
            runs.push(made["id"].as_str().unwrap().to_owned());
        }
    }
    runs
}

/// Waits until all runs have ended, those too that were begun and not acknowledged.
async fn calm(server: &Server) {
    let listed = server.get(&format!("/api/v1/runs?limit={MOST}")).await;
    let going = |run: &&serde_json::Value| run["finished"].is_null();
    for run in listed["items"].as_array().unwrap().iter().filter(going) {
        Stream::events(run["id"].as_str().unwrap()).rest(server).await;
    }
}

/// As many runs as a page may have.
const MOST: usize = 500;

async fn kills(places: &[Place]) {
    let (first, rounds) = (number("RUSTCI_KILL_SEED", 1), number("RUSTCI_KILL_ROUNDS", 10));
    let mut servers: Vec<Server> = places.iter().map(Server::at).collect();
    let id = servers[0].pipeline(&pipeline()).await;
    let (mut runs, mut viewers) = (Vec::new(), Vec::new());
    for seed in first..first + rounds {
        eprintln!("round {seed}: RUSTCI_KILL_SEED={seed} RUSTCI_KILL_ROUNDS=1 begins here");
        if seed > first && (seed - first).is_multiple_of(CALM) {
            calm(&servers[0]).await;
        }
        let mut random = Random(seed);
        let victims: Vec<usize> = match (servers.len(), random.below(3)) {
            (1, _) => vec![0],
            (_, 2) => vec![0, 1],
            (_, one) => vec![usize::from(one == 1)],
        };
        let triggered = usize::try_from(random.below(servers.len() as u64)).unwrap();
        // Something goes on already when the blow may fall.
        let begun = load(&servers[triggered], &id, 1).await;
        let mut viewer = begun.first().map(|run| Viewer::of(run));
        runs.extend(begun);
        let (count, moment) = (1 + random.below(3), Duration::from_millis(random.below(600)));
        let strike = async {
            tokio::time::sleep(moment).await;
            for victim in &victims {
                kill_process(servers[*victim].pid(), Signal::KILL).unwrap();
            }
        };
        let watch = async {
            if let Some(viewer) = &mut viewer {
                viewer.watch(&servers[victims[0]]).await;
            }
        };
        let (more, (), ()) = tokio::join!(load(&servers[triggered], &id, count), strike, watch);
        runs.extend(more);
        viewers.extend(viewer);
        for victim in victims {
            servers[victim].reap();
            servers[victim] = Server::at(&places[victim]);
        }
    }
    let listed = servers[0].get(&format!("/api/v1/runs?limit={MOST}")).await;
    let listed = listed["items"].as_array().unwrap();
    let ids: BTreeSet<&str> = listed.iter().map(|run| run["id"].as_str().unwrap()).collect();
    if rounds <= 100 {
        assert!(runs.iter().all(|run| ids.contains(run.as_str())), "a run that was acknowledged is lost");
    }
    // Those that nobody heard of went on all the same.
    let all: BTreeSet<&str> = runs.iter().map(String::as_str).chain(ids).collect();
    let mut attempts = 0;
    for (at, run) in all.iter().enumerate() {
        attempts += ended(&servers[at % servers.len()], run, GRAPH, &lines).await.attempts;
    }
    for viewer in viewers {
        viewer.check(&servers[0]).await;
    }
    let mut numbers: Vec<u64> = listed.iter().map(|run| run["number"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), listed.len(), "each run has a number of its own");
    let least = all.len() as u64 * 3;
    assert!(attempts >= least);
    eprintln!("{rounds} kills, {} runs, {attempts} tries of {least} jobs", all.len());
}

fn over(root: &Path, name: &str, database: &database::Server, token: Option<String>) -> Place {
    let shared = (database.uri(), root.file_name().unwrap().to_str().unwrap().trim_matches('.').to_owned());
    Place { state: root.join(name), database: Some(shared), token }
}

/// Two replicas' places; the first has been started once, for its token lets into both.
pub fn two(root: &Path, database: &database::Server) -> [Place; 2] {
    let place = over(root, "a", database, None);
    let first = Server::at(&place);
    let token = Some(first.token());
    first.stop();
    [place, over(root, "b", database, token)]
}

#[tokio::test]
async fn kills_at_random_moments_lose_and_repeat_nothing_over_sqlite() {
    let root = tempfile::tempdir().unwrap();
    kills(&[Place::own(&root.path().join("state"))]).await;
}

#[tokio::test]
async fn kills_at_random_moments_lose_and_repeat_nothing_over_mongodb() {
    let (root, database) = (tempfile::tempdir().unwrap(), database::Server::find());
    kills(&[over(root.path(), "a", &database, None)]).await;
}

#[tokio::test]
async fn kills_of_two_replicas_at_random_moments_lose_and_repeat_nothing() {
    let (root, database) = (tempfile::tempdir().unwrap(), database::Server::find());
    kills(&two(root.path(), &database)).await;
}
