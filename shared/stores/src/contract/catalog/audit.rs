use crate::contract::each_whole;
use crate::{AuditDraft, AuditEntry, AuditVerdict};
use events::Timestamp;
use std::sync::Arc;

fn draft(number: u64) -> AuditDraft {
    AuditDraft {
        at: Timestamp(number),
        actor: "ada".into(),
        action: "pipelines.delete".into(),
        target: format!("p{number}"),
        detail: "{}".into(),
    }
}

#[test]
fn entries_are_chained_in_one_row_whoever_writes() {
    each_whole(async |store| {
        let empty = AuditVerdict::Whole { entries: 0, head: [0; 32] };
        assert_eq!(store.verify_audit().await.unwrap(), empty);
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..20 {
            let store = Arc::clone(&store);
            writers.spawn(async move { store.audit(draft(number)).await.unwrap() });
        }
        let mut written = writers.join_all().await;
        written.sort_by_key(|entry| entry.number);
        assert!(written.iter().zip(1..).all(|(entry, number)| entry.number == number));
        assert_eq!(store.audit_log(0, 100).await.unwrap(), written);
        assert_eq!(store.audit_log(5, 3).await.unwrap(), written[5..8]);
        let head = written[19].hash;
        assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict::Whole { entries: 20, head });
    });
}

#[test]
fn every_part_of_an_entry_counts() {
    let of = |draft| AuditEntry::following(3, &[1; 32], draft).hash;
    let whole = of(draft(1));
    for other in [
        AuditDraft { at: Timestamp(2), ..draft(1) },
        AuditDraft { actor: "eve".into(), ..draft(1) },
        AuditDraft { action: "pipelines.create".into(), ..draft(1) },
        AuditDraft { target: "p2".into(), ..draft(1) },
        AuditDraft { detail: String::new(), ..draft(1) },
        AuditDraft { actor: "adap".into(), action: "ipelines.delete".into(), ..draft(1) },
    ] {
        assert_ne!(of(other), whole);
    }
    assert_ne!(AuditEntry::following(4, &[1; 32], draft(1)).hash, whole);
    assert_ne!(AuditEntry::following(3, &[2; 32], draft(1)).hash, whole);
}
