//! The certificate of the hub: rustls with the ring provider, TLS 1.3 alone.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{what}: {source}")]
    File {
        /// Which file.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not PEM, or holds nothing usable.
    #[error("{0} is not PEM of the expected kind")]
    Pem(&'static str),
    /// Certificate and key do not go together, or use something unsupported.
    #[error("certificate and key cannot be used: {0}")]
    Pair(#[from] rustls::Error),
}

/// Reads a certificate chain and its key, both PEM.
pub fn config(chain: &Path, key: &Path) -> Result<RustlsConfig, TlsError> {
    let read = |path: &Path, what| fs::read(path).map_err(|source| TlsError::File { what, source });
    let chain_pem = read(chain, "certificate file")?;
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&chain_pem)
        .collect::<Result<_, _>>()
        .map_err(|_| TlsError::Pem("the certificate file"))?;
    if certificates.is_empty() {
        return Err(TlsError::Pem("the certificate file"));
    }
    let key = PrivateKeyDer::from_pem_slice(&read(key, "key file")?)
        .map_err(|_| TlsError::Pem("the key file"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}
