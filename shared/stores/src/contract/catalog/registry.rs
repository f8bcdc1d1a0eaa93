use crate::contract::each_whole;
use crate::{RunnerEntry, RunnerState};
use events::{RunnerId, Timestamp};

fn runner(id: &str) -> RunnerEntry {
    RunnerEntry {
        id: id.into(),
        name: "box".into(),
        labels: vec!["linux".into()],
        slots: 2,
        state: RunnerState::Active,
        registered: Timestamp(5),
        seen: Timestamp(5),
    }
}

#[test]
fn a_runner_that_comes_again_keeps_its_age_and_state() {
    each_whole(async |store| {
        let id = RunnerId::from("a");
        store.register_runner(runner("b")).await.unwrap();
        store.register_runner(runner("a")).await.unwrap();
        assert!(store.saw_runner(&id, Timestamp(9)).await.unwrap());
        assert!(store.saw_runner(&id, Timestamp(8)).await.unwrap());
        assert!(store.set_runner_state(&id, RunnerState::Draining).await.unwrap());
        let again = RunnerEntry { slots: 4, registered: Timestamp(7), seen: Timestamp(7), ..runner("a") };
        store.register_runner(again.clone()).await.unwrap();
        let kept = RunnerEntry {
            state: RunnerState::Draining,
            registered: Timestamp(5),
            seen: Timestamp(9),
            ..again
        };
        assert_eq!(store.runners().await.unwrap(), [kept, runner("b")]);
        assert!(store.set_runner_state(&id, RunnerState::Active).await.unwrap());
        assert_eq!(store.runners().await.unwrap()[0].state, RunnerState::Active);
    });
}

#[test]
fn a_runner_that_was_removed_is_not_known() {
    each_whole(async |store| {
        let id = RunnerId::from("a");
        store.register_runner(runner("a")).await.unwrap();
        assert!(store.remove_runner(&id).await.unwrap());
        assert!(!store.remove_runner(&id).await.unwrap());
        assert!(!store.saw_runner(&id, Timestamp(9)).await.unwrap());
        assert!(!store.set_runner_state(&id, RunnerState::Draining).await.unwrap());
        assert!(store.runners().await.unwrap().is_empty());
    });
}
