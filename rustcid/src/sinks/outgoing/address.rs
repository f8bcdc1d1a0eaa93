//! Which addresses the server may be sent to by somebody's URL.

use crate::config::Network;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks that are not the Internet's: <https://www.iana.org/assignments/iana-ipv4-special-registry/>.
const SPECIAL: [Network; 17] = [
    Network::v4([0, 0, 0, 0], 8),
    Network::v4([10, 0, 0, 0], 8),
    // Shared with a provider; some clouds tell secrets of the machine there.
    Network::v4([100, 64, 0, 0], 10),
    Network::v4([127, 0, 0, 0], 8),
    // Link-local; most clouds tell secrets of the machine there.
    Network::v4([169, 254, 0, 0], 16),
    Network::v4([172, 16, 0, 0], 12),
    Network::v4([192, 0, 0, 0], 24),
    Network::v4([192, 0, 2, 0], 24),
    Network::v4([192, 88, 99, 0], 24),
    Network::v4([192, 168, 0, 0], 16),
    Network::v4([198, 18, 0, 0], 15),
    Network::v4([198, 51, 100, 0], 24),
    Network::v4([203, 0, 113, 0], 24),
    // Multicast, what is reserved, and broadcast.
    Network::v4([224, 0, 0, 0], 4),
    Network::v4([240, 0, 0, 0], 4),
    // Public, but the agent of a cloud's machines answers there.
    Network::v4([168, 63, 129, 16], 32),
    Network::v4([255, 255, 255, 255], 32),
];

/// The part of IPv6 that is the Internet, see <https://www.iana.org/assignments/iana-ipv6-special-registry/>.
const GLOBAL: Network = Network::v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// What is not the Internet within it: Teredo and other experiments, examples, 6to4.
const WITHIN: [Network; 4] = [
    Network::v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    Network::v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    Network::v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    Network::v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];

/// Where IPv4 is translated to: <https://www.rfc-editor.org/rfc/rfc6052#section-2.1>.
const TRANSLATED: Network = Network::v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);

/// Whether an address is one of the Internet, or in a network that the operator named.
pub fn may(address: IpAddr, allowed: &[Network]) -> bool {
    let plain = plain(address);
    let named = |address| allowed.iter().any(|network| network.contains(address));
    named(address) || named(plain) || is_public(plain)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !SPECIAL.iter().any(|network| network.contains(address)),
        IpAddr::V6(_) => GLOBAL.contains(address) && !WITHIN.iter().any(|network| network.contains(address)),
    }
}

/// The IPv4 address that an IPv6 address stands for, if it does.
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return v4.into();
    }
    if TRANSLATED.contains(address) { last_four(v6).into() } else { address }
}

fn last_four(address: Ipv6Addr) -> Ipv4Addr {
    let [.., a, b, c, d] = address.octets();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        may(text.parse().unwrap(), &[])
    }

    #[test]
    fn only_the_internet_may_be_reached() {
        for text in [
            "1.1.1.1",
            "93.184.216.34",
            "172.32.0.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert!(public(text), "{text}");
        }
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.0.9",
            "169.254.169.254",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.0.1",
            "198.19.0.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
        ] {
            assert!(!public(text), "{text}");
        }
    }

    #[test]
    fn ipv6_has_no_way_around() {
        for text in [
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "100::1",
            "5f00::1",
        ] {
            assert!(!public(text), "{text}");
        }
    }

    #[test]
    fn an_operator_may_name_networks() {
        let allowed = [Network::v4([10, 1, 0, 0], 16), Network::v6([0xfd00, 0, 0, 0, 0, 0, 0, 0], 8)];
        for (text, fits) in [
            ("10.1.255.1", true),
            ("10.2.0.1", false),
            ("::ffff:10.1.0.1", true),
            ("64:ff9b::a01:1", true),
            ("fd12::1", true),
            ("fc12::1", false),
        ] {
            assert_eq!(may(text.parse().unwrap(), &allowed), fits, "{text}");
        }
    }
}
