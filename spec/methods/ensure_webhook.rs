//! Makes sure that there is exactly one webhook for a URL.

use std::collections::BTreeSet;

use crate::reqwest::Url;
use crate::resources::webhooks::{WebhookHandle, WebhooksHandle};
use crate::types::{UpdateWebhook, Webhook, WebhookEvent, WebhookSettings};
use crate::{Error, SecretUrl};

impl WebhooksHandle {
    /// Ensures that exactly one webhook sends these events to this URL, and returns it.
    ///
    /// | webhooks with this URL | action |
    /// | --- | --- |
    /// | none | One is created. Its name is the URL, without secret parts. |
    /// | one, enabled, with these events | None. |
    /// | one, disabled or with other events | It is updated. Its name is kept. |
    /// | several | The oldest one is kept and, if necessary, updated. The others are deleted, because each sends every event again. |
    ///
    /// URLs are compared in normalised form: `https://example.com` equals `https://example.com/`. The order of events does not
    /// matter. Call it when your service starts. Several instances can do so at the same time: if two of them create a
    /// webhook, both keep the older one. The calls that it makes:
    /// [Cloudflare docs](https://developers.cloudflare.com/api/resources/realtime_kit/subresources/webhooks/)
    ///
    /// # Errors
    /// Any [`crate::Error`]. After an error, also after a timeout, you can repeat the call. API errors of this call:
    /// - `400`: The service does not accept the URL or the events.
    /// - `404`: Another program deleted the webhook at the same time.
    ///
    /// # Example
    /// ```no_run
    /// use realtimekit::types::WebhookEvent;
    ///
    /// # async fn example(client: realtimekit::Client) -> Result<(), realtimekit::Error> {
    /// let events = [WebhookEvent::MeetingStarted, WebhookEvent::MeetingEnded];
    /// let webhook = client.webhooks().ensure("https://example.com/realtimekit", events).await?;
    /// # Ok(()) }
    /// ```
    pub async fn ensure(
        &self,
        url: impl Into<String>,
        events: impl IntoIterator<Item = impl Into<WebhookEvent>>,
    ) -> Result<Webhook, Error> {
        let events = events.into_iter().map(Into::into).collect();
        ensure(self, url.into(), events).await
    }
}

async fn ensure(
    webhooks: &WebhooksHandle,
    url: String,
    events: BTreeSet<WebhookEvent>,
) -> Result<Webhook, Error> {
    let mut found = with_url(webhooks, &url).await?;
    if found.is_empty() {
        let address = SecretUrl::from(url.as_str());
        let name = address.to_string();
        let settings = WebhookSettings::new(name, address, events.iter().cloned()).enabled(true);
        // List again: another instance may have created one at the same time, or the response was lost.
        match webhooks.create(&settings).await {
            Ok(created) => {
                found = with_url(webhooks, &url).await?;
                if !found.iter().any(|webhook| webhook.id == created.id) {
                    found.push(created);
                }
            }
            Err(error) if error.may_have_happened() => {
                found = with_url(webhooks, &url).await?;
                if found.is_empty() {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    found.sort_by_key(|webhook| (webhook.created_at.to_system_time(), webhook.id.clone()));
    // There is at least one.
    let kept = found.remove(0);
    let one = |webhook: &Webhook| WebhookHandle {
        at: webhooks.at.value("webhook_id", &webhook.id),
    };
    let is_up_to_date = kept.enabled != Some(false)
        && kept.events.iter().collect::<BTreeSet<_>>() == events.iter().collect();
    let kept = match is_up_to_date {
        true => kept,
        false => {
            let changes = UpdateWebhook::new()
                .events(events.into_iter().collect::<Vec<_>>())
                .enabled(true);
            one(&kept).update(&changes).await?
        }
    };
    // Last, so that no event is lost in between.
    for duplicate in &found {
        match one(duplicate).delete().await {
            Err(error) if !error.is_not_found() => return Err(error),
            _ => {}
        }
    }
    Ok(kept)
}

/// The webhooks with this URL.
async fn with_url(webhooks: &WebhooksHandle, url: &str) -> Result<Vec<Webhook>, Error> {
    let parsed = Url::parse(url).ok();
    let is_same = |other: &str| match &parsed {
        Some(parsed) => Url::parse(other).is_ok_and(|other| other == *parsed),
        None => other == url,
    };
    let mut all = webhooks.list().await?;
    all.retain(|webhook| is_same(webhook.url.expose()));
    Ok(all)
}
