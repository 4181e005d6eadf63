//! Recognising deliveries that were handled before.

use std::{error::Error, future::Future};

use super::DeliveryKey;

/// Recognises deliveries that were handled before, or are being handled.
///
/// The service sends a delivery again if it got no 2xx, for instance because your response was lost. Also, the
/// signature contains no time, so a captured delivery can be sent again later. In both cases the event must not be
/// handled twice.
///
/// Claim a delivery before you handle it, and complete or release it afterwards:
///
/// ```
/// # use realtimekit_runtime::StatusCode;
/// # use realtimekit_runtime::webhooks::{Claim, Deduplicate, Delivery};
///
/// # #[derive(serde::Deserialize)] struct Event;
/// # async fn handle(_: &Event) -> Result<(), std::io::Error> { Ok(()) }
/// async fn receive<D: Deduplicate>(seen: &D, delivery: Delivery<Event>) -> Result<StatusCode, D::Error> {
///     match seen.claim(delivery.key()).await? {
///         Claim::New => {}
///         Claim::Done => return Ok(StatusCode::OK),
///         // Another request is handling it; if that fails, the service must send the event again
///         Claim::InProgress => return Ok(StatusCode::SERVICE_UNAVAILABLE),
///     }
///     match handle(&delivery.event).await {
///         Ok(()) => {
///             seen.complete(delivery.key()).await?;
///             Ok(StatusCode::OK)
///         }
///         Err(_) => {
///             seen.release(delivery.key()).await?;
///             Ok(StatusCode::INTERNAL_SERVER_ERROR)
///         }
///     }
/// }
/// ```
///
/// Respond with 503 when the trait itself fails: the service sends the delivery again.
///
/// # What a duplicate is
/// A delivery with the delivery id of an earlier one, or with its webhook id and body. Both are needed: a public receiver
/// reports that a repeated delivery has a new id, and Cloudflare documents neither that nor the opposite.
///
/// # What it does not protect from
/// - **A replay with changed headers.** The ids are in headers, which are not signed. Somebody who has captured a
///   delivery can send it with another webhook id. Accept only the webhook ids that you know
///   ([`Delivery::webhook_id`](super::Delivery::webhook_id)), and make handling an event twice harmless.
/// - **A replay after the entry was removed**: after the time to live, when the capacity was exceeded, and, in memory,
///   after a restart.
/// - **Equal events.** An event that is sent twice with the same body counts as a duplicate of the first. Events that carry
///   no time of their own, such as a livestream that goes live, stops, and goes live again, can have equal bodies. Where
///   such events matter, read the current state from the API, or choose a short time to live.
/// - **Handling that is cut off.** When a process dies between `claim` and `complete`, the event may have been handled or
///   not. The claim ends after a while, and the next delivery is handled.
///
/// # Several instances
/// Several instances of a service need shared storage: implement the trait with a database. Store both ids in a unique
/// index, with the state and the expiry of the entry, and claim them with one statement, such as `INSERT … ON CONFLICT
/// DO NOTHING`. If handling an event writes to the same database, do both in one transaction.
pub trait Deduplicate: Send + Sync {
    /// The error of the storage.
    type Error: Error + Send + Sync + 'static;

    /// Claims a delivery, so that only one caller handles it. This must be atomic: if two callers claim the same
    /// delivery at the same time, one gets [`Claim::New`].
    fn claim(&self, key: &DeliveryKey) -> impl Future<Output = Result<Claim, Self::Error>> + Send;

    /// Reports that a claimed delivery was handled.
    fn complete(&self, key: &DeliveryKey) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Reports that a claimed delivery was not handled, so that the next one is handled.
    fn release(&self, key: &DeliveryKey) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// The outcome of [`Deduplicate::claim`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is claimed now: handle it.
    New,
    /// It is being handled: respond with a 5xx, so that it is sent again if that fails.
    InProgress,
    /// It was handled: respond with a 2xx.
    Done,
}
