use crate::StoreError;
use rusqlite::{Error, ErrorCode};

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let code = error.sqlite_error_code();
        let sentence = match code {
            Some(ErrorCode::DiskFull) => "the disk is full: make room, and work goes on",
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "another process holds the database's lock: only one server may use it"
            }
            Some(ErrorCode::DatabaseCorrupt) => "the database is damaged: restore a backup",
            Some(ErrorCode::NotADatabase) => {
                "the file is no database: restore a backup, or name another file"
            }
            Some(ErrorCode::CannotOpen) => "the database cannot be opened: see its folder and permissions",
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                "the database cannot be written: see its permissions"
            }
            Some(ErrorCode::SystemIoFailure) => "the disk does not read or write",
            _ => return Self::Unavailable(error.to_string()),
        };
        Self::Unavailable(format!("{sentence} ({error})"))
    }
}
