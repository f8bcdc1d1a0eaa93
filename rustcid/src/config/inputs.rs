//! All that settings are read from.

use super::{Environment, Flag, Flags};
use std::path::{Path, PathBuf};

/// How much a settings file may hold.
pub(super) const LIMITS: yaml::Limits =
    yaml::Limits { bytes: 1 << 20, depth: 20, nodes: 50_000, expanded_nodes: 50_000 };

/// All that settings are read from.
#[derive(Clone, Default)]
pub struct Inputs {
    /// The file, if there is one.
    pub file: Option<File>,
    /// The variables of the process.
    pub environment: Environment,
    /// What flags say, the strongest last.
    pub flags: Vec<Flag>,
}

/// A settings file.
#[derive(Clone)]
pub struct File {
    /// Its name as given.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// Why there is nothing to read settings from.
#[derive(Debug, thiserror::Error)]
pub enum InputsError {
    /// The file cannot be read.
    #[error("cannot read the settings file {}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is not text, or more than settings are.
    #[error("cannot read the settings file {}: {error}", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Why.
        error: yaml::DecodeError,
    },
    /// `--set` without a value.
    #[error("--set wants KEY=VALUE, found \"{0}\"")]
    Pair(String),
}

impl Inputs {
    /// Gathers them: the file that the flags name, this process's variables, the flags themselves.
    pub fn gather(flags: &Flags) -> Result<Self, InputsError> {
        let file = flags.config.as_deref().map(File::open).transpose()?;
        Ok(Self { file, environment: Environment::of_process(), flags: flags.settings()? })
    }
}

impl File {
    /// Reads one from the disk, and no more of it than a settings file has.
    pub fn open(path: &Path) -> Result<Self, InputsError> {
        use std::io::Read;
        let unreadable = |error| InputsError::Unreadable { path: path.to_owned(), error };
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(LIMITS.bytes as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        let not_text = |error| InputsError::NotText { path: path.to_owned(), error };
        let text = yaml::decode(&bytes, &LIMITS).map_err(not_text)?.into_owned();
        Ok(Self { name: path.display().to_string(), text })
    }
}
