use super::{SqliteStore, block_on, with_records};
use crate::Store;
use crate::contract::record;
use events::RunId;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const FOLDER: &str = "STORE_FOLDER";
const ROUNDS: u64 = 12;

/// The other process: appends, and says so once it is durable.
#[test]
#[ignore = "the process that is killed by the test below"]
fn appends_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    block_on(async {
        let store = SqliteStore::open(&Path::new(&folder).join("store.db")).unwrap();
        let run = RunId::from("a");
        let mut last = store.records(&run, 0).await.unwrap().len() as u64;
        loop {
            store.append(&run, last, &[record(last + 1)]).await.unwrap();
            last += 1;
            println!("\nkept {last}");
            std::io::stdout().flush().unwrap();
        }
    });
}

fn start(folder: &Path) -> Child {
    let name = concat!(module_path!(), "::appends_until_it_is_killed");
    let name = name.split_once("::").unwrap().1;
    Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    drop(block_on(with_records(folder.path(), 0)));
    let mut kept = 0;
    for round in 0..ROUNDS {
        let mut child = start(folder.path());
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged =
            lines.filter_map(|line| line.unwrap().strip_prefix("kept ").map(|last| last.parse().unwrap()));
        for _ in 0..1 + round * 7 % 23 {
            kept = acknowledged.next().expect("the process goes on until it is killed");
        }
        child.kill().unwrap();
        // Also what it still said before it died.
        kept = acknowledged.last().unwrap_or(kept);
        child.wait().unwrap();
        block_on(async {
            let store = SqliteStore::open(&folder.path().join("store.db")).unwrap();
            store.check().await.unwrap();
            let records = store.records(&"a".into(), 0).await.unwrap();
            assert!(records.len() as u64 >= kept, "{} of {kept}", records.len());
            assert!(records.iter().zip(1..).all(|(found, seq)| *found == record(seq)));
        });
    }
    assert!(kept >= ROUNDS);
}
