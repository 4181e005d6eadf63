//! The key that signs deliveries. All servers of a process share it, and it is created when it is first
//! needed.

use std::sync::OnceLock;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::response::Response;

/// The path at which the server publishes its public key.
pub const KEY_PATH: &str = "/.well-known/webhooks.json";

/// `None` if the machine has no source of random numbers.
fn key() -> Option<&'static RsaKeyPair> {
    static KEY: OnceLock<Option<RsaKeyPair>> = OnceLock::new();
    KEY.get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).ok())
        .as_ref()
}

/// The header `rtk-signature` of a body.
pub fn signature(body: &[u8]) -> Option<String> {
    let key = key()?;
    let mut signature = vec![0; key.public_modulus_len()];
    let random = SystemRandom::new();
    key.sign(&RSA_PKCS1_SHA256, &random, body, &mut signature)
        .ok()?;
    Some(BASE64_STANDARD.encode(signature))
}

/// The public key, as the service publishes its own.
pub fn published() -> Response {
    let der = key().and_then(|key| key.public_key().as_der().ok());
    let Some(der) = der else {
        return Response::error(500, "no key could be made");
    };
    let content = BASE64_STANDARD.encode(der.as_ref());
    // Strict parsers require lines of 64 characters.
    let lines = content.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let lines = lines.collect::<Vec<_>>().join("\n");
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n");
    let body = json!({"success": true, "data": {"publicKey": pem}, "message": ""});
    Response::new(200, body)
}

#[cfg(test)]
mod tests {
    use super::published;

    #[test]
    fn the_published_key_has_lines_of_64_characters() {
        let key = published().body["data"]["publicKey"].to_string();
        let lines: Vec<usize> = key.split("\\n").map(str::len).collect();
        assert_eq!(lines[1..7], [64; 6], "{key}");
    }
}
