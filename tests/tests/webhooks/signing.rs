//! Signed deliveries, with newly generated keys.

use std::sync::OnceLock;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use realtimekit_runtime::{HeaderMap, HeaderName};
use serde_json::json;

/// A private key.
pub struct Signer(RsaKeyPair);

/// The key of the service.
pub fn service() -> &'static Signer {
    static KEY: OnceLock<Signer> = OnceLock::new();
    KEY.get_or_init(Signer::new)
}

/// The key of somebody else, or of the service after it has changed its key.
pub fn other() -> &'static Signer {
    static KEY: OnceLock<Signer> = OnceLock::new();
    KEY.get_or_init(Signer::new)
}

impl Signer {
    fn new() -> Self {
        Self(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    /// The public key in PEM.
    pub fn pem(&self) -> String {
        let der = self.0.public_key().as_der().unwrap();
        format!(
            "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
            BASE64_STANDARD.encode(der.as_ref())
        )
    }

    /// The response of the server that publishes the key.
    pub fn published(&self) -> String {
        json!({"success": true, "data": {"publicKey": self.pem()}, "message": ""}).to_string()
    }

    /// The signature in a header.
    pub fn sign(&self, body: &[u8]) -> String {
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = SystemRandom::new();
        self.0
            .sign(&RSA_PKCS1_SHA256, &random, body, &mut signature)
            .unwrap();
        BASE64_STANDARD.encode(signature)
    }

    /// The headers of a delivery.
    pub fn headers(&self, body: &[u8]) -> HeaderMap {
        headers(&[
            ("rtk-signature", &self.sign(body)),
            ("rtk-uuid", "d-1"),
            ("rtk-webhook-id", "w-1"),
        ])
    }
}

/// These headers.
pub fn headers(headers: &[(&str, &str)]) -> HeaderMap {
    let parsed = headers
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()));
    parsed.collect()
}

/// The body of a delivery.
pub const BODY: &[u8] = br#"{"event":"meeting.started","meeting":{"id":"m-1"}}"#;
