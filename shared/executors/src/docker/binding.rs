//! Reads ports and volumes as `docker run` does: <https://docs.docker.com/reference/cli/docker/container/run/>.

use crate::ExecutorError;
use bollard::models::PortBinding;

/// A port of a container and where it is open: `80`, `8080:80`, `127.0.0.1:8080:80/tcp`.
pub(super) fn port(text: &str) -> Result<(String, PortBinding), ExecutorError> {
    let invalid =
        |why: &str| ExecutorError::InvalidContainer { part: "port", value: text.into(), why: why.into() };
    let (address, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
    if !matches!(protocol, "tcp" | "udp" | "sctp") {
        return Err(invalid("its protocol is none of tcp, udp and sctp"));
    }
    let (outside, inside) =
        address.rsplit_once(':').map_or((None, address), |(outside, inside)| (Some(outside), inside));
    let is_port = |text: &str| text.parse::<u16>().is_ok_and(|port| port > 0);
    if !is_port(inside) {
        return Err(invalid("write it as `80`, `8080:80` or `127.0.0.1:8080:80`"));
    }
    let (host_ip, host_port) = match outside {
        None => (None, None),
        Some(outside) => match outside.rsplit_once(':') {
            None => (None, Some(outside)),
            Some((ip, port)) => (Some(ip.trim_matches(['[', ']']).to_owned()), Some(port)),
        },
    };
    let host_port = host_port.filter(|port| !port.is_empty());
    if host_port.is_some_and(|port| port != "0" && !is_port(port)) {
        return Err(invalid("the host's port is no number from 1 to 65535"));
    }
    // An empty port asks the engine for a free one.
    let binding = PortBinding { host_ip, host_port: Some(host_port.unwrap_or_default().into()) };
    Ok((format!("{inside}/{protocol}"), binding))
}

/// A volume of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Volume {
    /// A volume without a name, gone with its container.
    Anonymous {
        /// Where the container sees it.
        target: String,
    },
    /// A folder of the host.
    Folder {
        /// As the engine wants it.
        bind: String,
    },
    /// A volume with a name.
    Named {
        /// The name.
        name: String,
        /// As the engine wants it.
        bind: String,
    },
}

/// A volume: `/path`, `/host:/path:ro`, `name:/path`.
pub(super) fn volume(text: &str) -> Result<Volume, ExecutorError> {
    let invalid =
        |why: &str| ExecutorError::InvalidContainer { part: "volume", value: text.into(), why: why.into() };
    let Some((source, rest)) = text.split_once(':') else {
        return match text.starts_with('/') {
            true => Ok(Volume::Anonymous { target: text.into() }),
            false => Err(invalid("write it as `/path`, `/host:/path` or `name:/path`")),
        };
    };
    let target = rest.split(':').next().unwrap_or_default();
    if !target.starts_with('/') {
        return Err(invalid("the path in the container must be absolute"));
    }
    if source.starts_with('/') {
        return Ok(Volume::Folder { bind: text.into() });
    }
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '-');
    if !source.starts_with(|char: char| char.is_ascii_alphanumeric()) || !source.chars().all(fits) {
        return Err(invalid("the source is neither an absolute path nor a volume's name"));
    }
    Ok(Volume::Named { name: source.into(), bind: text.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports() {
        let read = |text: &str| {
            let (inside, binding) = port(text).unwrap();
            format!("{inside} {} {}", binding.host_ip.unwrap_or_default(), binding.host_port.unwrap())
        };
        assert_eq!(read("80"), "80/tcp  ");
        assert_eq!(read("8080:80"), "80/tcp  8080");
        assert_eq!(read("127.0.0.1:53:5353/udp"), "5353/udp 127.0.0.1 53");
        assert_eq!(read("[::1]::80"), "80/tcp ::1 ");
        for text in ["", "x", "80/http", "99999:80", "80:0", "1:2:x"] {
            assert!(port(text).is_err(), "{text}");
        }
    }

    #[test]
    fn volumes() {
        assert_eq!(volume("/a").unwrap(), Volume::Anonymous { target: "/a".into() });
        assert_eq!(volume("/a:/b:ro").unwrap(), Volume::Folder { bind: "/a:/b:ro".into() });
        assert_eq!(volume("db:/b").unwrap(), Volume::Named { name: "db".into(), bind: "db:/b".into() });
        for text in ["a", "./a:/b", "/a:b", "../x:/b"] {
            assert!(volume(text).is_err(), "{text}");
        }
    }
}
