use crate::memory::{MemoryStore, lock};
use crate::{Accounts, StoreError, Token, User};
use async_trait::async_trait;
use events::Timestamp;
use std::collections::BTreeMap;

/// Users by name, tokens by id.
#[derive(Debug, Default)]
pub(in crate::memory) struct People {
    users: BTreeMap<String, User>,
    tokens: BTreeMap<String, Token>,
}

#[async_trait]
impl Accounts for MemoryStore {
    async fn put_user(&self, user: User) -> Result<(), StoreError> {
        let mut people = lock(&self.shelves.people);
        let same = |known: &User| known.external.is_some() && known.external == user.external;
        if people.users.values().any(|known| same(known) && known.name != user.name) {
            return Err(user.external_taken());
        }
        people.users.insert(user.name.clone(), user);
        Ok(())
    }

    async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        Ok(lock(&self.shelves.people).users.get(name).cloned())
    }

    async fn user_by_external(&self, external: &str) -> Result<Option<User>, StoreError> {
        let people = lock(&self.shelves.people);
        Ok(people.users.values().find(|user| user.external.as_deref() == Some(external)).cloned())
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        Ok(lock(&self.shelves.people).users.values().cloned().collect())
    }

    async fn remove_user(&self, name: &str) -> Result<bool, StoreError> {
        let mut people = lock(&self.shelves.people);
        people.tokens.retain(|_, token| token.user != name);
        Ok(people.users.remove(name).is_some())
    }

    async fn add_token(&self, token: Token) -> Result<(), StoreError> {
        let mut people = lock(&self.shelves.people);
        let mut alike =
            people.tokens.values().filter(|known| known.id == token.id || known.hash == token.hash);
        if alike.any(|known| *known != token) {
            return Err(StoreError::Exists(format!("a token {}", token.id)));
        }
        people.tokens.insert(token.id.clone(), token);
        Ok(())
    }

    async fn token(&self, id: &str) -> Result<Option<Token>, StoreError> {
        Ok(lock(&self.shelves.people).tokens.get(id).cloned())
    }

    async fn token_by_hash(&self, hash: &[u8]) -> Result<Option<Token>, StoreError> {
        Ok(lock(&self.shelves.people).tokens.values().find(|token| token.hash == hash).cloned())
    }

    async fn tokens(&self, user: Option<&str>) -> Result<Vec<Token>, StoreError> {
        let people = lock(&self.shelves.people);
        let asked = |token: &&Token| user.is_none_or(|user| token.user == user);
        Ok(people.tokens.values().filter(asked).cloned().collect())
    }

    async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<bool, StoreError> {
        let mut people = lock(&self.shelves.people);
        let Some(token) = people.tokens.get_mut(id) else { return Ok(false) };
        token.revoked.get_or_insert(at);
        Ok(true)
    }

    async fn sweep_tokens(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let mut people = lock(&self.shelves.people);
        let over = people.tokens.values().filter(|token| token.ends().is_some_and(|end| end < before));
        let over: Vec<String> = over.take(limit).map(|token| token.id.clone()).collect();
        for id in &over {
            people.tokens.remove(id);
        }
        Ok(over.len())
    }
}
