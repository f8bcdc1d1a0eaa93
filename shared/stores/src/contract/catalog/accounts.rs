use crate::contract::each_whole;
use crate::{StoreError, Token, User};
use events::Timestamp;

fn user(name: &str, external: Option<&str>) -> User {
    User {
        name: name.into(),
        roles: vec!["developer".into()],
        password: Some("hashed".into()),
        external: external.map(str::to_owned),
        disabled: false,
        created: Timestamp(1),
    }
}

fn token(id: &str, user: &str, expires: Option<u64>) -> Token {
    Token {
        id: id.into(),
        hash: format!("hash of {id}").into(),
        user: user.into(),
        name: "laptop".into(),
        scopes: vec!["pipelines:read".into()],
        created: Timestamp(1),
        expires: expires.map(Timestamp),
        revoked: None,
    }
}

#[test]
fn users_are_found_by_either_name() {
    each_whole(async |store| {
        let ada = user("ada", Some("github:1"));
        store.put_user(ada.clone()).await.unwrap();
        store.put_user(user("bob", None)).await.unwrap();
        store.put_user(user("cy", None)).await.unwrap();
        assert_eq!(store.user("ada").await.unwrap(), Some(ada.clone()));
        assert_eq!(store.user_by_external("github:1").await.unwrap(), Some(ada.clone()));
        assert_eq!(store.user_by_external("github:2").await.unwrap(), None);
        let error = store.put_user(user("bob", Some("github:1"))).await.unwrap_err();
        assert!(matches!(error, StoreError::Exists(_)), "{error}");
        let changed = User { disabled: true, roles: Vec::new(), ..ada };
        store.put_user(changed.clone()).await.unwrap();
        assert_eq!(store.users().await.unwrap(), [changed, user("bob", None), user("cy", None)]);
        assert!(!format!("{:?}", user("a", None)).contains("hashed"));
    });
}

#[test]
fn tokens_are_found_by_hash_and_taken_back_once() {
    each_whole(async |store| {
        let one = token("1", "ada", Some(50));
        store.add_token(one.clone()).await.unwrap();
        store.add_token(one.clone()).await.unwrap();
        for other in [Token { user: "eve".into(), ..one.clone() }, Token { id: "2".into(), ..one.clone() }] {
            let error = store.add_token(other).await.unwrap_err();
            assert!(matches!(error, StoreError::Exists(_)), "{error}");
        }
        assert_eq!(store.token_by_hash(&one.hash).await.unwrap(), Some(one.clone()));
        assert_eq!(store.token_by_hash(b"other").await.unwrap(), None);
        assert!(one.is_valid(Timestamp(49)) && !one.is_valid(Timestamp(50)));
        assert!(store.revoke_token("1", Timestamp(7)).await.unwrap());
        assert!(store.revoke_token("1", Timestamp(9)).await.unwrap());
        assert!(!store.revoke_token("none", Timestamp(9)).await.unwrap());
        let found = store.token("1").await.unwrap().unwrap();
        assert_eq!(found.revoked, Some(Timestamp(7)));
        assert!(!found.is_valid(Timestamp(8)));
        assert_eq!(store.token_by_hash(&one.hash).await.unwrap(), Some(found));
    });
}

#[test]
fn a_user_takes_their_tokens_along() {
    each_whole(async |store| {
        store.put_user(user("ada", None)).await.unwrap();
        for (id, owner) in [("1", "ada"), ("2", "bob"), ("3", "ada")] {
            store.add_token(token(id, owner, None)).await.unwrap();
        }
        assert_eq!(store.tokens(Some("ada")).await.unwrap().len(), 2);
        assert_eq!(store.tokens(None).await.unwrap().len(), 3);
        assert!(store.remove_user("ada").await.unwrap());
        assert!(!store.remove_user("ada").await.unwrap());
        assert_eq!(store.tokens(None).await.unwrap(), [token("2", "bob", None)]);
    });
}

#[test]
fn tokens_that_let_nobody_in_are_swept() {
    each_whole(async |store| {
        for (id, expires) in [("1", Some(10)), ("2", Some(11)), ("3", Some(90)), ("4", None), ("5", Some(99))]
        {
            store.add_token(token(id, "ada", expires)).await.unwrap();
        }
        store.revoke_token("5", Timestamp(12)).await.unwrap();
        assert_eq!(store.sweep_tokens(Timestamp(50), 2).await.unwrap(), 2);
        assert_eq!(store.sweep_tokens(Timestamp(50), 2).await.unwrap(), 1);
        assert_eq!(store.sweep_tokens(Timestamp(50), 2).await.unwrap(), 0);
        let left: Vec<_> = store.tokens(None).await.unwrap().into_iter().map(|token| token.id).collect();
        assert_eq!(left, ["3", "4"]);
    });
}
