//! Creates deliveries of events.

use serde_json::Value;

use super::State;
use super::budget::weight;
use super::outbox::{Delivery, DeliveryStatus};

impl State {
    /// Sends an event to the webhooks that report it: those of an app, or all. Returns the numbers of the deliveries.
    pub fn emit(&mut self, app: Option<&str>, event: &str, body: &Value) -> Vec<u64> {
        let all = self.webhooks.values();
        let webhooks = all.filter(|it| it.reports(event) && app.is_none_or(|app| it.app == app));
        let ids: Vec<String> = webhooks.map(|webhook| webhook.id.clone()).collect();
        let ids = ids.into_iter();
        ids.map(|id| self.deliver(id, None, event, body)).collect()
    }

    /// Sends an event to an address, once. Returns the number of the delivery.
    pub fn send_to(&mut self, address: &str, event: &str, body: &Value) -> u64 {
        let id = self.outbox.ids.next();
        self.deliver(id, Some(address.to_owned()), event, body)
    }

    fn deliver(
        &mut self,
        webhook_id: String,
        address: Option<String>,
        event: &str,
        body: &Value,
    ) -> u64 {
        let delivery = Delivery {
            id: self.outbox.ids.next(),
            webhook_id,
            event: event.to_owned(),
            body: body.clone(),
            attempts: Vec::new(),
            status: DeliveryStatus::Pending,
            address,
            size: weight(body),
        };
        let now = self.now();
        self.outbox.add(now, delivery)
    }

    /// Whether a webhook reports this event. Otherwise no event is created.
    pub(super) fn is_reported(&self, event: &str) -> bool {
        self.webhooks.values().any(|it| it.reports(event))
    }
}
