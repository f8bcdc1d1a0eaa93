use super::{Address, GitError, reach};
use crate::config::Network;
use crate::config::sections::Repositories;
use engine::job::Secret;
use rustix::process::{Pid, Signal, kill_process_group};
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tokio::io::{AsyncRead, AsyncReadExt};

/// How much git may print: lists of files are the longest.
const LONGEST: u64 = 256 << 20;

/// How much of what it complains about is kept.
const COMPLAINT: u64 = 4 << 10;

/// Variables of the machine that say how the world is reached.
const KEPT: [&str; 9] = [
    "PATH",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "GIT_SSL_CAINFO",
    "GIT_EXEC_PATH",
];

/// What gets into a repository: good for the origin of its address alone.
#[derive(Clone)]
pub struct Token {
    /// The user it belongs to, where the server asks for one.
    pub user: String,
    /// The token.
    pub secret: Secret,
}

/// Runs git, and nothing that a repository or a user's settings would have it run.
#[derive(Clone, Debug)]
pub struct Git {
    /// An empty folder that stands in for a home.
    home: PathBuf,
    rules: Repositories,
    allowed: Vec<Network>,
}

impl Git {
    /// With a folder that stands in for a home; reaches the Internet, and these networks.
    #[must_use]
    pub fn new(home: PathBuf, rules: Repositories, allowed: Vec<Network>) -> Self {
        Self { home, rules, allowed }
    }

    /// What repositories are held to.
    #[must_use]
    pub fn rules(&self) -> &Repositories {
        &self.rules
    }

    /// A command on a repository here. It can reach nobody.
    pub fn local(&self, repository: &Path) -> Command {
        self.command(repository, "none", Vec::new())
    }

    /// Runs a command on a repository here; what it prints.
    pub async fn ask(&self, repository: &Path, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let mut command = self.local(repository);
        command.args(arguments);
        self.run(command, arguments).await
    }

    /// Runs a command that asks the repository at an address; what it prints.
    pub async fn reach(
        &self,
        repository: &Path,
        address: &Address,
        token: Option<&Token>,
        arguments: &[&str],
    ) -> Result<Vec<u8>, GitError> {
        let mut settings = Vec::new();
        if let Some(answers) = reach::pinned(address, &self.allowed).await? {
            settings.push(("http.curloptResolve".to_owned(), answers));
        }
        if let (Some(token), Some(origin)) = (token, address.origin()) {
            // Neither in the arguments, which everybody sees, nor for any other origin.
            settings.push((format!("http.{origin}/.extraHeader"), header(token)));
        }
        let mut command = self.command(repository, address.protocol(), settings);
        command.args(arguments);
        self.run(command, arguments).await
    }

