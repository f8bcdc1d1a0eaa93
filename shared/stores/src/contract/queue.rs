use super::each_store;
use crate::{Labels, Store, Ticket, TryId};
use events::{Attempt, RunnerId, Timestamp};
use std::time::Duration;

fn id(job: &str, attempt: u32) -> TryId {
    TryId { run: "r".into(), job: job.into(), attempt: Attempt(attempt) }
}

fn ticket(job: &str, attempt: u32) -> Ticket {
    Ticket { id: id(job, attempt), labels: Vec::new(), priority: 0 }
}

async fn claim(store: &dyn Store, runner: &str, labels: &Labels, until: u64) -> Option<TryId> {
    let claimed = store.claim(&RunnerId::from(runner), labels, Timestamp(until)).await.unwrap();
    claimed.map(|ticket| ticket.id)
}

#[test]
fn first_come_first_served_after_priority() {
    each_store(async |store| {
        store.enqueue(ticket("a", 1)).await.unwrap();
        store.enqueue(ticket("b", 1)).await.unwrap();
        store.enqueue(Ticket { priority: 1, ..ticket("c", 1) }).await.unwrap();
        for job in ["c", "a", "b"] {
            assert_eq!(claim(&*store, "x", &Labels::Any, 10).await, Some(id(job, 1)));
        }
        assert_eq!(claim(&*store, "x", &Labels::Any, 10).await, None);
    });
}

#[test]
fn a_runner_gets_only_what_its_labels_fit() {
    each_store(async |store| {
        let wanted = vec!["linux".to_owned(), "gpu".to_owned()];
        store.enqueue(Ticket { labels: wanted, ..ticket("a", 1) }).await.unwrap();
        store.enqueue(ticket("b", 1)).await.unwrap();
        let linux = Labels::These(vec!["Linux".into()]);
        assert_eq!(claim(&*store, "x", &linux, 10).await, Some(id("b", 1)));
        assert_eq!(claim(&*store, "x", &linux, 10).await, None);
        let all = Labels::These(vec!["gpu".into(), "LINUX".into()]);
        assert_eq!(claim(&*store, "x", &all, 10).await, Some(id("a", 1)));
    });
}

#[test]
fn a_try_is_queued_once_and_a_later_one_takes_its_place() {
    each_store(async |store| {
        store.enqueue(ticket("a", 1)).await.unwrap();
        store.enqueue(ticket("a", 1)).await.unwrap();
        assert_eq!(claim(&*store, "x", &Labels::Any, 10).await, Some(id("a", 1)));
        store.enqueue(ticket("a", 1)).await.unwrap();
        assert_eq!(claim(&*store, "x", &Labels::Any, 10).await, None, "it is claimed already");
        store.enqueue(ticket("a", 2)).await.unwrap();
        store.enqueue(ticket("a", 3)).await.unwrap();
        store.enqueue(ticket("a", 2)).await.unwrap();
        assert_eq!(claim(&*store, "y", &Labels::Any, 10).await, Some(id("a", 3)));
        assert_eq!(claim(&*store, "y", &Labels::Any, 10).await, None);
        assert!(!store.renew(&id("a", 1), &"x".into(), Timestamp(20)).await.unwrap());
    });
}

#[test]
fn a_claim_lasts_as_long_as_it_is_prolonged() {
    each_store(async |store| {
        store.enqueue(ticket("a", 1)).await.unwrap();
        claim(&*store, "x", &Labels::Any, 10).await;
        assert_eq!(store.expired(Timestamp(9)).await.unwrap(), []);
        assert!(store.renew(&id("a", 1), &"x".into(), Timestamp(20)).await.unwrap());
        assert!(!store.renew(&id("a", 1), &"y".into(), Timestamp(30)).await.unwrap(), "not its owner");
        assert_eq!(store.expired(Timestamp(19)).await.unwrap(), []);
        assert_eq!(store.expired(Timestamp(20)).await.unwrap(), [id("a", 1)]);
        store.release(&id("a", 1)).await.unwrap();
        assert_eq!(store.expired(Timestamp(99)).await.unwrap(), []);
        assert!(!store.renew(&id("a", 1), &"x".into(), Timestamp(99)).await.unwrap());
    });
}

#[test]
fn releasing_an_old_try_leaves_the_new_one() {
    each_store(async |store| {
        store.enqueue(ticket("a", 2)).await.unwrap();
        store.release(&id("a", 1)).await.unwrap();
        assert_eq!(claim(&*store, "x", &Labels::Any, 10).await, Some(id("a", 2)));
        store.enqueue(ticket("b", 1)).await.unwrap();
        store.release(&id("b", 1)).await.unwrap();
        assert_eq!(claim(&*store, "x", &Labels::Any, 10).await, None);
    });
}

#[test]
fn the_queue_wakes_those_who_wait() {
    each_store(async |store| {
        let mut watch = store.watch_queue();
        store.enqueue(ticket("a", 1)).await.unwrap();
        tokio::time::timeout(Duration::from_secs(5), watch.changed()).await.unwrap();
    });
}
