use crate::refusal::Refusal;
use api::client::Address;
use diag::did_you_mean;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The servers that somebody has logged in to, each with a name, in a file that only they may read.
#[derive(Default, Serialize, Deserialize)]
pub struct Contexts {
    /// The one that is used where none is named.
    #[serde(default)]
    pub current: Option<String>,
    /// All of them.
    #[serde(default)]
    pub contexts: IndexMap<String, Known>,
}

/// How a server is reached.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Known {
    /// Over the net.
    Remote {
        /// Where it is.
        url: String,
        /// What lets in there.
        token: String,
        /// Who vouches for it, beside those that the machine trusts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ca: Option<PathBuf>,
    },
    /// On this machine, by the folder it keeps its state in.
    Local {
        /// That folder.
        state: PathBuf,
    },
}

impl Contexts {
    /// Those that are kept.
    pub fn load() -> Result<Self, Refusal> {
        let path = path()?;
        let failed = |why: String| Refusal::new(format!("cannot read {}: {why}", path.display()));
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(failed(crate::files::reason(&error))),
        };
        guard(&path)?;
        serde_json::from_str(&text)
            .map_err(|error| failed(error.to_string()).help("remove it, and log in again"))
    }

    /// Keeps them: whole or not at all.
    pub fn save(&self) -> Result<(), Refusal> {
        let path = path()?;
        let failed = |error: std::io::Error| {
            Refusal::new(format!("cannot write {}: {}", path.display(), crate::files::reason(&error)))
        };
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(failed)?;
        // Temporary files are made for this user only.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        serde_json::to_writer_pretty(&mut file, self).map_err(|error| failed(error.into()))?;
        writeln!(file).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// The one in use.
    pub fn current(&self) -> Option<(&str, &Known)> {
        let name = self.current.as_deref()?;
        Some((name, self.contexts.get(name)?))
    }

    /// One by its name.
    pub fn named(&self, name: &str) -> Result<&Known, Refusal> {
        self.contexts.get(name).ok_or_else(|| {
            let refusal = Refusal::new(format!("there is no context `{name}`"));
            match did_you_mean(name, self.contexts.keys().map(String::as_str)) {
                Some(meant) => refusal.help(format!("did you mean `{meant}`?")),
                None => refusal.help("rustci contexts lists them"),
            }
        })
    }

    /// The token and the authority of the server at an address. Another address, another token.
    pub fn of(&self, address: &Address) -> Option<(&str, Option<PathBuf>)> {
        self.contexts.values().find_map(|known| match known {
            Known::Remote { url, token, ca } if url.parse::<Address>().is_ok_and(|url| url == *address) => {
                Some((token.as_str(), ca.clone()))
            }
            _ => None,
        })
    }
}

/// `rustci/contexts.json` in the user's configuration; see
/// <https://specifications.freedesktop.org/basedir-spec/latest/>.
fn path() -> Result<PathBuf, Refusal> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let configuration = folder("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let configuration = configuration.or_else(|| folder("HOME").map(|home| home.join(".config")));
    let configuration = configuration
        .ok_or_else(|| Refusal::new("there is no place for contexts").help("set HOME or XDG_CONFIG_HOME"))?;
    Ok(configuration.join("rustci/contexts.json"))
}

/// Tokens that others may read are no secret.
#[cfg(unix)]
fn guard(path: &Path) -> Result<(), Refusal> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_or(0, |found| found.permissions().mode());
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Refusal::new(format!("others may read the tokens in {}", path.display()))
        .help(format!("chmod 600 {}; and if they did, take the tokens back", path.display())))
}

#[cfg(not(unix))]
fn guard(_: &Path) -> Result<(), Refusal> {
    Ok(())
}
