//! `database`: where pipelines, runs and all else is kept.

use crate::config::layers::Layers;
use crate::config::units::Unit;
use crate::config::value::{Value, Wanted};
use std::time::Duration;

/// Where pipelines, runs and all else is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Database {
    /// A MongoDB. None: SQLite in the state folder.
    pub uri: Option<MongoUri>,
    /// The name of the database there.
    pub name: String,
    /// Connections at a time.
    pub pool_size: u32,
    /// How long one operation may take.
    pub timeout: Duration,
}

impl Database {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        let database = Self {
            uri: from.key("database.uri").variable("MONGODB_URI").secret().optional(),
            name: from.key("database.database").variable("MONGODB_DATABASE").or(Name("rustci".into())).0,
            pool_size: from
                .key("database.pool_size")
                .also("performance.database.connection_pool_size")
                .count(20, 1..=10_000),
            timeout: from
                .key("database.timeout_ms")
                .also("performance.database.query_timeout_ms")
                .duration(5000, Unit::Milliseconds),
        };
        from.key("performance.database.batch_size")
            .no_effect("what waits together is written together, in batches of any size")
            .limit(1..=1_000_000);
        database
    }
}

/// A connection string of MongoDB: <https://www.mongodb.com/docs/manual/reference/connection-string/>. It has no
/// `Debug`, for it may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct MongoUri(String);

impl MongoUri {
    /// The whole of it, for the driver.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Value for MongoUri {
    fn read(text: &str) -> Result<Self, Wanted> {
        let rest = text.strip_prefix("mongodb://").or_else(|| text.strip_prefix("mongodb+srv://"));
        match rest {
            Some(rest) if !rest.is_empty() => Ok(Self(text.to_owned())),
            _ => Err(Wanted::a("a connection string that begins with mongodb:// or mongodb+srv://")),
        }
    }

    /// Without user and password.
    fn show(&self) -> String {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        let authority = rest.find('/').unwrap_or(rest.len());
        match rest[..authority].rfind('@') {
            Some(at) => format!("{scheme}://***{}", &rest[at..]),
            None => self.0.clone(),
        }
    }
}

/// The name of a database: <https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions>.
#[derive(Clone)]
struct Name(String);

impl Value for Name {
    fn read(text: &str) -> Result<Self, Wanted> {
        let bad = |char: char| char.is_whitespace() || r#"/\."$*<>:|?"#.contains(char) || char == '\0';
        if text.len() < 64 && !text.contains(bad) {
            return Ok(Self(text.to_owned()));
        }
        Err(Wanted::a("a name of less than 64 bytes without blanks, dots, slashes and quotes"))
    }

    fn show(&self) -> String {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_string_is_shown_without_its_password() {
        for (uri, shown) in [
            ("mongodb://mongo:27017", "mongodb://mongo:27017"),
            ("mongodb://u:p%40@a,b/db?x=y@z", "mongodb://***@a,b/db?x=y@z"),
            ("mongodb+srv://u:p@cluster.example/", "mongodb+srv://***@cluster.example/"),
        ] {
            assert_eq!(MongoUri::read(uri).map(|uri| uri.show()), Ok(shown.to_owned()));
        }
        for uri in ["", "mongodb://", "http://mongo", "postgres://x"] {
            assert!(MongoUri::read(uri).is_err(), "{uri}");
        }
    }
}
