//! Verifying deliveries.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::digest::{self, Digest, SHA256};
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::{
    Delivery, UnreadableBodyError, WebhookError, WebhookKeyError,
    delivery::Ids,
    key_cache::KeyCache,
    public_key::{self, PublicKey},
};
use crate::{Client, response::decode};

const MAX_BODY_SIZE: usize = 1024 * 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// The headers of a delivery, and their older names.
const SIGNATURE: [&str; 2] = ["rtk-signature", "dyte-signature"];
const DELIVERY_ID: [&str; 2] = ["rtk-uuid", "dyte-uuid"];
const WEBHOOK_ID: [&str; 2] = ["rtk-webhook-id", "dyte-webhook-id"];

/// Verifies webhooks and reads their events. Cloning is cheap: clones share the public key.
///
/// Create one when the program starts, and keep it.
///
/// ```
/// # use realtimekit_runtime::{Client, Error};
/// # use realtimekit_runtime::webhooks::Webhooks;
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder()
///     .base_url("https://api.cloudflare.com/client/v4")
///     .token("v1.0-abc")
///     .build()?;
/// let webhooks = Webhooks::new(&client)
///     .key_url("https://api.realtime.cloudflare.com/.well-known/webhooks.json")?;
/// # let _ = webhooks;
/// # Ok(()) }
/// ```
///
/// # The public key
/// The key is fetched when the first delivery arrives, and kept. If a signature does not match it, it is fetched again,
/// because the service may have changed it. Fetches start at least one minute apart. Deliveries that need the key at the
/// same time wait for the same fetch; deliveries that match the current key do not wait. A fetch uses the user agent,
/// the HTTP client and the timeout of the client (at most 10 seconds), but not its token.
///
/// For one minute after a successful fetch the key counts as current, and a signature that does not match it is a
/// [`WrongSignature`](WebhookError::WrongSignature). If there is no key, or the last fetch failed, the error is
/// [`KeyUnavailable`](WebhookError::KeyUnavailable), so that the service sends the delivery again.
///
/// # With axum
/// With the feature `axum`, [`Delivery`] is an extractor for handlers whose state contains a `Webhooks`
/// (`Webhooks: FromRef<S>`). The size of the body is limited while it is read. A delivery without a signature is
/// rejected before the body is read. [`WebhookError`] is the rejection, with its [`status`](WebhookError::status) and a
/// short text. Layers must not change the body.
///
#[cfg_attr(feature = "axum", doc = "```")]
#[cfg_attr(not(feature = "axum"), doc = "```ignore")]
/// use axum_core::{extract::FromRef, response::IntoResponse};
/// # use realtimekit_runtime::webhooks::{Delivery, Webhooks};
///
/// #[derive(serde::Deserialize)]
/// struct Event {
///     event: String,
/// }
///
/// // The state of the router. It can also be a `Webhooks` alone.
/// #[derive(Clone)]
/// struct App {
///     webhooks: Webhooks,
/// }
///
/// impl FromRef<App> for Webhooks {
///     fn from_ref(app: &App) -> Self {
///         app.webhooks.clone()
///     }
/// }
///
/// // Router::new().route("/webhooks", post(receive)).with_state(app)
/// async fn receive(delivery: Delivery<Event>) -> impl IntoResponse {
///     println!("{}", delivery.event.event);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Webhooks {
    key: Key,
    pub(super) max_body_size: usize,
    pub(super) body_timeout: Duration,
}

#[derive(Clone)]
enum Key {
    Fixed(Arc<PublicKey>),
    Fetched(KeyCache),
}

/// A client that can fetch the public key of webhooks.
pub trait WebhookSource {
    /// The client that fetches the key.
    #[doc(hidden)]
    fn client(&self) -> &Client;

    /// The address of the key, if it is known.
    #[doc(hidden)]
    fn key_url(&self) -> Option<&'static str>;
}

/// It has no key URL: see [`Webhooks::key_url`]. Hidden, because the documentation of a generated client would name
/// this crate.
#[doc(hidden)]
impl WebhookSource for Client {
    fn client(&self) -> &Client {
        self
    }

    fn key_url(&self) -> Option<&'static str> {
        None
    }
}

impl Webhooks {
    /// Verifies with the public key that the service publishes. Nothing is fetched before the first delivery.
    pub fn new(client: &impl WebhookSource) -> Self {
        let url = client.key_url().unwrap_or_default();
        Self::with(Key::Fetched(KeyCache::new(client.client(), url)))
    }

    /// Verifies with this public key, in PEM: SPKI (`BEGIN PUBLIC KEY`) or PKCS#1 (`BEGIN RSA PUBLIC KEY`). Line breaks
    /// can be written as `\n`, as in many settings. The key is never fetched: if the service changes it, you must
    /// change it, too.
    ///
    /// # Errors
    /// If it is not an RSA public key of 2,048 to 8,192 bits in PEM.
    ///
    /// ```
    /// # use realtimekit_runtime::webhooks::Webhooks;
    ///
    /// let pem = "-----BEGIN PUBLIC KEY-----
    /// MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6bSyMd/BGxkM1d2+jATn
    /// ";
    /// let error = Webhooks::with_key(pem).unwrap_err();
    /// assert_eq!(error.to_string(), "the public key of the webhooks is cut off");
    /// ```
    pub fn with_key(pem: &str) -> Result<Self, WebhookKeyError> {
        PublicKey::from_pem(pem).map(|key| Self::with(Key::Fixed(Arc::new(key))))
    }

