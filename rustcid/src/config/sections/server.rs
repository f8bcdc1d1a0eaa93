//! `server`: where the daemon listens, and how much it takes on.

use crate::config::Environment;
use crate::config::layers::Layers;
use crate::config::units::{Size, Unit};
use reqwest::Url;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the daemon listens, and how much it takes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port to listen on; 0 takes any free one.
    pub port: u16,
    /// Threads that serve requests.
    pub workers: u32,
    /// Connections at a time.
    pub max_connections: u32,
    /// The URL under which users reach the daemon, for links and sign-in. None: what it listens on.
    pub public_url: Option<Url>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The largest body of a request.
    pub body_limit: Size,
    /// How long a request may take, streams excepted.
    pub request_timeout: Duration,
    /// How long a stop waits for running jobs before it hands them back.
    pub shutdown_timeout: Duration,
    /// The folder of everything that is kept on this machine.
    pub state_dir: PathBuf,
    /// Memory that the daemon may use.
    pub memory_limit: Option<Size>,
}

impl Server {
    pub(in crate::config) fn read(from: &mut Layers<'_>) -> Self {
        let state = state_dir(from.environment);
        Self {
            host: from.key("server.host").or(Ipv4Addr::LOCALHOST.into()),
            port: from.key("server.port").or(8080),
            workers: from.key("server.workers").variable("WORKERS").count(4, 1..=1024),
            max_connections: from
                .key("server.max_connections")
                .variable("MAX_CONNECTIONS")
                .count(1000, 1..=1_000_000),
            public_url: from.key("server.public_url").optional(),
            trusted_proxies: from.key("server.trusted_proxies").list(),
            body_limit: from.key("server.body_limit").or(Size(10 << 20)),
            request_timeout: from.key("server.request_timeout").duration(30, Unit::Seconds),
            shutdown_timeout: from.key("server.shutdown_timeout").duration(30, Unit::Seconds),
            state_dir: from.key("server.state_dir").variable("RUSTCI_STATE_DIR").or(state),
            memory_limit: from
                .key("server.memory_limit")
                .variable("RUSTCI_MEMORY_LIMIT")
                .no_effect("limit the memory with MemoryMax= of systemd or the limits of the container")
                .optional(),
        }
    }

    /// What to listen on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }
}

/// Where state belongs: the service manager says it, or the user's folders do; see
/// <https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#RuntimeDirectory=> and
/// <https://specifications.freedesktop.org/basedir-spec/latest/>.
fn state_dir(environment: &Environment) -> PathBuf {
    let service = || environment.get("STATE_DIRECTORY")?.split(':').next().map(PathBuf::from);
    let user = || environment.get("XDG_STATE_HOME").map(|state| Path::new(state).join("rustci"));
    let home = || environment.get("HOME").map(|home| Path::new(home).join(".local/state/rustci"));
    service().or_else(user).or_else(home).unwrap_or_else(|| PathBuf::from("rustci-state"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_goes_where_the_service_manager_or_the_user_keeps_it() {
        let of = |variables: &[(&str, &str)]| state_dir(&variables.iter().copied().collect());
        let home = ("HOME", "/home/ada");
        assert_eq!(of(&[]), Path::new("rustci-state"));
        assert_eq!(of(&[home]), Path::new("/home/ada/.local/state/rustci"));
        assert_eq!(of(&[home, ("XDG_STATE_HOME", "/s")]), Path::new("/s/rustci"));
        assert_eq!(of(&[home, ("STATE_DIRECTORY", "/var/lib/rustci:/b")]), Path::new("/var/lib/rustci"));
    }
}
