//! Tokens of a token provider, which are fetched when needed, and again after the service rejects one.

use std::{
    collections::VecDeque,
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use reqwest::header::{HeaderName, HeaderValue};
use tokio::{runtime::Handle, sync::watch, time::timeout};

use crate::{
    Secret,
    error::{Limit, TokenFailure},
    request::authorization::authorization,
};

/// The number of recent tokens that are redacted in responses, in addition to those that the call was sent with.
const RECENT: usize = 8;

type Fetch = Pin<Box<dyn Future<Output = Result<Secret, TokenFailure>> + Send>>;
type Fetched = Result<Arc<Token>, TokenFailure>;

/// The function that fetches tokens.
#[derive(Clone)]
pub(crate) struct TokenSource(Arc<dyn Fn() -> Fetch + Send + Sync>);

impl TokenSource {
    pub(crate) fn new<F, R, T, E>(fetch: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<Secret>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self(Arc::new(move || {
            let fetched = fetch();
            Box::pin(async move {
                match fetched.await {
                    Ok(token) => Ok(token.into()),
                    Err(cause) => Err(TokenFailure::Failed(Arc::from(cause.into()))),
                }
            })
        }))
    }
}

/// A token as it is sent.
pub(crate) struct Token {
    pub(crate) secret: Secret,
    pub(crate) header: (HeaderName, HeaderValue),
}

/// Keeps the token of a client, and fetches it once for all calls that wait for it.
pub(crate) struct TokenCache(Arc<Inner>);

struct Inner {
    source: TokenSource,
    /// The header for it, if it is not `Authorization: Bearer`.
    header: Option<HeaderName>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Token>>,
    /// The result of the task that fetches a token.
    fetching: Option<watch::Receiver<Option<Fetched>>>,
    recent: VecDeque<Secret>,
}

impl TokenCache {
    pub(crate) fn new(source: TokenSource, header: Option<HeaderName>) -> Self {
        Self(Arc::new(Inner {
            source,
            header,
            state: Mutex::default(),
        }))
    }

    /// Returns a token other than the one that the service rejected. It is fetched in a task, so that dropping a call
    /// does not cancel it for others.
    pub(crate) async fn token(
        &self,
        refused: Option<&Arc<Token>>,
        runtime: &Handle,
        limit: Limit,
    ) -> Fetched {
        let mut fetching = {
            let mut state = self.0.state();
            if let Some(token) = &state.current
                && refused.is_none_or(|refused| !Arc::ptr_eq(refused, token))
            {
                return Ok(Arc::clone(token));
            }
            state.current = None;
            // a task that panicked, or whose runtime has ended, sends no result
            let under_way = state.fetching.take();
            let under_way = under_way.filter(|fetching| fetching.has_changed().is_ok());
            let fetching = under_way.unwrap_or_else(|| self.fetch(runtime));
            state.fetching.insert(fetching).clone()
        };
        let fetched = timeout(limit.time, fetching.wait_for(Option::is_some)).await;
        match fetched {
            Ok(Ok(fetched)) => fetched.clone().unwrap_or(Err(TokenFailure::Ended)),
            Ok(Err(_)) => Err(TokenFailure::Ended),
            Err(_) => Err(TokenFailure::Slow(limit)),
        }
    }

    fn fetch(&self, runtime: &Handle) -> watch::Receiver<Option<Fetched>> {
        let (sender, receiver) = watch::channel(None);
        let inner = Arc::clone(&self.0);
        runtime.spawn(async move {
            let fetched = inner.fetched().await;
            inner.state().fetching = None;
            sender.send_replace(Some(fetched));
        });
        receiver
    }

    /// The recent tokens, which are redacted.
    pub(crate) fn recent(&self) -> Vec<Secret> {
        self.0.state().recent.iter().cloned().collect()
    }
}

impl Inner {
    async fn fetched(&self) -> Fetched {
        let secret = (self.source.0)().await?;
        let header =
            authorization(&secret, self.header.as_ref()).map_err(TokenFailure::Unusable)?;
        let token = Arc::new(Token {
            secret: secret.clone(),
            header,
        });
        let mut state = self.state();
        state.current = Some(Arc::clone(&token));
        if !state.recent.contains(&secret) {
            state.recent.push_back(secret);
        }
        if state.recent.len() > RECENT {
            state.recent.pop_front();
        }
        Ok(token)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // nothing can panic while it is held
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A function has no useful `Debug` output.
impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSource")
    }
}
