//! Makes the attempts that are due, one after the other.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use realtimekit::reqwest::{Client, Url, header::CONTENT_TYPE};
use tokio::sync::{Mutex, Notify};
use tokio::time::timeout;

use super::signing;
use crate::core::Core;
use crate::state::{Attempt, Sent};

/// The timeout for the response of a receiver.
const LONGEST: Duration = Duration::from_secs(10);
/// The interval in which a server whose clock follows the system time checks for due attempts.
const INTERVAL: Duration = Duration::from_secs(1);

/// Sends due events.
pub struct Courier {
    http: Client,
    /// Hosts that may receive events, beside this machine.
    allowed: Vec<String>,
    /// Held while deliveries are sent, so that they arrive in order.
    running: Mutex<()>,
}

impl Courier {
    /// `http` follows no redirects, because they could lead to other hosts.
    pub fn new(http: Client, allowed: Vec<String>) -> Self {
        Self {
            http,
            allowed,
            running: Mutex::default(),
        }
    }

    /// Returns when no attempt is due. It may be dropped at any time: an unfinished attempt is made again.
    pub async fn run(&self, core: &Core) {
        let _one_at_a_time = self.running.lock().await;
        loop {
            let next = core.lock().state.next_attempt();
            let Some(next) = next else {
                return;
            };
            let sent = self.send(&next).await;
            core.lock().state.sent(next.number, sent);
        }
    }

    /// Never returns.
    pub async fn watch(&self, core: &Core, wake: Arc<Notify>, follows_time: bool) {
        loop {
            self.run(core).await;
            match follows_time {
                // After the interval, it continues as if it had been notified.
                true => drop(timeout(INTERVAL, wake.notified()).await),
                false => wake.notified().await,
            }
        }
    }

    async fn send(&self, attempt: &Attempt) -> Sent {
        let url = Url::parse(&attempt.url).ok();
        let Some(url) = url.filter(|url| self.is_allowed(url)) else {
            return Sent::NotAllowed;
        };
        let Some(signature) = signing::signature(attempt.body.as_bytes()) else {
            return Sent::NoResponse;
        };
        let request = self
            .http
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("rtk-signature", signature)
            .header("rtk-uuid", &attempt.id)
            .header("rtk-webhook-id", &attempt.webhook_id)
            .timeout(LONGEST)
            .body(attempt.body.clone());
        match request.send().await {
            Ok(response) => Sent::Status(response.status().as_u16()),
            Err(_) => Sent::NoResponse,
        }
    }

    fn is_allowed(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else {
            return false;
        };
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        let is_here = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
        is_here
            || self
                .allowed
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(host))
    }
}
