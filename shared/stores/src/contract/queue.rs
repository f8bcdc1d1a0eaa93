use super::each_store;
use crate::{Labels, Store, Ticket, TryId};
use events::{Attempt, RunnerId, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
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
fn a_runner_that_takes_all_but_some_gets_the_first_of_the_others() {
    each_store(async |store| {
        let asks = async |job: &str, labels: &[&str], priority: i32| {
            let labels = labels.iter().map(|label| (*label).to_owned()).collect();
            store.enqueue(Ticket { labels, priority, ..ticket(job, 1) }).await.unwrap();
        };
        asks("image", &["Docker"], 9).await;
        asks("first", &["linux"], 1).await;
        asks("both", &["linux", "docker"], 5).await;
        asks("plain", &[], 1).await;
        asks("urgent", &["linux", "gpu"], 2).await;
        let but = Labels::AnyBut(vec!["docker".into(), "mac".into()]);
        for job in ["urgent", "first", "plain"] {
            assert_eq!(claim(&*store, "x", &but, 10).await, Some(id(job, 1)));
        }
        assert_eq!(claim(&*store, "x", &but, 10).await, None);
        assert_eq!(claim(&*store, "x", &Labels::AnyBut(vec!["mac".into()]), 10).await, Some(id("image", 1)));
        assert_eq!(claim(&*store, "x", &Labels::AnyBut(Vec::new()), 10).await, Some(id("both", 1)));
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

#[test]
fn priority_counts_across_what_is_asked_for() {
    each_store(async |store| {
        let asks = |job: &str, labels: &[&str], priority| {
            let labels = labels.iter().map(|label| (*label).to_owned()).collect();
            Ticket { labels, priority, ..ticket(job, 1) }
        };
        store.enqueue(asks("none", &[], 1)).await.unwrap();
        store.enqueue(asks("gpu", &["linux", "gpu"], 2)).await.unwrap();
        store.enqueue(asks("linux", &["linux"], 2)).await.unwrap();
        store.enqueue(asks("mac", &["mac"], 9)).await.unwrap();
        store.enqueue(asks("low", &["gpu", "linux", "GPU"], -5)).await.unwrap();
        let have = Labels::These(vec!["gpu".into(), "linux".into()]);
        for job in ["gpu", "linux", "none", "low"] {
            assert_eq!(claim(&*store, "x", &have, 10).await, Some(id(job, 1)));
        }
        assert_eq!(claim(&*store, "x", &have, 10).await, None);
        assert_eq!(claim(&*store, "x", &Labels::These(Vec::new()), 10).await, None);
        assert_eq!(claim(&*store, "x", &Labels::Any, 10).await, Some(id("mac", 1)));
    });
}

#[test]
fn a_ticket_comes_back_as_it_was_put() {
    each_store(async |store| {
        let labels = vec!["Linux".to_owned(), "a b".to_owned(), "\u{e9}\"'".to_owned()];
        let put = Ticket { labels: labels.clone(), priority: i32::MIN, ..ticket("a (x, \"y\")", 7) };
        store.enqueue(put.clone()).await.unwrap();
        let claimed = store.claim(&"x".into(), &Labels::These(labels), Timestamp(1)).await.unwrap();
        assert_eq!(claimed, Some(put));
    });
}

#[test]
fn of_many_that_claim_at_once_each_gets_another() {
    each_store(async |store| {
        for number in 0..30 {
            store.enqueue(ticket(&number.to_string(), 1)).await.unwrap();
        }
        let mut runners = tokio::task::JoinSet::new();
        for number in 0..40 {
            let store = Arc::clone(&store);
            runners.spawn(async move { claim(&*store, &number.to_string(), &Labels::Any, 10).await });
        }
        let claimed: Vec<TryId> = runners.join_all().await.into_iter().flatten().collect();
        assert_eq!(claimed.len(), 30);
        assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>().len(), 30);
    });
}

#[test]
fn an_expired_claim_stands_until_it_is_overtaken() {
    each_store(async |store| {
        store.enqueue(ticket("a", 1)).await.unwrap();
        claim(&*store, "x", &Labels::Any, 10).await;
        assert_eq!(store.expired(Timestamp(10)).await.unwrap(), [id("a", 1)]);
        assert_eq!(claim(&*store, "y", &Labels::Any, 20).await, None, "nobody said that it may run again");
        assert!(store.renew(&id("a", 1), &"x".into(), Timestamp(5)).await.unwrap());
        assert_eq!(store.expired(Timestamp(9)).await.unwrap(), [], "a claim is never shortened");
        store.enqueue(ticket("a", 2)).await.unwrap();
        assert_eq!(store.expired(Timestamp(99)).await.unwrap(), []);
        assert_eq!(claim(&*store, "y", &Labels::Any, 120).await, Some(id("a", 2)));
        store.release(&id("a", 1)).await.unwrap();
        assert!(store.renew(&id("a", 2), &"y".into(), Timestamp(130)).await.unwrap());
    });
}

#[test]
fn jobs_of_one_name_in_two_runs_are_two() {
    each_store(async |store| {
        let other = TryId { run: "other".into(), ..id("a", 1) };
        store.enqueue(ticket("a", 3)).await.unwrap();
        store.enqueue(Ticket { id: other.clone(), ..ticket("a", 1) }).await.unwrap();
        store.release(&id("a", 3)).await.unwrap();
        assert_eq!(claim(&*store, "x", &Labels::Any, 10).await, Some(other));
    });
}
