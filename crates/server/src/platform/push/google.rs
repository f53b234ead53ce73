//! Access tokens of Google's APIs: a service account's signed assertion is exchanged for a token that is valid
//! for an hour.

use axum::http::{Request, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::Full;
use jiff::{SignedDuration, Timestamp};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use url::form_urlencoded;

use super::Outcome;
use super::client::Client;

const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// A token is not used in its last minute, so that it does not expire during a request.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// The fields of a service account's file that are used here.
#[derive(Deserialize)]
pub(super) struct ServiceAccount {
    pub(super) project_id: String,
    client_email: String,
    private_key: String,
    #[serde(default = "google")]
    pub(super) token_uri: String,
}

fn google() -> String {
    "https://oauth2.googleapis.com/token".into()
}

/// Gets and caches the tokens of a service account.
pub(super) struct Tokens {
    account: ServiceAccount,
    key: KeyPair,
    cached: Mutex<Option<(String, Timestamp)>>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

impl Tokens {
    /// Returns `None` if the private key is not an RSA key.
    pub(super) fn new(account: ServiceAccount) -> Option<Self> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(account.private_key.as_bytes()).ok()?;
        let key = KeyPair::from_pkcs8(der.secret_pkcs8_der()).ok()?;
        Some(Self { account, key, cached: Mutex::default() })
    }

    /// Returns a valid token, requesting one if necessary.
    pub(super) async fn token(&self, client: &Client, now: Timestamp) -> Result<String, Outcome> {
        // Locked during the request, so that concurrent messages request one token.
        let mut cached = self.cached.lock().await;
        if let Some((token, until)) = &*cached
            && now < *until
        {
            return Ok(token.clone());
        }
        let granted = self.request(client, now).await?;
        let life = SignedDuration::from_secs(granted.expires_in.clamp(120, 3_600));
        let until = now.checked_add(life).and_then(|end| end.checked_sub(MARGIN)).unwrap_or(now);
        *cached = Some((granted.access_token.clone(), until));
        Ok(granted.access_token)
    }

    /// Forgets the token, because it was refused.
    pub(super) async fn forget(&self) {
        *self.cached.lock().await = None;
    }

    async fn request(&self, client: &Client, now: Timestamp) -> Result<Granted, Outcome> {
        let later = |why: &str| Outcome::later(format!("fcm: no token: {why}"));
        let assertion = self.assertion(now).ok_or_else(|| later("can't sign"))?;
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", GRANT)
            .append_pair("assertion", &assertion)
            .finish();
        let request = Request::post(&self.account.token_uri)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(form))
            .map_err(|_| later("the address can't be used"))?;
        let reply = client.send(request, now).await.map_err(later)?;
        if let Some(busy) = reply.service_failure("fcm: no token") {
            return Err(busy);
        }
        if !reply.status.is_success() {
            // Temporary: an operator can fix a wrong key or a suspended account.
            return Err(later(&format!("status {}", reply.status.as_u16())));
        }
        serde_json::from_slice(&reply.body).map_err(|_| later("not an answer"))
    }

    fn assertion(&self, now: Timestamp) -> Option<String> {
        let iat = now.as_second();
        let claims = Claims {
            iss: &self.account.client_email,
            scope: SCOPE,
            aud: &self.account.token_uri,
            iat,
            exp: iat + 3_600,
        };
        let head = URL_SAFE_NO_PAD.encode(br#"{"alg":"RS256","typ":"JWT"}"#);
        let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).ok()?));
        let mut signature = vec![0; self.key.public().modulus_len()];
        // The signature is deterministic; ring uses randomness against timing attacks.
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
