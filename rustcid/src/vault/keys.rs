use super::Ring;
use crate::config::sections::Security;
use crate::state::StateFolder;
use crate::{StartError, random};
use engine::job::Secret;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The file of a server that makes its master keys itself, one a line, the newest first.
const FILE: &str = "master-key";

/// Where master keys come from.
#[derive(Clone)]
pub enum Keys {
    /// The settings say them.
    Given(Vec<Secret>),
    /// A file of the operator, one a line, the newest first. It is never written.
    Kept(PathBuf),
    /// A file of this server alone.
    Own(PathBuf),
}

/// The master keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The file cannot be used.
    #[error("cannot {what} the master keys in {}: {cause}", path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// There is none.
    #[error(
        "there is no master key: set security.master_key, or write one into the file of security.master_key_file"
    )]
    None,
}

impl Keys {
    /// Those that the settings say, or this server's own; these are made if there are none.
    pub fn open(security: &Security, folder: &StateFolder) -> Result<Self, StartError> {
        if let Some(given) = Self::given(security) {
            return Ok(given);
        }
        folder.secret(FILE)?;
        Ok(Self::Own(folder.join(FILE)))
    }

    /// Those that the settings say: what servers need that share a store.
    #[must_use]
    pub fn given(security: &Security) -> Option<Self> {
        match (&security.master_key_file, security.master_keys.as_slice()) {
            (Some(path), _) => Some(Self::Kept(path.clone())),
            (None, []) => None,
            (None, keys) => Some(Self::Given(keys.to_vec())),
        }
    }

    /// The server's own in a folder that it uses now.
    #[must_use]
    pub fn own_in(folder: &Path) -> Self {
        Self::Own(folder.join(FILE))
    }

    /// The keys as they are now.
    pub fn ring(&self) -> Result<Ring, KeysError> {
        let ring = match self {
            Self::Given(keys) => Ring::of(keys.iter().map(Secret::reveal)),
            Self::Kept(path) | Self::Own(path) => {
                let failed = |cause| KeysError::File { what: "read", path: path.clone(), cause };
                Ring::of(std::fs::read_to_string(path).map_err(failed)?.lines())
            }
        };
        ring.ok_or(KeysError::None)
    }

    /// Puts a new key before the others, if they are this server's own; whether they are. Old keys stay: what was sealed
    /// before, and backups of then, open with nothing else.
    pub fn renew(&self) -> Result<bool, KeysError> {
        let Self::Own(path) = self else { return Ok(false) };
        let failed = |what| move |cause| KeysError::File { what, path: path.clone(), cause };
        let broken = |error: StartError| failed("make")(std::io::Error::other(error));
        let folder = path.parent().ok_or_else(|| failed("find")(ErrorKind::NotFound.into()))?;
        // A server and a command may do this at the same time.
        let lock = std::fs::File::open(folder).map_err(failed("lock"))?;
        lock.lock().map_err(failed("lock"))?;
        let old = std::fs::read_to_string(path).map_err(failed("read"))?;
        let new = random::hex::<32>().map_err(broken)?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed("write"))?;
        writeln!(file, "{new}").and_then(|()| write!(file, "{old}")).map_err(failed("write"))?;
        file.as_file().sync_all().map_err(failed("write"))?;
        file.persist(path).map_err(|error| failed("write")(error.error))?;
        // That it bears its name must last before anything is sealed with it.
        lock.sync_all().map_err(failed("write"))?;
        Ok(true)
    }
}
