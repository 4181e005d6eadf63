//! The public key that the service publishes: fetched, kept, and fetched again.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use aws_lc_rs::digest::Digest;
use reqwest::{
    Method, Request, Url,
    header::{ACCEPT, HeaderValue, USER_AGENT},
};
use serde_json::Value;
use tokio::{
    runtime::Handle,
    sync::watch,
    time::{Instant, timeout},
};

use super::{WebhookError, WebhookKeyError, public_key::PublicKey};
use crate::{Client, request::base_url::is_loopback, transport::read_body::read_body};

/// The minimum time between the starts of two fetches.
const INTERVAL: Duration = Duration::from_secs(60);
/// The maximum duration of a fetch.
const LONGEST: Duration = Duration::from_secs(10);
/// In bytes; a key has a few hundred.
const LARGEST: usize = 64 * 1024;

type Fetched = Result<Arc<PublicKey>, WebhookKeyError>;

#[derive(Clone)]
pub(super) struct KeyCache(Arc<Inner>);

struct Inner {
    client: Client,
    url: Result<Url, WebhookKeyError>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<PublicKey>>,
    /// The start of the last fetch.
    begun: Option<Instant>,
    /// The error of the last fetch.
    failure: Option<WebhookKeyError>,
    /// The result of the running fetch.
    fetching: Option<watch::Receiver<Option<Fetched>>>,
}

impl KeyCache {
    pub(super) fn new(client: &Client, url: &str) -> Self {
        Self(Arc::new(Inner {
            client: client.clone(),
            url: parse(url, client),
            state: Mutex::default(),
        }))
    }

    /// The same with another URL, and no key yet.
    pub(super) fn at(&self, url: &str) -> Result<Self, WebhookKeyError> {
        let other = Self::new(&self.0.client, url);
        match &other.0.url {
            Ok(_) => Ok(other),
            Err(error) => Err(error.clone()),
        }
    }

    /// Whether the signature matches the current key or a newer one.
    pub(super) async fn verifies(
        &self,
        body: &Digest,
        signature: &[u8],
    ) -> Result<bool, WebhookError> {
        let tried = self.0.state().current.clone();
        if let Some(key) = &tried
            && key.verifies(body, signature)
        {
            return Ok(true);
        }
        let newer = self.newer(tried.as_ref()).await;
        let newer = newer.map_err(WebhookError::KeyUnavailable)?;
        Ok(newer.is_some_and(|key| key.verifies(body, signature)))
    }

    /// Returns a key that is newer than the one that was tried; `None` if that one is current. It is fetched in a task,
    /// so that dropping a delivery does not cancel it for others.
    async fn newer(
        &self,
        tried: Option<&Arc<PublicKey>>,
    ) -> Result<Option<Arc<PublicKey>>, WebhookKeyError> {
        let mut fetching = {
            let mut state = self.0.state();
            if let Some(key) = &state.current
                && tried.is_none_or(|tried| !Arc::ptr_eq(tried, key))
            {
                return Ok(Some(Arc::clone(key)));
            }
            // a task whose runtime has ended sends no result
            let running = state.fetching.take();
            let running = running.filter(|fetching| fetching.has_changed().is_ok());
            let fetching = match running {
                Some(fetching) => fetching,
                None if state.is_recent() => return state.failure.clone().map_or(Ok(None), Err),
                None => self.fetch(&mut state)?,
            };
            state.fetching.insert(fetching).clone()
        };
        match fetching.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(fetched)) => fetched.clone().map(Some),
            _ => Err(WebhookKeyError::new(ENDED)),
        }
    }

    fn fetch(
        &self,
        state: &mut State,
    ) -> Result<watch::Receiver<Option<Fetched>>, WebhookKeyError> {
        let runtime = Handle::try_current().map_err(|_| WebhookKeyError::new(NO_RUNTIME))?;
        let url = self.0.url.clone()?;
        state.begun = Some(Instant::now());
        // the state if the task ends without a result
        state.failure = Some(WebhookKeyError::new(ENDED));
        let (sender, receiver) = watch::channel(None);
        let inner = Arc::clone(&self.0);
        runtime.spawn(async move {
            let fetched = inner.fetched(url).await;
            {
                let mut state = inner.state();
                state.fetching = None;
                state.failure = fetched.as_ref().err().cloned();
                if let Ok(key) = &fetched {
                    state.current = Some(Arc::clone(key));
                }
            }
            sender.send_replace(Some(fetched));
        });
        Ok(receiver)
    }
}

const ENDED: &str = "was not fetched: the Tokio runtime ended meanwhile";
const NO_RUNTIME: &str = "was not fetched: there is no Tokio runtime; verify webhooks inside one";
const NOT_A_KEY: &str = "was not in the response: expected JSON with a key in PEM as `data.publicKey`; check the address of \
                         the key, and the proxies between this program and the service";

impl Inner {
    /// Fetches the key. The token of the client is not sent.
    async fn fetched(&self, url: Url) -> Fetched {
        let shared = self.client.shared();
        let mut request = Request::new(Method::GET, url);
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, shared.user_agent.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let limit = shared.timeout.min(LONGEST);
        let whole = timeout(limit, async {
            let mut response = shared.http.execute(request).await?;
            let body = read_body(&mut response, LARGEST).await?;
            Ok::<_, reqwest::Error>((response.status(), body))
        });
        let (status, body) = match whole.await {
            Ok(Ok(whole)) => whole,
            Ok(Err(cause)) => {
                let reason = "could not be fetched: no whole response";
                return Err(WebhookKeyError::because(reason, cause));
            }
            Err(_) => {
                let reason = format!("could not be fetched: no whole response within {limit:?}");
                return Err(WebhookKeyError::new(reason));
            }
        };
        if !status.is_success() {
            let reason = format!("could not be fetched: the response has the status {status}");
            return Err(WebhookKeyError::new(reason));
        }
        let Some(body) = body else {
            let reason =
                format!("could not be fetched: the response has more than {LARGEST} bytes");
            return Err(WebhookKeyError::new(reason));
        };
        let pem = published(&body).ok_or_else(|| WebhookKeyError::new(NOT_A_KEY))?;
        PublicKey::from_pem(&pem).map(Arc::new)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // nothing can panic while it is held
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_recent(&self) -> bool {
        self.begun.is_some_and(|begun| begun.elapsed() < INTERVAL)
    }
}

/// The key in a response.
fn published(body: &[u8]) -> Option<String> {
    let response: Value = serde_json::from_slice(body).ok()?;
    if response.get("success") == Some(&Value::Bool(false)) {
        return None;
    }
    let key = response.pointer("/data/publicKey")?.as_str()?;
    Some(key.to_owned())
}

/// Parses the URL of a key. The error does not contain it, because it may contain a password.
fn parse(url: &str, client: &Client) -> Result<Url, WebhookKeyError> {
    let is_insecure_anyway = || client.shared().base.as_str().starts_with("http:");
    let fault = match Url::parse(url) {
        Err(_) if url.is_empty() => "has no address; set it with `key_url`",
        Err(_) => {
            "has an address that cannot be parsed; use one such as https://example.com/.well-known/webhooks.json"
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            "has an address with a user name or password in it; leave them out"
        }
        Ok(url) => match url.scheme() {
            "https" => return Ok(url),
            "http" if is_loopback(&url) || is_insecure_anyway() => return Ok(url),
            _ => {
                "has an address that does not begin with https; anyone who can change the response can forge webhooks"
            }
        },
    };
    Err(WebhookKeyError::new(fault))
}
