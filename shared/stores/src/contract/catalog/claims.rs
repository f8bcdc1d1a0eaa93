use crate::contract::each_whole;
use crate::{Request, StoreError};
use events::Timestamp;
use std::sync::Arc;

#[test]
fn a_request_is_carried_out_once_and_answered_alike() {
    each_whole(async |store| {
        let take = async |content: &[u8], now| {
            store.take_request("key", content, Timestamp(now), Timestamp(now + 100)).await.unwrap()
        };
        assert_eq!(take(b"a", 1).await, Request::New);
        assert_eq!(take(b"a", 2).await, Request::Open);
        assert_eq!(take(b"b", 2).await, Request::Other);
        store.drop_request("key").await.unwrap();
        assert_eq!(take(b"a", 3).await, Request::New);
        store.answer_request("key", b"created", Timestamp(203)).await.unwrap();
        store.drop_request("key").await.unwrap();
        assert_eq!(
            take(b"a", 202).await,
            Request::Answered(b"created".to_vec()),
            "an answer has its own time"
        );
        assert_eq!(take(b"b", 203).await, Request::New, "its time is over");
        assert_eq!(take(b"b", 204).await, Request::Open, "the old answer is gone");
        assert_eq!(take(b"b", 303).await, Request::New, "whoever took it is gone");
        let error = store.answer_request("none", b"", Timestamp(1)).await.unwrap_err();
        assert!(matches!(error, StoreError::Missing(_)), "{error}");
    });
}

#[test]
fn requests_are_swept_when_their_time_is_over() {
    each_whole(async |store| {
        for (key, expires) in [("1", 10), ("2", 10), ("3", 10), ("4", 11)] {
            store.take_request(key, b"", Timestamp(1), Timestamp(expires)).await.unwrap();
        }
        assert_eq!(store.sweep_requests(Timestamp(10), 2).await.unwrap(), 2);
        assert_eq!(store.sweep_requests(Timestamp(10), 2).await.unwrap(), 1);
        assert_eq!(store.sweep_requests(Timestamp(10), 2).await.unwrap(), 0);
        let last = store.take_request("4", b"", Timestamp(10), Timestamp(20)).await.unwrap();
        assert_eq!(last, Request::Open);
    });
}

#[test]
fn a_schedule_fires_once_however_many_watch_it() {
    each_whole(async |store| {
        let mut watchers = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let store = Arc::clone(&store);
            watchers.spawn(async move { store.take_fire("nightly", Timestamp(60)).await.unwrap() });
        }
        assert_eq!(watchers.join_all().await.into_iter().filter(|took| *took).count(), 1);
        assert!(!store.take_fire("nightly", Timestamp(59)).await.unwrap());
        assert!(store.take_fire("hourly", Timestamp(1)).await.unwrap());
        assert!(store.take_fire("nightly", Timestamp(61)).await.unwrap());
        assert_eq!(store.last_fire("nightly").await.unwrap(), Some(Timestamp(61)));
        store.forget_schedule("nightly").await.unwrap();
        assert_eq!(store.last_fire("nightly").await.unwrap(), None);
    });
}
