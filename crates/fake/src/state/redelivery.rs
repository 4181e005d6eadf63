//! When a delivery is attempted, and when it is attempted again.

use std::time::Duration;

use indexmap::IndexMap;

use super::clock::millis;
use super::outbox::{Attempt, Delivery, DeliveryStatus, Sent};
use super::{Alternative, State, Webhook};

/// The delays before a delivery is attempted again; after the last attempt there is none. The service does not document its own.
const RETRY_DELAYS: [Duration; 4] = [
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(60 * 60),
];

impl State {
    /// The next attempt that is due, if any. It is due until [`sent`](Self::sent) is called.
    pub fn next_attempt(&mut self) -> Option<Attempt> {
        self.settle();
        let (now, keeps_ids) = (self.now(), self.enabled(Alternative::KeptDeliveryIds));
        loop {
            let first = *self.outbox.pending.first()?;
            let (at, number) = first;
            if at > now {
                return None;
            }
            let next_id = self.outbox.ids.next();
            let Some(delivery) = self.outbox.delivery(number) else {
                // The delivery is no longer kept.
                self.outbox.pending.remove(&first);
                continue;
            };
            let Some(url) = address(delivery, &self.webhooks) else {
                delivery.status = DeliveryStatus::Cancelled;
                self.outbox.pending.remove(&first);
                continue;
            };
            if !delivery.attempts.is_empty() && !keeps_ids {
                delivery.id = next_id;
            }
            return Some(Attempt {
                number,
                id: delivery.id.clone(),
                webhook_id: delivery.webhook_id.clone(),
                url,
                body: delivery.body.to_string(),
            });
        }
    }

    /// The address of a delivery.
    pub fn address_of(&mut self, number: u64) -> Option<String> {
        address(self.outbox.delivery(number)?, &self.webhooks)
    }

    /// Records the outcome of an attempt, and schedules the next one.
    pub fn sent(&mut self, number: u64, sent: Sent) {
        let now = self.now();
        let is_last = self.enabled(Alternative::EventsSentOnce);
        self.outbox.pending.retain(|(_, other)| *other != number);
        let Some(delivery) = self.outbox.delivery(number) else {
            return;
        };
        let status = match sent {
            Sent::Status(status) => Some(status),
            Sent::NoResponse => None,
            Sent::NotAllowed => {
                delivery.status = DeliveryStatus::NotAllowed;
                return;
            }
        };
        delivery.attempts.push(status);
        let pause = RETRY_DELAYS.get(delivery.attempts.len() - 1);
        match (status, pause) {
            (Some(200..=299), _) => delivery.status = DeliveryStatus::Delivered,
            (None | Some(500..=599), Some(pause)) if delivery.address.is_none() && !is_last => {
                let at = now.saturating_add(millis(*pause));
                self.outbox.pending.insert((at, number));
            }
            _ => delivery.status = DeliveryStatus::Failed,
        }
    }
}

/// The address of a delivery. `None` if its webhook was deleted or disabled.
fn address(delivery: &Delivery, webhooks: &IndexMap<String, Webhook>) -> Option<String> {
    let webhook = webhooks.get(&delivery.webhook_id);
    let webhook = webhook.filter(|webhook| webhook.is_enabled());
    let own = delivery.address.clone();
    own.or_else(|| Some(webhook?.url().to_owned()))
}
