//! Puts events on their way to webhooks, and keeps account of the attempts.

use std::time::Duration;

use serde_json::Value;

use super::State;
use super::clock::millis;
use super::outbox::{Attempt, Delivery, DeliveryStatus, Sent};

/// How long after an attempt that failed the next one is made. After the last one there is none. How often and when the
/// service tries again is not documented.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(60 * 60),
];

impl State {
    /// Sends an event to the webhooks that report it. Returns how many there are.
    pub fn emit(&mut self, event: &str, body: &Value) -> usize {
        let size = body.to_string().len();
        let webhooks = self.webhooks.values().filter(|it| it.reports(event));
        let ids: Vec<String> = webhooks.map(|webhook| webhook.id.clone()).collect();
        let now = self.now();
        let count = ids.len();
        for webhook_id in ids {
            let delivery = Delivery {
                id: self.outbox.ids.next(),
                webhook_id,
                event: event.to_owned(),
                body: body.clone(),
                attempts: Vec::new(),
                status: DeliveryStatus::Pending,
                size,
            };
            self.outbox.add(now, delivery);
        }
        count
    }

    /// Whether a webhook reports this event. Where none does, no event is made.
    pub(super) fn is_reported(&self, event: &str) -> bool {
        self.webhooks.values().any(|it| it.reports(event))
    }

    /// The next attempt that is due, if any. It is due until [`sent`](Self::sent) is called.
    pub fn next_attempt(&mut self) -> Option<Attempt> {
        self.settle();
        let (now, keeps_ids) = (self.now(), self.outbox.keeps_ids);
        loop {
            let first = *self.outbox.pending.first()?;
            let (at, number) = first;
            if at > now {
                return None;
            }
            let next_id = self.outbox.ids.next();
            let Some(delivery) = self.outbox.delivery(number) else {
                // It was forgotten.
                self.outbox.pending.remove(&first);
                continue;
            };
            let webhook = self.webhooks.get(&delivery.webhook_id);
            let Some(webhook) = webhook.filter(|webhook| webhook.is_enabled()) else {
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
                url: webhook.url().to_owned(),
                body: delivery.body.to_string(),
            });
        }
    }

    /// Notes how an attempt ended, and when the next one is made.
    pub fn sent(&mut self, number: u64, sent: Sent) {
        let now = self.now();
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
        let pause = PAUSES.get(delivery.attempts.len() - 1);
        match (status, pause) {
            (Some(200..=299), _) => delivery.status = DeliveryStatus::Delivered,
            (None | Some(500..=599), Some(pause)) => {
                let at = now.saturating_add(millis(*pause));
                self.outbox.pending.insert((at, number));
            }
            _ => delivery.status = DeliveryStatus::Failed,
        }
    }
}
