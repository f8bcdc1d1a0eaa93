use crate::contract::each_whole;
use crate::{PipelineDraft, PipelineFilter, PipelineId, PipelineSource, Revision, StoreError};
use events::Timestamp;
use std::sync::Arc;

fn id(text: &str) -> PipelineId {
    PipelineId(text.into())
}

fn draft(name: &str, text: &str) -> PipelineDraft {
    let source = PipelineSource::Text { format: "rustci".into(), text: text.into() };
    PipelineDraft { name: name.into(), source }
}

fn bound(name: &str, url: &str) -> PipelineDraft {
    let source = PipelineSource::Repository { url: url.into(), path: None, branch: Some("main".into()) };
    PipelineDraft { name: name.into(), source }
}

#[test]
fn a_pipeline_is_made_changed_and_forgotten() {
    each_whole(async |store| {
        let made = store.create_pipeline(&id("a"), draft("build", "one"), Timestamp(5)).await.unwrap();
        assert_eq!((made.revision, made.created, made.updated), (Revision(1), Timestamp(5), Timestamp(5)));
        let new = bound("release", "https://git.example/a");
        let changed =
            store.replace_pipeline(&id("a"), Some(Revision(1)), new.clone(), Timestamp(9)).await.unwrap();
        assert_eq!(
            (changed.revision, changed.created, changed.updated),
            (Revision(2), Timestamp(5), Timestamp(9))
        );
        assert_eq!((&changed.name, &changed.source), (&new.name, &new.source));
        assert_eq!(store.pipeline(&id("a")).await.unwrap(), changed);
        store.delete_pipeline(&id("a"), Some(Revision(2))).await.unwrap();
        for error in [
            store.pipeline(&id("a")).await.unwrap_err(),
            store.replace_pipeline(&id("a"), None, new, Timestamp(9)).await.unwrap_err(),
            store.delete_pipeline(&id("a"), None).await.unwrap_err(),
        ] {
            assert!(matches!(error, StoreError::Missing(_)), "{error}");
        }
    });
}

#[test]
fn who_saw_an_older_pipeline_changes_nothing() {
    each_whole(async |store| {
        store.create_pipeline(&id("a"), draft("a", "one"), Timestamp(1)).await.unwrap();
        store.replace_pipeline(&id("a"), None, draft("a", "two"), Timestamp(2)).await.unwrap();
        let late = store.replace_pipeline(&id("a"), Some(Revision(1)), draft("a", "x"), Timestamp(3)).await;
        let gone = store.delete_pipeline(&id("a"), Some(Revision(1))).await;
        for error in [late.unwrap_err(), gone.unwrap_err()] {
            assert!(matches!(error, StoreError::Changed { revision: Revision(2), .. }), "{error}");
        }
        assert_eq!(store.pipeline(&id("a")).await.unwrap().source, draft("a", "two").source);
    });
}

#[test]
fn of_many_changes_at_once_one_wins() {
    each_whole(async |store| {
        store.create_pipeline(&id("a"), draft("a", "one"), Timestamp(1)).await.unwrap();
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..10 {
            let store = Arc::clone(&store);
            writers.spawn(async move {
                let draft = draft("a", &number.to_string());
                store.replace_pipeline(&id("a"), Some(Revision(1)), draft, Timestamp(2)).await.is_ok()
            });
        }
        assert_eq!(writers.join_all().await.into_iter().filter(|won| *won).count(), 1);
    });
}

#[test]
fn an_id_is_taken_once_and_asking_again_is_no_harm() {
    each_whole(async |store| {
        let made = store.create_pipeline(&id("a"), draft("a", "one"), Timestamp(1)).await.unwrap();
        let again = store.create_pipeline(&id("a"), draft("a", "one"), Timestamp(2)).await.unwrap();
        assert_eq!(made, again);
        let error = store.create_pipeline(&id("a"), draft("a", "two"), Timestamp(2)).await.unwrap_err();
        assert!(matches!(error, StoreError::Exists(_)), "{error}");
    });
}

#[test]
fn lists_come_in_pages_and_as_asked() {
    each_whole(async |store| {
        for name in ["e", "a", "d", "c", "b"] {
            store.create_pipeline(&id(name), draft(name, ""), Timestamp(1)).await.unwrap();
        }
        let url = "https://git.example/x";
        store.create_pipeline(&id("x"), bound("a", url), Timestamp(1)).await.unwrap();
        let (mut seen, mut from) = (Vec::new(), None);
        loop {
            let page = store.pipelines(&PipelineFilter::default(), from.as_ref(), 2).await.unwrap();
            assert!(page.items.len() <= 2);
            seen.extend(page.items.into_iter().map(|pipeline| pipeline.id.0));
            from = page.next;
            if from.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["a", "b", "c", "d", "e", "x"]);
        let ids = async |filter| {
            let page = store.pipelines(&filter, None, 10).await.unwrap();
            page.items.into_iter().map(|pipeline| pipeline.id.0).collect::<Vec<_>>()
        };
        assert_eq!(ids(PipelineFilter { name: Some("a".into()), url: None }).await, ["a", "x"]);
        assert_eq!(ids(PipelineFilter { name: Some("a".into()), url: Some(url.into()) }).await, ["x"]);
        assert!(ids(PipelineFilter { name: None, url: Some("none".into()) }).await.is_empty());
    });
}

#[test]
fn run_numbers_count_and_never_repeat() {
    each_whole(async |store| {
        let mut takers = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let store = Arc::clone(&store);
            takers.spawn(async move { store.next_run_number(&id("a")).await.unwrap() });
        }
        let mut numbers = takers.join_all().await;
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
        assert_eq!(store.next_run_number(&id("b")).await.unwrap(), 1);
    });
}
