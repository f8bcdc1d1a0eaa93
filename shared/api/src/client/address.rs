use super::ClientError;
use reqwest::Url;
use std::fmt;
use std::str::FromStr;

/// Where a server is: `https://ci.example.org`, `http://127.0.0.1:8080`, with a path if it lives below one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Whether it is on this machine, by an address that no name server is asked for.
    #[must_use]
    pub fn is_this_machine(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// The host, with its port if it is no usual one; what people call it.
    #[must_use]
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether what is sent there can be read on the way.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.scheme() == "http" && !self.is_this_machine()
    }

    /// A path below `/api/v1`; its parts may hold anything.
    pub(super) fn join(&self, parts: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["api", "v1"]).extend(parts);
        }
        url
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl FromStr for Address {
    type Err = ClientError;

    fn from_str(text: &str) -> Result<Self, ClientError> {
        let wrong = || ClientError::Address(text.to_owned());
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&whole).map_err(|_| wrong())?;
        let is_plain = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none();
        if !is_plain {
            return Err(wrong());
        }
        url.set_fragment(None);
        Ok(Self(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_paths_stay_below_it() {
        let at = |text: &str| text.parse::<Address>().map(|address| address.to_string()).ok();
        assert_eq!(at("ci.example.org").as_deref(), Some("https://ci.example.org"));
        assert_eq!(at("http://127.0.0.1:8080/").as_deref(), Some("http://127.0.0.1:8080"));
        for wrong in ["", "ftp://a", "https://", "https://user:word@a", "https://a?b", "mailto:a@b"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
        let address: Address = "https://a.example/ci/".parse().unwrap();
        assert_eq!(address.join(&["runs", "../x?y"]).as_str(), "https://a.example/ci/api/v1/runs/..%2Fx%3Fy");
    }

    #[test]
    fn what_goes_over_the_net_in_the_clear_is_known() {
        let open = |text: &str| text.parse::<Address>().unwrap().is_open();
        assert!(open("http://ci.example.org") && open("http://localhost.example.org"));
        assert!(!open("https://ci.example.org") && !open("http://[::1]:8080") && !open("http://localhost"));
    }
}
