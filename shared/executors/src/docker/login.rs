//! Finds how to sign in to a registry, as `docker` itself does.

use crate::ContainerSpec;
use bollard::auth::DockerCredentials;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// How `docker` names Docker Hub in its configuration.
const HUB: &str = "https://index.docker.io/v1/";

/// The variable that holds logins instead of the configuration's file.
const LOGINS: &str = "DOCKER_AUTH_CONFIG";

/// The credentials for an image: given ones, those of the job's logins, or those that the user's `docker` has (a
/// variable, `~/.docker/config.json`, its helpers). None: nobody signs in.
pub(super) async fn credentials(image: &str, spec: &ContainerSpec) -> Option<DockerCredentials> {
    let registry = registry(image);
    if let Some(given) = &spec.credentials {
        return Some(DockerCredentials {
            username: Some(given.username.clone()),
            password: Some(given.password.clone()),
            serveraddress: Some(registry.into()),
            ..DockerCredentials::default()
        });
    }
    // What cannot be read signs nobody in, and the registry then says so. A job may not name helpers: they are programs.
    let told =
        spec.logins.as_ref().map(|logins| logins.0.clone()).into_iter().chain(std::env::var(LOGINS).ok());
    for logins in told {
        let config = serde_json::from_str(&logins).unwrap_or_default();
        if let Some(found) = stored(&config, registry) {
            return Some(found);
        }
    }
    let folder = std::env::var_os("DOCKER_CONFIG").map(PathBuf::from);
    let folder = folder.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".docker")))?;
    let config = std::fs::read(folder.join("config.json")).ok()?;
    let config: Value = serde_json::from_slice(&config).ok()?;
    let helper = config["credHelpers"][registry].as_str().or_else(|| config["credsStore"].as_str());
    if let Some(helper) = helper
        && let Some(found) = ask(helper, registry).await
    {
        return Some(found);
    }
    stored(&config, registry)
}

/// The registry of an image, as the configuration names it.
fn registry(image: &str) -> &str {
    match image.split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => match host {
            "docker.io" | "index.docker.io" => HUB,
            host => host,
        },
        _ => HUB,
    }
}

fn stored(config: &Value, registry: &str) -> Option<DockerCredentials> {
    let entries = config["auths"].as_object()?;
    let host = |key: &str| {
        key.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned()
    };
    let (_, entry) = entries.iter().find(|(key, _)| *key == registry || host(key) == host(registry))?;
    let text = |name: &str| entry[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let decoded = text("auth").and_then(|auth| String::from_utf8(decode(&auth)?).ok());
    let (username, password) = match decoded.as_deref().and_then(|pair| pair.split_once(':')) {
        Some((username, password)) => {
            (Some(username.to_owned()), Some(password.trim_end_matches('\0').to_owned()))
        }
        None => (text("username"), text("password")),
    };
    let identitytoken = text("identitytoken");
    (username.is_some() || identitytoken.is_some()).then(|| DockerCredentials {
        username,
        password,
        identitytoken,
        serveraddress: Some(registry.into()),
        ..DockerCredentials::default()
    })
}

/// Asks one of `docker`'s credential helpers.
async fn ask(helper: &str, registry: &str) -> Option<DockerCredentials> {
    let mut command = Command::new(format!("docker-credential-{helper}"));
    command.arg("get").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().ok()?;
    child.stdin.take()?.write_all(registry.as_bytes()).await.ok()?;
    let answer = child.wait_with_output().await.ok().filter(|answer| answer.status.success())?;
    let answer: Value = serde_json::from_slice(&answer.stdout).ok()?;
    let (username, secret) = (answer["Username"].as_str()?.to_owned(), answer["Secret"].as_str()?.to_owned());
    let serveraddress = Some(registry.to_owned());
    Some(match username.as_str() {
        "<token>" => {
            DockerCredentials { identitytoken: Some(secret), serveraddress, ..DockerCredentials::default() }
        }
        _ => DockerCredentials {
            username: Some(username),
            password: Some(secret),
            serveraddress,
            ..DockerCredentials::default()
        },
    })
}

/// Base64 (RFC 4648).
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_of_an_image() {
        assert_eq!(registry("debian"), HUB);
        assert_eq!(registry("acme/tool:1"), HUB);
        assert_eq!(registry("docker.io/library/debian"), HUB);
        assert_eq!(registry("localhost:5000/tool"), "localhost:5000");
        assert_eq!(registry("registry.example.org/a/b@sha256:0"), "registry.example.org");
    }

    #[test]
    fn what_docker_login_stored() {
        let config = serde_json::json!({"auths": {
            "https://registry.example.org": {"auth": "bWU6czpjcmV0"},
            "empty.example.org": {},
        }});
        let found = stored(&config, "registry.example.org").unwrap();
        assert_eq!((found.username.unwrap(), found.password.unwrap()), ("me".into(), "s:cret".into()));
        assert!(stored(&config, "empty.example.org").is_none());
        assert!(stored(&config, HUB).is_none());
        assert_eq!(decode("YQ==").unwrap(), b"a");
        assert_eq!(decode("?"), None);
    }
}
