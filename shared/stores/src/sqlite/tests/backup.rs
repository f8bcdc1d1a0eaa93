use super::{SqliteStore, block_on, sentence, with_records};
use crate::Store;
use crate::contract::record;
use std::sync::Arc;

#[test]
fn a_backup_is_made_in_use_and_restored_whole() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let (store, run) = with_records(folder.path(), 2000).await;
        let (copy, back) = (folder.path().join("copy.db"), folder.path().join("back.db"));
        let store = Arc::new(store);
        let copying = std::thread::spawn({
            let (store, copy) = (Arc::clone(&store), copy.clone());
            move || store.backup(&copy)
        });
        for seq in 2001..2040 {
            store.append(&run, seq - 1, &[record(seq)]).await.unwrap();
        }
        copying.join().unwrap().unwrap();
        SqliteStore::restore(&copy, &back).unwrap();
        let restored = SqliteStore::open(&back).unwrap();
        restored.check().await.unwrap();
        let records = restored.records(&run, 0).await.unwrap();
        assert!((2000..2040).contains(&records.len()), "{}", records.len());
        assert!(records.iter().zip(1..).all(|(found, seq)| *found == record(seq)));
        assert_eq!(restored.submission(&run).await.unwrap(), store.submission(&run).await.unwrap());
    });
}

#[test]
fn nothing_is_ever_overwritten() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = with_records(folder.path(), 1).await;
        let copy = folder.path().join("copy.db");
        store.backup(&copy).unwrap();
        let told = sentence(store.backup(&copy));
        assert!(told.starts_with("there is a file "), "{told}");
        let told = sentence(SqliteStore::restore(&copy, &folder.path().join("store.db")));
        assert!(told.starts_with("there is a file "), "{told}");
    });
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (copy, back) = (folder.path().join("copy.db"), folder.path().join("back.db"));
    std::fs::write(&copy, vec![7; 8192]).unwrap();
    sentence(SqliteStore::restore(&copy, &back));
    assert!(!back.exists());
    sentence(SqliteStore::restore(&folder.path().join("none.db"), &back));
    assert!(!back.exists());
}
