//! TLS for the clients of this server: ring, and Mozilla's root certificates.

use std::sync::{Arc, LazyLock};

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::{CertificateError, ClientConfig, RootCertStore};

/// Returns the configuration that all clients share.
///
/// The provider is named because a process with two providers and no default one panics.
#[must_use]
pub fn client_config() -> Arc<ClientConfig> {
    static CONFIG: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring has a cipher suite for TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Arc::new(config)
    });
    Arc::clone(&CONFIG)
}

/// Returns a connector for HTTP/1.1 over TLS on top of `http`; `allow_plain` also permits URLs of
/// the scheme `http`.
#[must_use]
pub fn https_connector<R>(mut http: HttpConnector<R>, allow_plain: bool) -> HttpsConnector<HttpConnector<R>> {
    // The scheme is checked by the connector around it.
    http.enforce_http(false);
    let builder = HttpsConnectorBuilder::new().with_tls_config(ClientConfig::clone(&client_config()));
    let builder = if allow_plain { builder.https_or_http() } else { builder.https_only() };
    builder.enable_http1().wrap_connector(http)
}

/// Describes why TLS failed, without names.
pub(super) fn tls_failure(error: &rustls::Error) -> &'static str {
    use CertificateError as Certificate;
    match error {
        rustls::Error::InvalidCertificate(reason) => match reason {
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                "the server's certificate is for another name"
            }
            // Most self-signed certificates are those of an authority, which rustls refuses for a server.
            Certificate::UnknownIssuer | Certificate::Other(_) => {
                "the server's certificate is not signed by a trusted authority"
            }
            Certificate::Expired | Certificate::ExpiredContext { .. } => "the server's certificate has expired",
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                "the server's certificate is not valid yet; check the clock"
            }
            _ => "the server's certificate is not valid",
        },
        rustls::Error::InvalidMessage(_) => "the server does not speak TLS on this port",
        _ => "no TLS version or cipher that both sides support, or TLS failed",
    }
}
