//! A software authenticator and browser. They behave correctly unless a test changes them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const ORIGIN: &str = "http://localhost:8080";
const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// One credential on one device. Tests change fields to make the device send other values.
#[derive(Clone)]
pub struct Authenticator {
    pub key: SigningKey,
    pub id: Vec<u8>,
    pub user_handle: Vec<u8>,
    pub origin: String,
    pub rp_id: String,
    pub counter: u32,
    pub verifies_user: bool,
}

impl Authenticator {
    /// Derives the key and its id from `seed`.
    pub fn new(seed: &str) -> Self {
        let secret = Sha256::digest(seed.as_bytes());
        Self {
            key: SigningKey::from_slice(&secret).unwrap(),
            id: Sha256::digest(secret).to_vec(),
            user_handle: Vec::new(),
            origin: ORIGIN.into(),
            rp_id: "localhost".into(),
            counter: 0,
            verifies_user: true,
        }
    }

    /// Returns the result of `navigator.credentials.create` for these options.
    pub fn create(&mut self, options: &Value) -> Value {
        self.user_handle = URL_SAFE_NO_PAD.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let mut data = self.authenticator_data(ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        // {"fmt": "none", "attStmt": {}, "authData": h'..'}
        let mut attestation = vec![0xa3];
        attestation.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x59");
        attestation.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        attestation.extend(&data);
        let client_data = self.client_data("webauthn.create", options);
        json!({
            "id": encoded(&self.id), "rawId": encoded(&self.id), "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": encoded(client_data.as_bytes()), "attestationObject": encoded(&attestation),
                "transports": ["internal", "carrier-pigeon"], "publicKeyAlgorithm": -7,
            },
            "clientExtensionResults": {"credProps": {"rk": true}, "prf": {"enabled": true}},
        })
    }

    /// Returns the result of `navigator.credentials.get` for these options.
    pub fn get(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        self.sign(client_data.as_bytes(), client_data.as_bytes())
    }

    /// Returns a response with the client data `sent` and a signature over `signed`.
    pub fn sign(&self, signed: &[u8], sent: &[u8]) -> Value {
        let data = self.authenticator_data(0);
        let message = [data.as_slice(), Sha256::digest(signed).as_slice()].concat();
        let signature: DerSignature = self.key.sign(&message);
        json!({
            "id": encoded(&self.id), "rawId": encoded(&self.id), "type": "public-key",
            "response": {
                "clientDataJSON": encoded(sent), "authenticatorData": encoded(&data),
                "signature": encoded(signature.as_bytes()), "userHandle": encoded(&self.user_handle),
            },
            "clientExtensionResults": {},
        })
    }

    pub fn client_data(&self, kind: &str, options: &Value) -> String {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false})
            .to_string()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies_user { USER_VERIFIED } else { 0 };
        let mut data = Sha256::digest(self.rp_id.as_bytes()).to_vec();
        data.push(USER_PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend(point.x().unwrap());
        key.extend([0x22, 0x58, 0x20]);
        key.extend(point.y().unwrap());
        key
    }
}

pub fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
