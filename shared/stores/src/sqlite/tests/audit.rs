use super::{SqliteStore, block_on};
use crate::{Audit, AuditDraft, AuditVerdict};
use events::Timestamp;
use rusqlite::Connection;

#[test]
fn whoever_changes_the_audit_log_behind_our_back_is_found_out() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let store = SqliteStore::open(&path).unwrap();
        for number in 0..10 {
            let (actor, action) = ("ada".to_owned(), "secrets.put".to_owned());
            let (target, detail) = (number.to_string(), String::new());
            store.audit(AuditDraft { at: Timestamp(number), actor, action, target, detail }).await.unwrap();
        }
        let db = Connection::open(&path).unwrap();
        for change in
            ["UPDATE audit SET actor = 'eve' WHERE number = 4", "DELETE FROM audit WHERE number = 4"]
        {
            assert!(db.execute_batch(change).is_err(), "{change}");
        }
        db.execute_batch("DROP TRIGGER audit_holds; UPDATE audit SET actor = 'eve' WHERE number = 7")
            .unwrap();
        assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict::Broken { number: 7 });
        db.execute_batch("DROP TRIGGER audit_stays; DELETE FROM audit WHERE number = 4").unwrap();
        assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict::Broken { number: 4 });
    });
}
