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

#[test]
fn a_log_keeps_bytes_as_they_are() {
    each_store(async |store| {
        let run = with_run(&*store, "r").await;
        let long: Vec<u8> = (0..200_000_u32).map(|number| (number % 251) as u8).collect();
        let texts = [b"".to_vec(), vec![0x28, 0xb5, 0x2f, 0xfd, 0, 1], vec![0xff; 3], long];
        for (number, text) in (0..).zip(&texts) {
            let chunk = LogChunk { text: text.clone().into(), step: StepId(9), ..chunk(&run, number, "") };
            store.append_log(chunk).await.unwrap();
        }
        let id = TryId { run, job: "a".into(), attempt: Attempt(1) };
        let kept = store.log(&id, 0).await.unwrap();
        assert!(kept.iter().map(|chunk| &chunk.text[..]).eq(texts.iter().map(Vec::as_slice)));
        assert!(kept.iter().all(|chunk| chunk.step == StepId(9)));
    });
}

#[test]
fn each_try_has_its_log_and_only_of_runs_that_are_there() {
    each_store(async |store| {
        let run = with_run(&*store, "r").await;
        store.append_log(chunk(&run, 0, "first\n")).await.unwrap();
        let second = LogChunk { attempt: Attempt(2), ..chunk(&run, 0, "second\n") };
        store.append_log(second).await.unwrap();
        let id = TryId { run, job: "a".into(), attempt: Attempt(2) };
        assert_eq!(store.log(&id, 0).await.unwrap()[0].text, "second\n");
        let error = store.append_log(chunk(&"none".into(), 0, "one\n")).await.unwrap_err();
        assert!(matches!(error, StoreError::NoRun(_)), "{error}");
    });
}
