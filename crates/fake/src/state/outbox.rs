//! Deliveries of events to webhooks.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Notify;

use super::clock::Millis;
use super::ids::Ids;

/// The maximum number of deliveries that are kept.
const MOST: usize = 10_000;
/// The maximum size of their bodies in memory, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// The first number for ids of deliveries. Other ids never reach it.
const FIRST_ID: u64 = 1 << 48;

/// An event that was sent to a webhook, or is to be sent.
///
/// Its `Debug` hides the body and the address, because they can contain credentials.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Delivery {
    /// The header `rtk-uuid` of the last attempt. Each attempt has another one, unless
    /// [`Alternative::KeptDeliveryIds`](crate::Alternative::KeptDeliveryIds) is enabled.
    pub id: String,
    /// The header `rtk-webhook-id`: the webhook for which it is.
    pub webhook_id: String,
    /// The name of the event, `meeting.started`.
    pub event: String,
    /// The body.
    pub body: Value,
    /// The attempts so far: the status of each response, or `None` if there was none.
    pub attempts: Vec<Option<u16>>,
    /// Its status.
    pub status: DeliveryStatus,
    /// The address to which it is sent once, instead of that of the webhook.
    pub(super) address: Option<String>,
    pub(super) size: usize,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", &self.id)
            .field("webhook_id", &self.webhook_id)
            .field("event", &self.event)
            .field("attempts", &self.attempts)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The status of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryStatus {
    /// It will be sent, now or at a later time of the clock.
    Pending,
    /// The response was a 2xx.
    Delivered,
    /// The response was neither a 2xx nor a 5xx, or the last attempt failed.
    Failed,
    /// Its address is not on this machine, and was not allowed with
    /// [`FakeServerBuilder::allow_deliveries_to`](crate::FakeServerBuilder::allow_deliveries_to).
    NotAllowed,
    /// The webhook was deleted or disabled before it was sent.
    Cancelled,
}

/// An attempt to make.
pub struct Attempt {
    /// The number of the delivery.
    pub number: u64,
    pub id: String,
    pub webhook_id: String,
    pub url: String,
    pub body: String,
}

/// The outcome of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// With a response of this status.
    Status(u16),
    /// Without a response.
    NoResponse,
    /// Nothing was sent, because the address is not allowed.
    NotAllowed,
}

/// The last deliveries.
#[derive(Debug)]
pub struct Outbox {
    deliveries: VecDeque<Delivery>,
    /// The number of the first one.
    first: u64,
    bytes: usize,
    /// When the next attempt of each pending delivery is due, with its number.
    pub(super) pending: BTreeSet<(Millis, u64)>,
    /// Is notified when a delivery may have become due.
    pub wake: Arc<Notify>,
    /// Separate from other ids, so that those do not depend on the number of attempts.
    pub(super) ids: Ids,
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            deliveries: VecDeque::new(),
            first: 0,
            bytes: 0,
            pending: BTreeSet::new(),
            wake: Arc::default(),
            ids: Ids::starting_at(FIRST_ID),
        }
    }
}

impl Outbox {
    /// Returns the number of the delivery.
    pub(super) fn add(&mut self, now: Millis, delivery: Delivery) -> u64 {
        let number = self.first + self.deliveries.len() as u64;
        self.bytes += delivery.size;
        self.deliveries.push_back(delivery);
        self.pending.insert((now, number));
        while self.deliveries.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.deliveries.pop_front() else {
                break;
            };
            self.bytes -= oldest.size;
            self.first += 1;
        }
        self.wake.notify_one();
        number
    }

    pub fn delivery(&mut self, number: u64) -> Option<&mut Delivery> {
        let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.deliveries.get_mut(index)
    }

    pub fn all(&self) -> Vec<Delivery> {
        self.deliveries.iter().cloned().collect()
    }
}
