use super::{Address, GitError};
use crate::config::Network;
use crate::sinks::may;
use std::net::IpAddr;

/// Looks up whom an address leads to. All answers must be allowed, and git is held to them: a name that leads elsewhere
/// a moment later leads nowhere new. In the words of `http.curloptResolve`.
pub(super) async fn pinned(address: &Address, allowed: &[Network]) -> Result<Option<String>, GitError> {
    let Some((host, port)) = address.host() else { return Ok(None) };
    let failed = |said: String| GitError::Failed { what: "fetch".to_owned(), said };
    let found = tokio::net::lookup_host((host, port)).await;
    let found = found.map_err(|error| failed(format!("cannot find {host}: {error}")))?;
    let found: Vec<IpAddr> = found.map(|found| found.ip()).collect();
    if found.is_empty() {
        return Err(failed(format!("cannot find {host}: there is no such name")));
    }
    if let Some(refused) = found.iter().find(|ip| !may(**ip, allowed)) {
        let help = "outgoing.allowed_networks can allow it";
        return Err(failed(format!("{refused} is no address of the Internet; {help}")));
    }
    if host.parse::<IpAddr>().is_ok() {
        return Ok(None);
    }
    let written = |ip: &IpAddr| if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
    let answers: Vec<String> = found.iter().map(written).collect();
    Ok(Some(format!("{host}:{port}:{}", answers.join(","))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn security_case_09_git_asks_no_private_network_unless_told() {
        let rules = crate::config::sections::Repositories::default();
        for text in
            ["http://127.0.0.1:9/x", "http://0x7f.1/x", "http://[::1]/x", "http://169.254.169.254/latest"]
        {
            let address = Address::new(text, &rules).unwrap();
            let said = pinned(&address, &[]).await.unwrap_err().to_string();
            assert!(said.contains("is no address of the Internet"), "{text}: {said}");
        }
    }
}
