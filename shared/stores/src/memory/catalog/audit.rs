use crate::memory::{MemoryStore, lock};
use crate::{Audit, AuditDraft, AuditEntry, StoreError};
use async_trait::async_trait;

#[async_trait]
impl Audit for MemoryStore {
    async fn audit(&self, draft: AuditDraft) -> Result<AuditEntry, StoreError> {
        let mut log = lock(&self.shelves.audit);
        let (number, hash) = log.last().map_or((0, [0; 32]), |last| (last.number, last.hash));
        let entry = AuditEntry::following(number, &hash, draft);
        log.push(entry.clone());
        Ok(entry)
    }

    async fn audit_log(&self, after: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        let log = lock(&self.shelves.audit);
        Ok(log.iter().filter(|entry| entry.number > after).take(limit).cloned().collect())
    }
}
