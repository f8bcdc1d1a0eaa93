use super::server::{Own, Server};
use super::{MongoStore, block_on, name};
use crate::mongo::schema::{AUDIT, SCHEMA};
use crate::{Audit, AuditDraft, AuditVerdict, StoreError};
use events::Timestamp;
use mongodb::Client;
use mongodb::bson::doc;

async fn sentence(uri: &str, name: &str) -> String {
    match MongoStore::open(uri, Some(name)).await {
        Err(StoreError::Unavailable(sentence)) => sentence,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it opens"),
    }
}

#[test]
fn databases_that_are_not_ours_or_not_yet_are_left_alone() {
    block_on(async {
        let (server, later, theirs) = (Server::find(), name(), name());
        drop(MongoStore::open(&server.uri(), Some(&later)).await.unwrap());
        drop(MongoStore::open(&server.uri(), Some(&later)).await.unwrap());
        let client = Client::with_uri_str(server.uri()).await.unwrap();
        let newer = doc! { "$set": { "version": 999 } };
        client
            .database(&later)
            .collection::<mongodb::bson::Document>(SCHEMA)
            .update_one(doc! {}, newer)
            .await
            .unwrap();
        let told = sentence(&server.uri(), &later).await;
        assert!(told.starts_with("its version is 999"), "{told}");
        client.database(&theirs).collection("songs").insert_one(doc! { "a": 1 }).await.unwrap();
        let told = sentence(&server.uri(), &theirs).await;
        assert!(told.contains("another program's"), "{told}");
    });
}

#[test]
fn a_server_that_cannot_do_it_or_is_not_there_is_told() {
    block_on(async {
        let server = Own::start(&["--standalone"]);
        let told = sentence(&server.uri(), "rustci").await;
        assert!(told.starts_with("this MongoDB is a standalone server"), "{told}");
        let uri = server.uri().replace("=1500", "=100");
        drop(server);
        let told = sentence(&uri, "rustci").await;
        assert!(told.starts_with("no MongoDB server that takes writes answers"), "{told}");
        assert!(!sentence("mongodb://ada:geheim@:1/", "rustci").await.contains("geheim"));
    });
}

#[test]
fn whoever_changes_the_audit_log_behind_our_back_is_found_out() {
    block_on(async {
        let (server, name) = (Server::find(), name());
        let store = MongoStore::open(&server.uri(), Some(&name)).await.unwrap();
        for number in 0..10 {
            let (actor, action) = ("ada".to_owned(), "secrets.put".to_owned());
            let (target, detail) = (number.to_string(), String::new());
            store.audit(AuditDraft { at: Timestamp(number), actor, action, target, detail }).await.unwrap();
        }
        let client = Client::with_uri_str(server.uri()).await.unwrap();
        let audit = client.database(&name).collection::<mongodb::bson::Document>(AUDIT);
        audit.update_one(doc! { "_id": 7_i64 }, doc! { "$set": { "actor": "eve" } }).await.unwrap();
        assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict::Broken { number: 7 });
        audit.delete_one(doc! { "_id": 4_i64 }).await.unwrap();
        assert_eq!(store.verify_audit().await.unwrap(), AuditVerdict::Broken { number: 4 });
    });
}
