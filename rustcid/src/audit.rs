//! The audit log, looked at from outside the server.

use crate::StartError;
use crate::backend::Backend;
use crate::config::Config;
use crate::state::StateFolder;
use std::io::BufRead;
use stores::{AuditDraft, AuditEntry, AuditVerdict};

/// The longest line that is read of a copy.
const LINE: u64 = 4 << 20;

/// Why nothing can be said of a copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// It cannot be read.
    #[error("the copy cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// A line is none of an audit log.
    #[error("line {line} is no entry of an audit log: {cause}")]
    Line {
        /// Which, from 1.
        line: u64,
        /// What the reader says.
        cause: String,
    },
}

/// Whether the log in the store is as it was written. The server must not run: it says so itself over its API.
pub fn of_store(config: &Config) -> Result<AuditVerdict, StartError> {
    let folder = StateFolder::open(&config.server.state_dir)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(StartError::Runtime)?.block_on(async {
        let backend = Backend::open(&folder, config).await?;
        Ok(backend.catalog.verify_audit().await?)
    })
}

/// Whether a copy, as the API exports it, is a whole log from its first entry on.
pub fn of_copy(mut copy: impl BufRead) -> Result<AuditVerdict, CopyError> {
    let (mut number, mut head) = (0, [0; 32]);
    loop {
        let mut text = String::new();
        if std::io::Read::take(&mut copy, LINE).read_line(&mut text)? == 0 {
            return Ok(AuditVerdict::Whole { entries: number, head });
        }
        let broken = |cause: String| CopyError::Line { line: number + 1, cause };
        let told: api::AuditEntry = serde_json::from_str(&text).map_err(|error| broken(error.to_string()))?;
        let api::AuditEntry { at, actor, action, target, detail, .. } = told;
        let draft = AuditDraft { at: at.0, actor, action, target, detail };
        let entry = AuditEntry::following(number, &head, draft);
        let hash: String = entry.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        if told.number != entry.number || told.hash != hash {
            return Ok(AuditVerdict::Broken { number: number + 1 });
        }
        (number, head) = (entry.number, entry.hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Timestamp;

    #[test]
    fn a_copy_is_whole_or_broken_where_it_was_touched() {
        let (mut lines, mut number, mut head) = (Vec::new(), 0, [0; 32]);
        for at in 1..=5_u64 {
            let (actor, action) = ("ada".to_owned(), "pipelines.delete".to_owned());
            let draft = AuditDraft {
                at: Timestamp(at * 1001),
                actor,
                action,
                target: format!("/p{at}"),
                detail: String::new(),
            };
            let entry = AuditEntry::following(number, &head, draft);
            (number, head) = (entry.number, entry.hash);
            let hash: String = head.iter().map(|byte| format!("{byte:02x}")).collect();
            let AuditDraft { at, actor, action, target, detail } = entry.draft;
            let told = api::AuditEntry { number, at: api::Time(at), actor, action, target, detail, hash };
            lines.push(serde_json::to_string(&told).unwrap() + "\n");
        }
        let verdict = |lines: &[String]| of_copy(lines.concat().as_bytes());
        assert_eq!(verdict(&lines).unwrap(), AuditVerdict::Whole { entries: 5, head });
        let mut forged = lines.clone();
        forged[2] = forged[2].replace("ada", "eve");
        assert_eq!(verdict(&forged).unwrap(), AuditVerdict::Broken { number: 3 });
        let mut cut = lines.clone();
        cut.remove(1);
        assert_eq!(verdict(&cut).unwrap(), AuditVerdict::Broken { number: 2 });
        assert!(matches!(verdict(&["x\n".to_owned()]), Err(CopyError::Line { line: 1, .. })));
    }
}
