use crate::StoreError;
use async_trait::async_trait;
use events::Timestamp;
use sha2::{Digest, Sha256};

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditDraft {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What: `pipelines.delete`.
    pub action: String,
    /// To what.
    pub target: String,
    /// More, as JSON; no secrets.
    pub detail: String,
}

/// An entry of the audit log, bound to all before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Counts from 1.
    pub number: u64,
    /// What was done.
    pub draft: AuditDraft,
    /// Over the content, the number and the hash of the entry before.
    pub hash: [u8; 32],
}

/// Whether the log is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    /// It is. To notice that its end was cut off, compare with a head seen earlier.
    Whole {
        /// How many entries it has.
        entries: u64,
        /// The last one's hash; zeros if there is none.
        head: [u8; 32],
    },
    /// From this entry on it is not.
    Broken {
        /// The first that does not fit.
        number: u64,
    },
}

impl AuditEntry {
    /// The entry that follows one of this number and hash; 0 and zeros: the first.
    #[must_use]
    pub fn following(number: u64, previous: &[u8; 32], draft: AuditDraft) -> Self {
        let number = number + 1;
        let mut hash = Sha256::new();
        hash.update(previous);
        hash.update(number.to_be_bytes());
        hash.update(draft.at.0.to_be_bytes());
        for part in [&draft.actor, &draft.action, &draft.target, &draft.detail] {
            // Its length before each part: nothing can move from one to the next.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { number, draft, hash: hash.finalize().into() }
    }
}

/// Entries read at a time when the log is verified.
const STEP: usize = 1000;

/// What was done by whom: only ever appended to.
#[async_trait]
pub trait Audit: Send + Sync {
    /// Appends.
    async fn audit(&self, draft: AuditDraft) -> Result<AuditEntry, StoreError>;

    /// At most `limit` entries that follow number `after`.
    async fn audit_log(&self, after: u64, limit: usize) -> Result<Vec<AuditEntry>, StoreError>;

    /// Reads the whole log and compares every hash.
    async fn verify_audit(&self) -> Result<AuditVerdict, StoreError> {
        let (mut number, mut head) = (0, [0; 32]);
        loop {
            let entries = self.audit_log(number, STEP).await?;
            if entries.is_empty() {
                return Ok(AuditVerdict::Whole { entries: number, head });
            }
            for entry in entries {
                if AuditEntry::following(number, &head, entry.draft.clone()) != entry {
                    return Ok(AuditVerdict::Broken { number: number + 1 });
                }
                (number, head) = (entry.number, entry.hash);
            }
        }
    }
}