    fn with(key: Key) -> Self {
        Self {
            key,
            max_body_size: MAX_BODY_SIZE,
            body_timeout: BODY_TIMEOUT,
        }
    }

    /// Fetches the public key from this URL, for tests and private networks. The response must be `{"success": true,
    /// "data": {"publicKey": "-----BEGIN PUBLIC KEY-----…"}}`.
    ///
    /// Anyone who can change the response can forge webhooks. So it must be https, or http on a loopback address. Other
    /// http URLs are only accepted if the client's own base URL is http and was allowed.
    ///
    /// # Errors
    /// If it is not such a URL, or the key is fixed ([`with_key`](Webhooks::with_key)).
    pub fn key_url(mut self, url: &str) -> Result<Self, WebhookKeyError> {
        let Key::Fetched(keys) = &self.key else {
            return Err(WebhookKeyError::new(
                "was passed to `with_key`; use `new` for one that is fetched",
            ));
        };
        self.key = Key::Fetched(keys.at(url)?);
        Ok(self)
    }

    /// Sets the maximum size of a body in bytes. Default: 1 MiB (1,048,576).
    ///
    /// ```
    /// # use realtimekit_runtime::{Client, Error, webhooks::Webhooks};
    /// # let client = Client::builder().base_url("https://api.example.com").no_token().build()?;
    /// let webhooks = Webhooks::new(&client).max_body_size(64 * 1024);
    /// # let _ = webhooks;
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body_size = bytes;
        self
    }

    /// Sets how long the extractor for axum waits for the whole body. Default: 10 seconds.
    ///
    /// ```
    /// # use realtimekit_runtime::{Client, Error, webhooks::Webhooks};
    /// # let client = Client::builder().base_url("https://api.example.com").no_token().build()?;
    /// use std::time::Duration;
    ///
    /// let webhooks = Webhooks::new(&client).body_timeout(Duration::from_secs(3));
    /// # let _ = webhooks;
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn body_timeout(mut self, limit: Duration) -> Self {
        self.body_timeout = limit;
        self
    }

    /// Verifies a delivery and reads its event. The body must be unchanged: JSON that was parsed and serialized again
    /// has another signature. Nothing is parsed before the signature is verified.
    ///
    /// The headers may have the older names `dyte-signature`, `dyte-uuid` and `dyte-webhook-id`. The call must be made
    /// in a Tokio runtime, unless the key was passed in.
    ///
    /// # Errors
    /// Respond with [`WebhookError::status`]; a 5xx makes the service send the delivery again.
    ///
    /// ```
    /// # use realtimekit_runtime::{HeaderMap, webhooks::{WebhookError, Webhooks}};
    /// # async fn example(webhooks: Webhooks, headers: HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
    /// let delivery = webhooks.verify::<serde_json::Value>(&headers, body).await?;
    /// println!("{:?}: {}", delivery.delivery_id, delivery.event["event"]);
    /// # Ok(()) }
    /// ```
    pub async fn verify<E: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Delivery<E>, WebhookError> {
        let digest = self.verified(headers, body).await?;
        let event = decode::plain(body)
            .map_err(|place| WebhookError::UnreadableBody(UnreadableBodyError::new(place)))?;
        let ids = Ids {
            delivery: text(headers, DELIVERY_ID),
            webhook: text(headers, WEBHOOK_ID),
        };
        Ok(Delivery::new(event, ids, &digest))
    }

    /// Returns the SHA-256 of the body if its signature is valid.
    async fn verified(&self, headers: &HeaderMap, body: &[u8]) -> Result<Digest, WebhookError> {
        if body.len() > self.max_body_size {
            return Err(self.too_large());
        }
        let signature = signature(headers)?;
        let signature = public_key::signature(signature).ok_or(WebhookError::WrongSignature)?;
        let digest = digest::digest(&SHA256, body);
        let is_signed = match &self.key {
            Key::Fixed(key) => key.verifies(&digest, &signature),
            Key::Fetched(keys) => keys.verifies(&digest, &signature).await?,
        };
        match is_signed {
            true => Ok(digest),
            false => Err(WebhookError::WrongSignature),
        }
    }

    pub(super) fn too_large(&self) -> WebhookError {
        WebhookError::BodyTooLarge {
            limit: self.max_body_size,
        }
    }
}

/// The signature as it was sent.
pub(super) fn signature(headers: &HeaderMap) -> Result<&[u8], WebhookError> {
    let header = SIGNATURE.iter().find_map(|name| headers.get(*name));
    header
        .map(|value| value.as_bytes())
        .ok_or(WebhookError::MissingSignature)
}

fn text(headers: &HeaderMap, names: [&str; 2]) -> Option<String> {
    let header = names.iter().find_map(|name| headers.get(*name))?;
    let id = header.to_str().ok().filter(|id| !id.is_empty());
    id.map(str::to_owned)
}

/// A key has no useful `Debug` output.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Fixed(_) => "given",
            Self::Fetched(_) => "fetched",
        })
    }
}
