use super::*;
use events::Timestamp;
use stores::{MemoryStore, Secrets};

fn vault(keys: &[&str]) -> Vault {
    Vault::new(Ring::of(keys.iter().copied()).unwrap())
}

fn secret(name: &str, scope: SecretScope, sealed: Sealed) -> Secret {
    Secret { name: name.into(), scope, sealed, created: Timestamp(1), updated: Timestamp(1) }
}

fn main_only() -> SecretScope {
    SecretScope { branch: Some("main".into()), ..SecretScope::default() }
}

/// As the first version sealed: with the master key itself.
fn old_sample(master: &str, name: &str, value: &str) -> Secret {
    use sha2::{Digest, Sha256};
    let key: [u8; KEY] = Sha256::digest(master.as_bytes()).into();
    let id = Sha256::digest(key).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let bytes = Cipher::new(&key).seal(value.as_bytes(), &place(name, &main_only())).unwrap();
    secret(name, main_only(), Sealed { key: id, bytes })
}

#[test]
fn a_secret_opens_only_where_and_with_what_it_was_sealed() {
    let vault = vault(&["one"]);
    let sealed = vault.seal("TOKEN", &main_only(), "canary").unwrap();
    assert!(!sealed.bytes.windows(6).any(|window| window == b"canary"));
    assert_ne!(sealed.bytes, vault.seal("TOKEN", &main_only(), "canary").unwrap().bytes);
    let kept = secret("TOKEN", main_only(), sealed);
    assert_eq!(vault.open(&kept).unwrap().reveal(), "canary");
    let moved = Secret { scope: SecretScope::default(), ..kept.clone() };
    assert!(matches!(vault.open(&moved), Err(VaultError::Damaged { .. })));
    let renamed = Secret { name: "OTHER".into(), ..kept.clone() };
    assert!(matches!(vault.open(&renamed), Err(VaultError::Damaged { .. })));
    assert!(matches!(super::tests::vault(&["two"]).open(&kept), Err(VaultError::OtherKey { .. })));
    for at in 0..kept.sealed.bytes.len() {
        let mut bent = kept.clone();
        bent.sealed.bytes[at] ^= 1;
        assert!(matches!(vault.open(&bent), Err(VaultError::Damaged { .. })), "byte {at}");
        let mut cut = kept.clone();
        cut.sealed.bytes.truncate(at);
        assert!(matches!(vault.open(&cut), Err(VaultError::Damaged { .. })), "cut at {at}");
    }
    // The key of one value opens no other.
    let other = vault.seal("TOKEN", &main_only(), "other").unwrap();
    let mixed = [&kept.sealed.bytes[..WRAPPED], &other.bytes[WRAPPED..]].concat();
    let mixed = secret("TOKEN", main_only(), Sealed { bytes: mixed, ..other });
    assert!(matches!(vault.open(&mixed), Err(VaultError::Damaged { .. })));
}

#[test]
fn what_the_first_version_sealed_still_opens() {
    let kept = old_sample("one", "TOKEN", "canary");
    assert_eq!(vault(&["two", "one"]).open(&kept).unwrap().reveal(), "canary");
    assert!(matches!(vault(&["two"]).open(&kept), Err(VaultError::OtherKey { .. })));
}

#[tokio::test]
async fn a_rotation_leaves_nothing_under_an_old_key_and_loses_nothing() {
    let (store, at) = (MemoryStore::default(), Timestamp(1));
    let before = vault(&["one"]);
    let old = old_sample("one", "OLD", "old value");
    store.put_secret("OLD", &old.scope, old.sealed.clone(), at).await.unwrap();
    for number in 0..250 {
        let (name, scope) = (format!("S{number}"), SecretScope::default());
        let sealed = before.seal(&name, &scope, &format!("value {number}")).unwrap();
        store.put_secret(&name, &scope, sealed, at).await.unwrap();
    }
    let lost = vault(&["gone"]).seal("LOST", &SecretScope::default(), "x").unwrap();
    store.put_secret("LOST", &SecretScope::default(), lost, at).await.unwrap();
    // In mid-rotation, with some under each key, all open.
    let both = vault(&["two", "one"]);
    for old in store.secrets_not_under(&both.key(), 7).await.unwrap() {
        if let Ok(sealed) = both.reseal(&old) {
            assert!(store.reseal_secret(&old, sealed).await.unwrap());
        }
    }
    let opens = async |vault: &Vault| {
        let kept = store.secrets(None).await.unwrap();
        kept.iter().filter(|secret| vault.open(secret).is_ok()).count()
    };
    assert_eq!(opens(&both).await, 251);
    let keys = Keys::Given(vec![job::Secret::new("two"), job::Secret::new("one")]);
    let rotated = rotate(&both, &keys, &store).await.unwrap();
    assert!((244..=251).contains(&rotated.resealed), "{rotated:?}");
    assert_eq!(rotated.left.len(), 1, "{rotated:?}");
    assert_eq!(opens(&vault(&["two"])).await, 251);
    assert_eq!(opens(&vault(&["one"])).await, 0);
    assert_eq!(rotate(&both, &keys, &store).await.unwrap().resealed, 0);
}

#[test]
fn own_keys_are_renewed_and_old_ones_stay() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("master-key"), "one\n").unwrap();
    let keys = Keys::own_in(root.path());
    let kept =
        secret("A", main_only(), Vault::new(keys.ring().unwrap()).seal("A", &main_only(), "v").unwrap());
    assert!(keys.renew().unwrap());
    let after = Vault::new(keys.ring().unwrap());
    assert_ne!(after.key(), kept.sealed.key);
    assert_eq!(after.open(&kept).unwrap().reveal(), "v");
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(root.path().join("master-key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(
        !Keys::Given(vec![job::Secret::new("x")]).renew().unwrap(),
        "what others keep is theirs to renew"
    );
    std::fs::write(root.path().join("master-key"), "\n \n").unwrap();
    assert!(matches!(keys.ring(), Err(KeysError::None)));
}
