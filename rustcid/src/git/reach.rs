use super::{Address, GitError};
use crate::config::sections::Repositories;
use std::net::{IpAddr, Ipv6Addr};

/// Looks up whom an address leads to. All answers must be allowed, and git is held to them: a name that leads elsewhere
/// a moment later leads nowhere new. In the words of `http.curloptResolve`.
pub(super) async fn pinned(address: &Address, rules: &Repositories) -> Result<Option<String>, GitError> {
    let Some((host, port)) = address.host() else { return Ok(None) };
    let failed = |said: String| GitError::Failed { what: "fetch".to_owned(), said };
    let found = tokio::net::lookup_host((host, port)).await;
    let found = found.map_err(|error| failed(format!("cannot find {host}: {error}")))?;
    let found: Vec<IpAddr> = found.map(|found| found.ip()).collect();
    if found.is_empty() {
        return Err(failed(format!("cannot find {host}: there is no such name")));
    }
    if !rules.allow_private_addresses && found.iter().any(|ip| !is_public(*ip)) {
        let help = "the setting repositories.allow_private_addresses lets repositories be fetched from there";
        return Err(failed(format!("{host} is in a private network: {help}")));
    }
    if host.parse::<IpAddr>().is_ok() {
        return Ok(None);
    }
    let written = |ip: &IpAddr| if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
    let answers: Vec<String> = found.iter().map(written).collect();
    Ok(Some(format!("{host}:{port}:{}", answers.join(","))))
}

/// Whether an address is one of the world at large.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let set_aside =
                a == 0 || a >= 240 || (a, b, c) == (192, 0, 0) || (a == 198 && (18..20).contains(&b));
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_multicast()
                || ip.is_broadcast()
                || ip.is_documentation()
                || shared
                || set_aside)
        }
        IpAddr::V6(ip) => {
            let [a, b, ..] = ip.segments();
            let inner = ip.to_ipv4_mapped().or_else(|| translated(ip));
            // What is given out at all begins with 001.
            inner.map_or(a & 0xe000 == 0x2000 && (a, b) != (0x2001, 0x0db8), |inner| is_public(inner.into()))
        }
    }
}

/// The address behind one of a translator (64:ff9b::/96) or of 6to4 (2002::/16).
fn translated(ip: Ipv6Addr) -> Option<std::net::Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let of = |high: u16, low: u16| std::net::Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    if [a, b, c, d, e, f] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return Some(of(g, h));
    }
    (a == 0x2002).then(|| of(b, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_case_09_private_and_metadata_addresses_are_told_apart() {
        for ip in ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "172.32.0.1"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "198.18.0.1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[tokio::test]
    async fn security_case_09_git_asks_no_private_network_unless_told() {
        let rules = Repositories::default();
        for text in
            ["http://127.0.0.1:9/x", "http://0x7f.1/x", "http://[::1]/x", "http://169.254.169.254/latest"]
        {
            let address = Address::new(text, &rules).unwrap();
            let said = pinned(&address, &rules).await.unwrap_err().to_string();
            assert!(said.contains("private network"), "{text}: {said}");
        }
    }
}
