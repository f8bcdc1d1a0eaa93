use crate::config::sections::Repositories;
use reqwest::Url;

/// The address of a repository that may be asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    text: String,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Place {
    /// `http` and `https`: whom credentials are for, and whom to look up.
    Web { origin: String, host: String, port: u16 },
    /// On this machine.
    Local,
}

/// Why an address is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is none.
    #[error("`{0}` is not the address of a repository: write it as https://HOST/PATH")]
    Malformed(String),
    /// A way that git knows and that is not taken here.
    #[error("repositories are not fetched over `{0}`: write the address as https://HOST/PATH")]
    Protocol(String),
    /// A password in it would be seen by everybody who sees the pipeline.
    #[error("the address of a repository must not hold a user or password: give a `token` beside it")]
    Credentials,
    /// It is on this machine.
    #[error(
        "repositories on this machine are not fetched: the setting repositories.allow_local lets them be"
    )]
    Local,
}

const LONGEST: usize = 2000;

impl Address {
    /// Looks at what somebody gave.
    pub fn new(text: &str, rules: &Repositories) -> Result<Self, AddressError> {
        let shown = || text.chars().filter(|c| !c.is_control()).take(200).collect::<String>();
        let malformed = || AddressError::Malformed(shown());
        if text.is_empty()
            || text.len() > LONGEST
            || text.starts_with('-')
            || text.contains(|c: char| c.is_control() || c.is_whitespace())
        {
            return Err(malformed());
        }
        if let Some(path) = text.strip_prefix("file://").or_else(|| text.starts_with('/').then_some(text)) {
            return match rules.allow_local && path.starts_with('/') {
                true => Ok(Self { text: path.trim_end_matches('/').to_owned(), place: Place::Local }),
                false => Err(AddressError::Local),
            };
        }
        let Some((scheme, _)) = text.split_once("://") else {
            return Err(match text.split_once(':') {
                Some((helper, rest)) if rest.starts_with(':') => AddressError::Protocol(helper.to_owned()),
                Some((host, _)) if host.contains('@') => AddressError::Protocol("ssh".to_owned()),
                _ => malformed(),
            });
        };
        if scheme != "https" && scheme != "http" {
            return Err(AddressError::Protocol(scheme.chars().take(20).collect()));
        }
        let url = Url::parse(text).map_err(|_| malformed())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Credentials);
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(malformed());
        };
        if host.starts_with('-') || url.query().is_some() || url.fragment().is_some() || url.path() == "/" {
            return Err(malformed());
        }
        let (host, origin) = (host.to_owned(), format!("{scheme}://{host}:{port}"));
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { text, place: Place::Web { origin, host, port } })
    }

    /// As git is given it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port: what a credential is good for. None on this machine.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        match &self.place {
            Place::Web { origin, .. } => Some(origin),
            Place::Local => None,
        }
    }

    /// Whom to look up before it is asked.
    pub(super) fn host(&self) -> Option<(&str, u16)> {
        match &self.place {
            Place::Web { host, port, .. } => {
                Some((host.trim_start_matches('[').trim_end_matches(']'), *port))
            }
            Place::Local => None,
        }
    }

    /// What protocols git may speak to get there.
    pub(super) fn protocol(&self) -> &'static str {
        match &self.place {
            Place::Local => "file",
            Place::Web { origin, .. } if origin.starts_with("https:") => "https",
            Place::Web { .. } => "http",
        }
    }

    /// Owner and name, and the page for people.
    #[must_use]
    pub fn repository(&self) -> (String, String, String) {
        let path = match &self.place {
            Place::Local => self.text.as_str(),
            Place::Web { .. } => path(&self.text),
        };
        let path = path.trim_matches('/').trim_end_matches(".git");
        let page = self.text.trim_end_matches(".git").to_owned();
        match (path.rsplit_once('/'), &self.place) {
            (Some((owner, name)), Place::Web { .. }) => (owner.to_owned(), name.to_owned(), page),
            (Some((_, name)), Place::Local) => ("local".to_owned(), name.to_owned(), page),
            (None, _) => ("local".to_owned(), path.to_owned(), page),
        }
    }

    /// Whether another address, as a forge writes it, is that of the same repository.
    #[must_use]
    pub fn is_same(&self, other: &str) -> bool {
        identity(&self.text) == identity(other)
    }
}

/// Host and path, as different ways of writing one address share them.
fn identity(text: &str) -> String {
    let text = text.strip_prefix("file://").unwrap_or(text).trim_end_matches('/').trim_end_matches(".git");
    match text.split_once("://") {
        Some((_, place)) => place.rsplit_once('@').map_or(place, |(_, place)| place).to_ascii_lowercase(),
        None => text.to_owned(),
    }
}

/// What follows the host.
fn path(url: &str) -> &str {
    let place = url.split_once("://").map_or(url, |(_, place)| place);
    place.split_once('/').map_or("", |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(allow_local: bool) -> Repositories {
        Repositories { allow_local, ..Repositories::default() }
    }

    #[test]
    fn security_case_11_addresses_are_no_options_and_no_helpers() {
        let refused = |text: &str| Address::new(text, &rules(false)).unwrap_err().to_string();
        for text in
            ["--upload-pack=x", "-x", "a b", "https://h/a\nb", "nothing", "https://", "https://h/", ""]
        {
            assert!(refused(text).contains("is not the address"), "{text}");
        }
        for text in [
            "ext::sh -c x",
            "ext::x",
            "fd::3",
            "ssh://-oProxyCommand=x/y",
            "git://h/x",
            "git@h:x/y",
            "ftp://h/x",
        ] {
            let said = refused(text);
            assert!(
                said.contains("not fetched over") || said.contains("is not the address"),
                "{text}: {said}"
            );
        }
        for text in ["file:///etc", "/etc", "file://host/x"] {
            assert!(refused(text).contains("allow_local"), "{text}");
        }
        assert!(refused("https://user:word@h/x").contains("must not hold"));
        assert!(Address::new("/srv/x.git", &rules(true)).is_ok());
    }

    #[test]
    fn an_address_tells_its_repository_and_its_likes() {
        let address = Address::new("https://Forge.example/acme/team/site.git", &rules(false)).unwrap();
        assert_eq!(address.origin(), Some("https://forge.example:443"));
        let page = "https://forge.example/acme/team/site".to_owned();
        assert_eq!(address.repository(), ("acme/team".to_owned(), "site".to_owned(), page));
        for same in ["https://forge.example/acme/team/site", "http://x@forge.example/Acme/Team/Site.git/"] {
            assert!(address.is_same(same), "{same}");
        }
        for other in ["https://forge.example/acme/site", "https://other.example/acme/team/site"] {
            assert!(!address.is_same(other), "{other}");
        }
    }
}
