//! The types that settings have, each read from text and shown as text.

use engine::job::Secret;
use reqwest::Url;
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

/// A type that a setting may have.
pub(super) trait Value: Sized {
    /// Reads it, or says what was wanted.
    fn read(text: &str) -> Result<Self, Wanted>;
    /// How `config show` prints it. What must not be seen is not in it.
    fn show(&self) -> String;
}

/// What should have stood there: "a boolean", "a number from 1 to 10".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted(pub Cow<'static, str>);

impl Wanted {
    pub(super) const fn a(what: &'static str) -> Self {
        Self(Cow::Borrowed(what))
    }
}

impl Value for bool {
    fn read(text: &str) -> Result<Self, Wanted> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err(Wanted::a("true or false")),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for String {
    fn read(text: &str) -> Result<Self, Wanted> {
        Ok(text.to_owned())
    }

    fn show(&self) -> String {
        self.clone()
    }
}

impl Value for u16 {
    fn read(text: &str) -> Result<Self, Wanted> {
        text.parse().map_err(|_| Wanted::a("a port from 0 to 65535"))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for PathBuf {
    fn read(text: &str) -> Result<Self, Wanted> {
        Ok(Self::from(text))
    }

    fn show(&self) -> String {
        self.display().to_string()
    }
}

impl Value for IpAddr {
    fn read(text: &str) -> Result<Self, Wanted> {
        if text == "localhost" {
            return Ok(Ipv4Addr::LOCALHOST.into());
        }
        let bare = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
        bare.parse().map_err(|_| Wanted::a("an address such as 127.0.0.1, 0.0.0.0 or ::"))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for Url {
    fn read(text: &str) -> Result<Self, Wanted> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        url.filter(Url::has_host).ok_or(Wanted::a("a URL that begins with http:// or https://"))
    }

    fn show(&self) -> String {
        let mut shown = self.clone();
        if shown.password().is_some() {
            // Only a URL without a host refuses one, and those are not read.
            shown.set_password(Some("***")).ok();
        }
        shown.to_string()
    }
}

impl Value for Secret {
    fn read(text: &str) -> Result<Self, Wanted> {
        Ok(Self::new(text))
    }

    fn show(&self) -> String {
        "(hidden)".to_owned()
    }
}
