use crate::contract::each_whole;
use crate::{PipelineId, Sealed, SecretScope};
use events::Timestamp;

fn sealed(key: &str, value: &[u8]) -> Sealed {
    Sealed { key: key.into(), bytes: value.to_vec() }
}

fn of(pipeline: &str) -> SecretScope {
    SecretScope { pipeline: Some(PipelineId(pipeline.into())), ..SecretScope::default() }
}

#[test]
fn a_pipeline_sees_its_own_secrets_and_those_of_all() {
    each_whole(async |store| {
        let main = SecretScope { branch: Some("main".into()), ..of("p") };
        for (scope, value) in
            [(SecretScope::default(), b"1"), (of("p"), b"2"), (main.clone(), b"3"), (of("q"), b"4")]
        {
            store.put_secret("TOKEN", &scope, sealed("k", value), Timestamp(1)).await.unwrap();
        }
        let values = async |pipeline: Option<&str>| {
            let pipeline = pipeline.map(|id| PipelineId(id.into()));
            let mut values: Vec<_> = store
                .secrets(pipeline.as_ref())
                .await
                .unwrap()
                .into_iter()
                .map(|it| it.sealed.bytes)
                .collect();
            values.sort();
            values.concat()
        };
        assert_eq!(values(Some("p")).await, b"123");
        assert_eq!(values(Some("q")).await, b"14");
        assert_eq!(values(None).await, b"1");
        assert!(store.remove_secret("TOKEN", &main).await.unwrap());
        assert!(!store.remove_secret("TOKEN", &main).await.unwrap());
        assert_eq!(values(Some("p")).await, b"12");
    });
}

#[test]
fn a_new_value_takes_the_place_of_the_old_one() {
    each_whole(async |store| {
        let scope = SecretScope { environment: Some("production".into()), ..SecretScope::default() };
        store.put_secret("A", &scope, sealed("k", b"old"), Timestamp(1)).await.unwrap();
        store.put_secret("A", &scope, sealed("k", b"new"), Timestamp(2)).await.unwrap();
        let secrets = store.secrets(None).await.unwrap();
        let [secret] = &secrets[..] else { panic!("{secrets:?}") };
        assert_eq!((&secret.sealed, &secret.scope), (&sealed("k", b"new"), &scope));
        assert_eq!((secret.created, secret.updated), (Timestamp(1), Timestamp(2)));
        assert!(!format!("{secret:?}").contains("bytes"));
    });
}

#[test]
fn keys_are_changed_without_losing_a_value_that_came_meanwhile() {
    each_whole(async |store| {
        for name in ["A", "B", "C"] {
            store.put_secret(name, &of("p"), sealed("old", name.as_bytes()), Timestamp(1)).await.unwrap();
        }
        let found = store.secrets_not_under("new", 2).await.unwrap();
        assert_eq!(found.len(), 2);
        store.put_secret("A", &of("p"), sealed("old", b"changed"), Timestamp(5)).await.unwrap();
        assert!(!store.reseal_secret(&found[0], sealed("new", b"A")).await.unwrap());
        assert!(store.reseal_secret(&found[1], sealed("new", b"B")).await.unwrap());
        let left = store.secrets_not_under("new", 9).await.unwrap();
        let left: Vec<_> =
            left.iter().map(|secret| (secret.name.as_str(), &secret.sealed.bytes[..])).collect();
        assert_eq!(left, [("A", &b"changed"[..]), ("C", b"C")]);
        let resealed = store.secrets(Some(&PipelineId("p".into()))).await.unwrap();
        assert_eq!((&resealed[1].sealed, resealed[1].updated), (&sealed("new", b"B"), Timestamp(1)));
    });
}
