//! Certificates that can be renewed while the daemon runs.

use crate::config::sections::Tls;
use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// It holds something else.
    #[error("{} holds no {wanted} in PEM: {cause}", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        wanted: &'static str,
        /// What is wrong with it.
        cause: pem::Error,
    },
    /// Certificate and key do not fit, or are of a kind that nobody takes.
    #[error("{} and {} cannot be used together: {cause}", cert.display(), key.display())]
    Unusable {
        /// The certificate.
        cert: PathBuf,
        /// The key.
        key: PathBuf,
        /// Why.
        cause: rustls::Error,
    },
}

/// The certificate that is shown to clients.
pub struct Certificates {
    files: Tls,
    serving: RustlsConfig,
    read: Mutex<Stamps>,
}

/// When two files were last changed.
type Stamps = [Option<SystemTime>; 2];

impl Certificates {
    /// Reads it.
    pub fn open(files: &Tls) -> Result<Self, TlsError> {
        let read = Mutex::new(stamps(files));
        let serving = RustlsConfig::from_config(Arc::new(configure(files)?));
        Ok(Self { files: files.clone(), serving, read })
    }

    /// What connections are accepted with. A certificate read later is used for the connections that come after it.
    #[must_use]
    pub fn serving(&self) -> RustlsConfig {
        self.serving.clone()
    }

    /// Reads it again. If that fails, the old one stays.
    pub fn reload(&self) -> Result<(), TlsError> {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = stamps(&self.files);
        self.serving.reload_from_config(Arc::new(configure(&self.files)?));
        Ok(())
    }

    /// Reads it again if a file was changed since, and says whether one was.
    pub fn reload_changed(&self) -> Result<bool, TlsError> {
        let same = *self.read.lock().unwrap_or_else(PoisonError::into_inner) == stamps(&self.files);
        if same { Ok(false) } else { self.reload().map(|()| true) }
    }
}

fn stamps(files: &Tls) -> Stamps {
    let of = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    [of(&files.cert_path), of(&files.key_path)]
}

fn configure(files: &Tls) -> Result<ServerConfig, TlsError> {
    let (cert, key) = (&files.cert_path, &files.key_path);
    let not_pem = |path: &Path, wanted| {
        let path = path.to_owned();
        move |cause| TlsError::NotPem { path, wanted, cause }
    };
    let chain = CertificateDer::pem_slice_iter(&read(cert)?).collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(not_pem(cert, "certificate"))?;
    if chain.is_empty() {
        return Err(not_pem(cert, "certificate")(pem::Error::NoItemsFound));
    }
    let private = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(not_pem(key, "private key"))?;
    let unusable = |cause| TlsError::Unusable { cert: cert.clone(), key: key.clone(), cause };
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions().map_err(unusable)?;
    let mut config = builder.with_no_client_auth().with_single_cert(chain, private).map_err(unusable)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn read(path: &Path) -> Result<zeroize::Zeroizing<Vec<u8>>, TlsError> {
    let unreadable = |cause| TlsError::Unreadable { path: path.to_owned(), cause };
    std::fs::read(path).map(zeroize::Zeroizing::new).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::routing::get;
    use std::net::SocketAddr;
    use std::process::Command;

    /// Makes a certificate for localhost, with the script that users have.
    fn make(folder: &Path) -> Tls {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/generate-certs.sh");
        assert!(Command::new(script).arg(folder).output().unwrap().status.success());
        Tls { cert_path: folder.join("rustci.crt"), key_path: folder.join("rustci.key") }
    }

    /// Whether somebody who trusts this certificate alone gets an answer.
    async fn answers(address: SocketAddr, trusted: &[u8]) -> bool {
        let trusted = reqwest::Certificate::from_pem(trusted).unwrap();
        let client = reqwest::Client::builder().tls_certs_only([trusted]).no_proxy().build().unwrap();
        let url = format!("https://localhost:{}/", address.port());
        client.get(url).send().await.is_ok_and(|response| response.status().is_success())
    }

    #[tokio::test]
    async fn a_new_certificate_is_used_without_a_restart() {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (files, next) = (make(old.path()), make(new.path()));
        let [first, second] = [&files, &next].map(|files| std::fs::read(&files.cert_path).unwrap());
        let certificates = Certificates::open(&files).unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let server = axum_server::from_tcp_rustls(listener, certificates.serving()).unwrap();
        let router = Router::new().route("/", get(|| async { "hello" }));
        tokio::spawn(server.serve(router.into_make_service()));
        assert!(answers(address, &first).await);
        assert!(!answers(address, &second).await);
        assert!(!certificates.reload_changed().unwrap());

        // A key that does not fit changes nothing.
        std::fs::copy(&next.key_path, &files.key_path).unwrap();
        assert!(matches!(certificates.reload(), Err(TlsError::Unusable { .. })));
        assert!(answers(address, &first).await);

        std::fs::copy(&next.cert_path, &files.cert_path).unwrap();
        certificates.reload().unwrap();
        assert!(answers(address, &second).await);
        assert!(!answers(address, &first).await);
    }

    #[test]
    fn what_is_wrong_with_the_files_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let files = make(folder.path());
        let said = |files: &Tls| Certificates::open(files).err().map(|error| error.to_string()).unwrap();
        let swapped = Tls { cert_path: files.key_path.clone(), key_path: files.cert_path.clone() };
        assert!(said(&swapped).contains("rustci.key holds no certificate in PEM"), "{}", said(&swapped));
        let keyless = Tls { key_path: files.cert_path.clone(), ..files.clone() };
        assert!(said(&keyless).contains("rustci.crt holds no private key in PEM"), "{}", said(&keyless));
        let absent = Tls { cert_path: folder.path().join("absent.crt"), ..files };
        assert!(said(&absent).contains("absent.crt: No such file"), "{}", said(&absent));
    }
}
