use crate::refusal::Refusal;
use api::client::{Address, Token};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The server of this machine and user, found by the folder in which it keeps its state.
pub struct Here {
    /// Where it listens.
    pub address: Address,
    /// The token of its first administrator.
    pub token: Token,
}

/// Where a server of this user keeps its state, if nobody says otherwise.
pub fn state_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("RUSTCI_STATE_DIR")
        .or_else(|| folder("XDG_STATE_HOME").map(|state| state.join("rustci")))
        .or_else(|| folder("HOME").map(|home| home.join(".local/state/rustci")))
}

impl Here {
    /// The server that has its state in a folder.
    pub fn find(state: &Path) -> Result<Self, Refusal> {
        let nobody = || {
            Refusal::new(format!("no server runs on this machine with its state in {}", state.display()))
                .help("start it with rustcid, or log in to another: rustci login URL")
        };
        let lock = File::open(state.join("lock")).map_err(|_| nobody())?;
        // A server that lives holds the lock. Without one, whoever listens at its old address must not get the token.
        match lock.try_lock_shared() {
            Err(TryLockError::WouldBlock) => {}
            Ok(()) | Err(TryLockError::Error(_)) => return Err(nobody()),
        }
        let read = |name: &str| {
            let path = state.join(name);
            std::fs::read_to_string(&path).map(|text| text.trim().to_owned()).map_err(|error| {
                Refusal::new(format!("cannot read {}: {}", path.display(), crate::files::reason(&error)))
                    .help("log in with a token: rustci login URL")
            })
        };
        Ok(Self { address: read("address")?.parse()?, token: Token::new(&read("admin-token")?)? })
    }
}
