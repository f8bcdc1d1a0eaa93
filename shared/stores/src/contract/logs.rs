use super::{each_store, with_run};
use crate::{StoreError, TryId};
use events::{Attempt, LogChunk, RunId, StepId};
use std::time::Duration;

fn chunk(run: &RunId, number: u64, text: &str) -> LogChunk {
    let text = bytes::Bytes::copy_from_slice(text.as_bytes());
    LogChunk { run: run.clone(), job: "a".into(), attempt: Attempt(1), number, step: StepId(0), text }
}

#[test]
fn a_log_has_every_chunk_once_and_in_order() {
    each_store(async |store| {
        let run = with_run(&*store, "r").await;
        let id = TryId { run: run.clone(), job: "a".into(), attempt: Attempt(1) };
        store.append_log(chunk(&run, 0, "one\n")).await.unwrap();
        store.append_log(chunk(&run, 1, "two\n")).await.unwrap();
        store.append_log(chunk(&run, 0, "one\n")).await.unwrap();
        let error = store.append_log(chunk(&run, 3, "four\n")).await.unwrap_err();
        assert!(matches!(error, StoreError::LogGap { expected: 2, found: 3, .. }), "{error}");
        store.append_log(chunk(&run, 2, "three\n")).await.unwrap();
        let text = |from| {
            let (store, id) = (store.clone(), id.clone());
            async move {
                let chunks = store.log(&id, from).await.unwrap();
                chunks
                    .iter()
                    .map(|chunk| String::from_utf8_lossy(&chunk.text).into_owned())
                    .collect::<String>()
            }
        };
        assert_eq!(text(0).await, "one\ntwo\nthree\n");
        assert_eq!(text(2).await, "three\n");
        assert_eq!(text(9).await, "");
    });
}

#[test]
fn a_watch_wakes_for_new_chunks() {
    each_store(async |store| {
        let run = with_run(&*store, "r").await;
        let mut watch = store.watch(&run);
        store.append_log(chunk(&run, 0, "one\n")).await.unwrap();
        tokio::time::timeout(Duration::from_secs(5), watch.changed()).await.unwrap();
    });
}
