//! The public key that signatures are verified with.

use aws_lc_rs::{
    digest::Digest,
    encoding::AsDer,
    rsa::PublicEncryptingKey,
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256},
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::WebhookKeyError;

/// With or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// No signature is longer than that of the largest key, 8,192 bits, in base64.
const LONGEST_SIGNATURE: usize = 2_000;

pub(super) struct PublicKey(ParsedPublicKey);

impl PublicKey {
    /// Reads a key in PEM: SPKI (`PUBLIC KEY`) or PKCS#1 (`RSA PUBLIC KEY`).
    pub(super) fn from_pem(pem: &str) -> Result<Self, WebhookKeyError> {
        let key = der(pem).and_then(|der| {
            ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der)
                .map_err(|_| "is in PEM, but its content is not an RSA key")
        });
        let key = key.and_then(|key| match has_allowed_size(&key) {
            true => Ok(key),
            false => Err("does not have between 2,048 and 8,192 bits"),
        });
        key.map(Self).map_err(WebhookKeyError::new)
    }

    /// Whether this is a signature of a body with this SHA-256.
    pub(super) fn verifies(&self, body: &Digest, signature: &[u8]) -> bool {
        self.0.verify_digest_sig(body, signature).is_ok()
    }
}

/// The bytes of a signature in a header.
pub(super) fn signature(header: &[u8]) -> Option<Vec<u8>> {
    let header = header.trim_ascii();
    let is_short = header.len() <= LONGEST_SIGNATURE;
    is_short.then(|| BASE64.decode(header).ok())?
}

/// The signature algorithm only checks the size when a signature is verified.
fn has_allowed_size(key: &ParsedPublicKey) -> bool {
    let spki = key.as_der();
    spki.is_ok_and(|spki| PublicEncryptingKey::from_der(spki.as_ref()).is_ok())
}

/// The content of the first PEM block.
fn der(pem: &str) -> Result<Vec<u8>, &'static str> {
    let missing = "is not in PEM; a public key in PEM begins with `-----BEGIN PUBLIC KEY-----`";
    // environment variables often contain line breaks as \n
    let pem = pem.replace("\\r", "").replace("\\n", "\n");
    let (_, rest) = pem.split_once("-----BEGIN ").ok_or(missing)?;
    let (label, rest) = rest.split_once("-----").ok_or(missing)?;
    match label {
        "PUBLIC KEY" | "RSA PUBLIC KEY" => {}
        _ if label.contains("PRIVATE KEY") => {
            return Err("is a private key; use the public key, and keep the private one secret");
        }
        _ => return Err("is in PEM, but is not a public key"),
    }
    let end = format!("-----END {label}-----");
    let (content, _) = rest.split_once(&end).ok_or("is cut off")?;
    let content: String = content.split_whitespace().collect();
    BASE64
        .decode(content)
        .map_err(|_| "is in PEM, but its content is not base64")
}
