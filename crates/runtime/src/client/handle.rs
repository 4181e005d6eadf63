//! The client that all calls share.

use std::{fmt, sync::Arc};

use crate::{redact::redact, transport::shared::Shared};

/// The client: the base URL, the token, and a connection pool. Cloning is cheap: clones share the pool.
///
/// ```
/// # use realtimekit_runtime::Client;
/// use std::time::Duration;
///
/// let client = Client::builder()
///     .base_url("https://api.cloudflare.com/client/v4")
///     .token("v1.0-abc")
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// assert!(!format!("{client:?}").contains("v1.0-abc"));
/// # Ok::<(), realtimekit_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Client(Arc<Shared>);

impl Client {
    pub(crate) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secrets: Vec<&str> = self.0.token().into_iter().collect();
        let shown = |text: &str| redact(text, &secrets);
        let user_agent = String::from_utf8_lossy(self.0.user_agent.as_bytes());
        f.debug_struct("Client")
            .field("base_url", &shown(self.0.base.as_str()))
            .field("user_agent", &shown(&user_agent))
            .field("timeout", &self.0.timeout)
            .field("retry", &self.0.retry)
            .field("rate_limit", &self.0.rate_limiter)
            .field("max_response_size", &self.0.max_response_size)
            .finish_non_exhaustive()
    }
}