    fn command(&self, repository: &Path, protocol: &str, more: Vec<(String, String)>) -> Command {
        // What git writes is bounded from outside: POSIX counts blocks of 512 bytes.
        let mut command = Command::new("sh");
        let blocks = self.rules.max_size.0.div_ceil(512);
        command.arg("-c").arg(format!("ulimit -f {blocks} && exec git \"$@\"")).arg("git");
        command.arg("--git-dir").arg(repository).env_clear().stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in KEPT {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let mut settings: Vec<(String, String)> = [
            ("core.hooksPath", "/dev/null"),
            ("core.fsmonitor", "false"),
            ("credential.helper", ""),
            ("fetch.recurseSubmodules", "false"),
            ("gc.auto", "0"),
            ("http.followRedirects", "false"),
            ("http.lowSpeedLimit", "100"),
            ("http.lowSpeedTime", "60"),
            ("maintenance.auto", "false"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
        settings.extend(more);
        command.env("GIT_CONFIG_COUNT", settings.len().to_string());
        for (at, (key, value)) in settings.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{at}"), key).env(format!("GIT_CONFIG_VALUE_{at}"), value);
        }
        command
            .env("HOME", &self.home)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "true")
            .env("GIT_ALLOW_PROTOCOL", protocol)
            .env("GIT_PROTOCOL_FROM_USER", "0")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("LC_ALL", "C");
        command.process_group(0);
        command
    }

    /// Runs a command to its end; when that is too far away, to an end of ours.
    async fn run(&self, command: Command, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let what = || arguments.first().copied().unwrap_or_default().to_owned();
        let mut child = tokio::process::Command::from(command)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| GitError::broken(&error))?;
        let mut group = Group(child.id());
        let (out, complaint) = (child.stdout.take(), child.stderr.take());
        let ended = async {
            let (out, complaint) = tokio::join!(read(out, LONGEST), read_on(complaint));
            let (out, complaint) = (out?, complaint?);
            Ok::<_, std::io::Error>((child.wait().await?, out, complaint))
        };
        let ended = tokio::time::timeout(self.rules.timeout, ended).await;
        if ended.is_ok() {
            group.0 = None;
        }
        drop(group);
        let seconds = self.rules.timeout.as_secs();
        let ended = ended.map_err(|_| GitError::Slow { what: what(), seconds })?;
        let (status, out, complaint) = ended.map_err(|error| GitError::broken(&error))?;
        if out.len() as u64 > LONGEST {
            return Err(GitError::Large { what: format!("git {} prints over {LONGEST} bytes", what()) });
        }
        if status.success() {
            return Ok(out);
        }
        let said = plain(&complaint);
        if said.contains("File too large") || killed_for_size(status) {
            return Err(GitError::Large { what: "the repository is large".to_owned() });
        }
        Err(GitError::Failed { what: what(), said })
    }
}

/// SIGXFSZ, of git itself or of a shell that tells of its child.
fn killed_for_size(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(25) || status.code() == Some(128 + 25)
}

/// The processes of one command, ended together when this goes before they have ended.
struct Group(Option<u32>);

impl Drop for Group {
    fn drop(&mut self) {
        let pid = self.0.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid
            && let Err(error) = kill_process_group(pid, Signal::KILL)
        {
            tracing::debug!("git cannot be ended: {error}");
        }
    }
}

async fn read(from: Option<impl AsyncRead + Unpin>, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(limit + 1).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

/// The beginning; the rest is read so that nobody waits, and forgotten.
async fn read_on(from: Option<impl AsyncRead + Unpin>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        (&mut from).take(COMPLAINT).read_to_end(&mut bytes).await?;
        tokio::io::copy(&mut from, &mut tokio::io::sink()).await?;
    }
    Ok(bytes)
}

/// The first line that says what is wrong, without what could play with a terminal.
fn plain(complaint: &[u8]) -> String {
    let text = String::from_utf8_lossy(complaint);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().find(|line| line.starts_with("fatal:") || line.starts_with("error:"));
    let line = first.or_else(|| lines.next()).unwrap_or("it did not say why");
    let line = line.trim_start_matches("fatal:").trim_start_matches("error:").trim();
    line.chars().filter(|c| !c.is_control()).take(500).collect()
}

/// `Authorization`, after <https://www.rfc-editor.org/rfc/rfc7617>.
fn header(token: &Token) -> String {
    let pair = format!("{}:{}", token.user, token.secret.reveal());
    format!("Authorization: Basic {}", base64(pair.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let three = [part[0], part.get(1).copied().unwrap_or(0), part.get(2).copied().unwrap_or(0)];
        let all = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for at in 0..4 {
            let digit = DIGITS[(all >> (18 - 6 * at)) as usize & 63];
            text.push(if at > part.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

/// A path as an argument.
pub(super) fn argument(path: &Path) -> Result<&str, GitError> {
    OsStr::to_str(path.as_os_str())
        .ok_or_else(|| GitError::Broken(format!("{} is not UTF-8", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_written_as_rfc_4648_says() {
        let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let coded = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        assert_eq!(texts.map(|text| base64(text.as_bytes())), coded);
    }
}
