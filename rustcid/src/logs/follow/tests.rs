use super::*;
use events::{Attempt, Facts, GitRef, RunnerId, Timestamp};
use indexmap::IndexMap;
use stores::{MemoryStore, Submission};

async fn store(run: &RunId) -> Arc<MemoryStore> {
    let store = Arc::new(MemoryStore::default());
    let plan = Arc::new(plan::Plan::new("rustci", plan::ir::Dialect::Native, Vec::new()));
    let facts = Arc::new(Facts::new(run.clone(), GitRef::Branch("main".into())));
    store.create(run, Submission { plan, facts }).await.unwrap();
    store
}

struct Tale {
    store: Arc<MemoryStore>,
    run: RunId,
    seq: u64,
}

impl Tale {
    async fn happens(&mut self, event: Event) {
        let record = Record { seq: self.seq + 1, at: Timestamp(self.seq), event };
        self.store.append(&self.run, self.seq, &[record]).await.unwrap();
        self.seq += 1;
    }

    async fn begins(&mut self, job: &str, attempt: u32) {
        let (job, attempt, runner) = (job.into(), Attempt(attempt), RunnerId::from("r"));
        self.happens(Event::JobStarted { job, attempt, runner }).await;
    }

    async fn ends(&mut self, job: &str, attempt: u32) {
        let (job, attempt, outcome) = (job.into(), Attempt(attempt), Outcome::Success);
        let (outputs, variables) = (IndexMap::new(), IndexMap::new());
        let (tolerated, cause) = (false, None);
        self.happens(Event::JobFinished { job, attempt, outcome, tolerated, cause, outputs, variables })
            .await;
    }

    async fn prints(&self, job: &str, attempt: u32, number: u64) {
        let text = format!("{job} {attempt} {number}\n").into();
        let (run, job, attempt) = (self.run.clone(), job.into(), Attempt(attempt));
        self.store.append_log(LogChunk { run, job, attempt, number, step: StepId(0), text }).await.unwrap();
    }
}

/// Two jobs side by side, one of which is lost and begins again.
async fn tale() -> Tale {
    let run = RunId::from("1");
    let mut tale = Tale { store: store(&run).await, run, seq: 0 };
    tale.begins("a", 1).await;
    tale.begins("b", 1).await;
    tale.prints("a", 1, 0).await;
    tale.prints("b", 1, 0).await;
    tale.prints("b", 1, 1).await;
    tale.happens(Event::JobLost { job: "a".into(), attempt: Attempt(1) }).await;
    tale.begins("a", 2).await;
    tale.prints("a", 2, 0).await;
    tale.ends("b", 1).await;
    tale.prints("a", 2, 1).await;
    tale.ends("a", 2).await;
    tale.happens(Event::RunFinished { outcome: Outcome::Success, outputs: IndexMap::new() }).await;
    tale
}

async fn all(tale: &Tale, wanted: Wanted, from: Position) -> Vec<Item> {
    let mut follow = Follow::new(tale.store.clone(), tale.run.clone(), wanted, from).await.unwrap();
    let mut items = Vec::new();
    while let Some(item) = follow.next().await.unwrap() {
        items.push(item);
    }
    items
}

fn line(item: &Item) -> String {
    match item {
        Item::Chunk(chunk, _) => String::from_utf8_lossy(&chunk.text).trim().to_owned(),
        Item::Record(record, _) => format!("record {}", record.seq),
        Item::End(outcome, _) => outcome.as_str().to_owned(),
    }
}

#[tokio::test]
async fn every_chunk_comes_once_wherever_the_stream_was_cut() {
    let tale = tale().await;
    for records in [false, true] {
        let wanted = Wanted { records, ..Wanted::default() };
        let items = all(&tale, wanted.clone(), Position::default()).await;
        let mut lines: Vec<String> = items.iter().map(line).collect();
        assert_eq!(lines.pop().as_deref(), Some("success"));
        let (told, mut printed): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|line| line.starts_with("record "));
        let all_records = (1..=tale.seq).map(|seq| format!("record {seq}")).filter(|_| records);
        assert_eq!(told, all_records.collect::<Vec<_>>());
        printed.sort();
        assert_eq!(printed, ["a 1 0", "a 2 0", "a 2 1", "b 1 0", "b 1 1"]);
        for (cut, item) in items.iter().enumerate() {
            let (Item::Chunk(_, position) | Item::Record(_, position) | Item::End(_, position)) = item;
            let position: Position = position.to_string().parse().unwrap();
            let mut rest: Vec<String> = all(&tale, wanted.clone(), position).await.iter().map(line).collect();
            let mut expected: Vec<String> = items.iter().skip(cut + 1).map(line).collect();
            if records {
                // Behind a cut a piece may come before a record that it came after.
                rest.sort();
                expected.sort();
            }
            let expected = if expected.is_empty() { vec!["success".to_owned()] } else { expected };
            assert_eq!(rest, expected, "cut behind {cut}");
        }
    }
}

#[tokio::test]
async fn what_is_there_is_told_without_waiting_for_more() {
    let run = RunId::from("1");
    let mut tale = Tale { store: store(&run).await, run, seq: 0 };
    tale.begins("a", 1).await;
    tale.prints("a", 1, 0).await;
    let wanted = Wanted { now: true, ..Wanted::default() };
    assert_eq!(all(&tale, wanted, Position::default()).await.iter().map(line).collect::<Vec<_>>(), ["a 1 0"]);
}

#[tokio::test]
async fn one_job_is_told_of_alone() {
    let wanted = Wanted { job: Some("b".into()), ..Wanted::default() };
    let items = all(&tale().await, wanted, Position::default()).await;
    assert_eq!(items.iter().map(line).collect::<Vec<_>>(), ["b 1 0", "b 1 1", "success"]);
}

#[tokio::test]
async fn places_that_the_run_does_not_have_are_refused() {
    let tale = tale().await;
    for text in ["99", "4;3:0"] {
        let position = text.parse().unwrap();
        let follow = Follow::new(tale.store.clone(), tale.run.clone(), Wanted::default(), position).await;
        assert!(matches!(follow, Err(LogError::NoPlace(_))), "{text}");
    }
}
