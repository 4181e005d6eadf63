//! Receiving webhooks: verifying their signatures, reading their events, and recognising duplicates.
//!
//! The service sends an event as a POST with a JSON body. The header `rtk-signature` has a signature of the body:
//! RSASSA-PKCS1-v1_5 with SHA-256, in base64. The service publishes the public key at a well-known address.
//!
//! [`Webhooks`] fetches that key, verifies deliveries and reads them. With the feature `axum`, [`Delivery`] is an extractor.
//! [`Deduplicate`] recognises deliveries that were handled before.
//!
//! ```
//! use bytes::Bytes;
//! use realtimekit_runtime::{HeaderMap, StatusCode, webhooks::Webhooks};
//!
//! #[derive(serde::Deserialize)]
//! struct Event {
//!     event: String,
//! }
//!
//! /// Handles a request and returns the status of the response.
//! async fn receive(webhooks: &Webhooks, headers: &HeaderMap, body: Bytes) -> StatusCode {
//!     match webhooks.verify::<Event>(headers, &body).await {
//!         Ok(delivery) => {
//!             println!("{}", delivery.event.event);
//!             StatusCode::OK
//!         }
//!         Err(error) => {
//!             eprintln!("{error}");
//!             error.status()
//!         }
//!     }
//! }
//! ```
//!
//! # Status codes
//! The service treats every 2xx as success. It repeats a delivery after a 5xx and after a network error, and after no
//! other status. [`WebhookError::status`] follows this: it is 503 if another attempt may succeed, and 4xx otherwise.
//! Respond with a 5xx as well if your own handling of an event fails. Respond quickly: store the event, and do long
//! work later.
//!
//! # What a signature does not prove
//! - **That the event concerns you.** The webhooks of all customers of the service are signed with one key, so anybody
//!   can have events of their own app sent to your URL. Look up the ids in the event, and ignore unknown ones.
//! - **The headers.** Only the body is signed. Somebody who sends a captured body again can change
//!   [`Delivery::delivery_id`] and [`Delivery::webhook_id`].
//! - **That the event is new.** The signature contains no time. A captured delivery is valid for as long as the key is
//!   used; see [`Deduplicate`].

#[cfg(feature = "axum")]
mod axum;
mod deduplicate;
mod delivery;
mod error;
mod key_cache;
mod memory;
mod public_key;
mod receiver;

pub use deduplicate::{Claim, Deduplicate};
pub use delivery::{Delivery, DeliveryKey};
pub use error::{UnreadableBodyError, WebhookError, WebhookKeyError};
pub use memory::MemoryDeduplicator;
pub use receiver::{WebhookSource, Webhooks};
