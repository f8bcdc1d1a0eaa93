use crate::StoreError;
use mongodb::error::{Error, ErrorKind, WriteFailure};

/// A document of this unique key is there.
const DUPLICATE: i32 = 11000;

/// A collection of this name is there.
const COLLECTION: i32 = 48;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match sentence(&error) {
            Some(sentence) => Self::Unavailable(format!("{sentence} ({})", error.kind)),
            None => Self::Unavailable(error.kind.to_string()),
        }
    }
}

fn sentence(error: &Error) -> Option<&'static str> {
    Some(match &*error.kind {
        ErrorKind::ServerSelection { .. } => {
            "no MongoDB server that takes writes answers: see that it runs and that the address is right"
        }
        ErrorKind::Io(_) | ErrorKind::ConnectionPoolCleared { .. } => {
            "the connection to MongoDB was lost: once it answers, work goes on"
        }
        ErrorKind::Authentication { .. } => {
            "MongoDB refuses the user: see name, password and `authSource` in the address"
        }
        ErrorKind::DnsResolve { .. } => "the name of the MongoDB server is not known: see the address",
        ErrorKind::InvalidTlsConfig { .. } => "the TLS options of the MongoDB address do not work",
        ErrorKind::InvalidArgument { .. } => "the MongoDB address cannot be used",
        ErrorKind::Write(WriteFailure::WriteConcernError(_)) => {
            "MongoDB did not confirm a write in time: see that most members of its replica set run"
        }
        _ => match code(error)? {
            13 => "MongoDB does not let the user do it: give it the role `readWrite` on the database",
            18 => "MongoDB refuses the user: see name, password and `authSource` in the address",
            14031 => "MongoDB's disk is full: make room, and work goes on",
            10334 | 17280 | 17419 | 17420 => "MongoDB keeps no document of more than 16 MiB",
            _ => return None,
        },
    })
}

/// What the server calls it.
fn code(error: &Error) -> Option<i32> {
    match &*error.kind {
        ErrorKind::Command(command) => Some(command.code),
        ErrorKind::Write(WriteFailure::WriteError(write)) => Some(write.code),
        ErrorKind::InsertMany(many) => Some(many.write_errors.as_ref()?.first()?.code),
        _ => None,
    }
}

/// Whether there is a document of the same unique key.
pub(super) fn is_duplicate(error: &Error) -> bool {
    code(error) == Some(DUPLICATE)
}

/// Whether there is a collection of that name.
pub(super) fn is_there(error: &Error) -> bool {
    code(error) == Some(COLLECTION)
}

/// Whether nobody was there to be asked.
pub(super) fn is_nobody(error: &Error) -> bool {
    matches!(*error.kind, ErrorKind::ServerSelection { .. })
}
