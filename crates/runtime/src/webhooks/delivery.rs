//! A webhook that was verified.

use std::fmt::{self, Write};

use aws_lc_rs::digest::{self, Digest, SHA256};

use crate::types::object::debug_object;

/// A webhook whose signature was verified, with its event.
///
/// With the feature `axum` it is an extractor: see [`Webhooks`](super::Webhooks).
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery<E> {
    /// The event: the body.
    pub event: E,
    /// The header `rtk-uuid`: the id of this delivery. Whether a repeated delivery has the same one is not documented. It is
    /// not signed.
    pub delivery_id: Option<String>,
    /// The header `rtk-webhook-id`: the id of the webhook for which the event was sent. It is not signed.
    pub webhook_id: Option<String>,
    key: DeliveryKey,
}

impl<E: fmt::Debug> fmt::Debug for Delivery<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_object(
            f,
            "Delivery",
            &[
                ("event", &self.event),
                ("delivery_id", &self.delivery_id),
                ("webhook_id", &self.webhook_id),
            ],
        )
    }
}

impl<E> Delivery<E> {
    pub(super) fn new(event: E, ids: Ids, body: &Digest) -> Self {
        Self {
            event,
            key: DeliveryKey::new(&ids, body),
            delivery_id: ids.delivery,
            webhook_id: ids.webhook,
        }
    }

    /// The key by which duplicates of this delivery are recognised.
    pub fn key(&self) -> &DeliveryKey {
        &self.key
    }
}

/// The ids in the headers.
pub(super) struct Ids {
    pub(super) delivery: Option<String>,
    pub(super) webhook: Option<String>,
}

/// The key by which duplicates of a delivery are recognised: its id, and its content. A delivery is a duplicate if
/// either equals that of an earlier one.
///
/// ```
/// # use realtimekit_runtime::webhooks::DeliveryKey;
///
/// /// The values of a column with a unique index.
/// fn ids(key: &DeliveryKey) -> Vec<String> {
///     let mut ids = vec![format!("content:{}", key.content_id())];
///     ids.extend(key.delivery_id().map(|id| format!("delivery:{id}")));
///     ids
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DeliveryKey {
    delivery_id: Option<String>,
    content_id: String,
}

impl fmt::Debug for DeliveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: [(&str, &dyn fmt::Debug); 2] = [
            ("delivery_id", &self.delivery_id),
            ("content_id", &self.content_id),
        ];
        debug_object(f, "DeliveryKey", &fields)
    }
}

impl DeliveryKey {
    fn new(ids: &Ids, body: &Digest) -> Self {
        // the hash of the body has a fixed length, so it is separate from the id
        let mut content = digest::Context::new(&SHA256);
        content.update(body.as_ref());
        content.update(ids.webhook.as_deref().unwrap_or_default().as_bytes());
        let content_id = content
            .finish()
            .as_ref()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                // writing to a string does not fail
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        Self {
            delivery_id: ids.delivery.clone(),
            content_id,
        }
    }

    /// The header `rtk-uuid`, if the request had one.
    pub fn delivery_id(&self) -> Option<&str> {
        self.delivery_id.as_deref()
    }

    /// A SHA-256 of the webhook id and the body, in hex: 64 characters.
    pub fn content_id(&self) -> &str {
        &self.content_id
    }
}
