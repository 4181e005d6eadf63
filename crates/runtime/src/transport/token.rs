//! Tokens that are fetched when they are needed, and renewed when the service refuses them.

use std::{
    borrow::Cow,
    collections::VecDeque,
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use tokio::{runtime::Handle, sync::watch, time::timeout};

use crate::{ClientBuilder, Secret, Setting, error::TokenFailure};

/// How many of the last tokens are redacted wherever a response repeats them, beside those that the call was sent with.
const RECENT: usize = 8;

impl ClientBuilder {
    /// Fetches the token with this async function, instead of [`token`](ClientBuilder::token).
    ///
    /// It is called by the first call that needs a token, and again when the service refuses the token with 401: once for
    /// all calls that wait for it. A call that was refused is sent again with the new token, a POST too, since a refused
    /// request has done nothing; this is no repeat that [`RetryPolicy::off`](crate::RetryPolicy::off) switches off. If the new token is refused as
    /// well, the call fails with that response. The tokens are never printed, neither old nor new.
    ///
    /// If the function fails, takes longer than [`timeout`](ClientBuilder::timeout), or gives a token that cannot be sent,
    /// the calls that wait for it fail with [`Error::Token`](crate::Error::Token), and the next call asks it again.
    ///
    /// ```
    /// use realtimekit_runtime::{Client, Secret};
    ///
    /// async fn fetch_token() -> Result<Secret, std::io::Error> {
    ///     // ask your secret store
    ///     Ok(Secret::from("v1.0-abc"))
    /// }
    ///
    /// let client = Client::builder()
    ///     .base_url("https://api.example.com")
    ///     .token_provider(fetch_token)
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), realtimekit_runtime::Error>(())
    /// ```
    pub fn token_provider<F, R, T, E>(mut self, fetch: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<Secret>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.token_source = Some(TokenSource::new(fetch));
        self
    }
}

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

/// Keeps the token of a client, and has it fetched once for all calls that wait for it.
pub(crate) struct TokenCache(Arc<Inner>);

struct Inner {
    source: TokenSource,
    /// The header for it, where it is not `Authorization: Bearer`.
    header: Option<HeaderName>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Token>>,
    /// What the task that fetches a token will give.
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

    /// The token, other than the one that the service has refused. It is fetched in a task, so that a call that is dropped
    /// takes it from nobody.
    pub(crate) async fn token(
        &self,
        refused: Option<&Arc<Token>>,
        runtime: &Handle,
        limit: Duration,
    ) -> Fetched {
        let mut fetching = {
            let mut state = self.0.state();
            if let Some(token) = &state.current
                && refused.is_none_or(|refused| !Arc::ptr_eq(refused, token))
            {
                return Ok(Arc::clone(token));
            }
            state.current = None;
            // a task that panicked, or whose runtime has ended, gives nothing any more
            let under_way = state.fetching.take();
            let under_way = under_way.filter(|fetching| fetching.has_changed().is_ok());
            let fetching = under_way.unwrap_or_else(|| self.fetch(runtime));
            state.fetching.insert(fetching).clone()
        };
        let fetched = timeout(limit, fetching.wait_for(Option::is_some)).await;
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

    /// The last tokens, to be redacted.
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

pub(crate) const BEARER: &str = "Bearer ";

/// The header of a token, `Authorization: Bearer` unless another one is given; or what is wrong with the token, to be put
/// after its name.
pub(crate) fn authorization(
    token: &Secret,
    header: Option<&HeaderName>,
) -> Result<(HeaderName, HeaderValue), Cow<'static, str>> {
    let token = token.expose();
    if let Some(fault) = Setting::Token.fault(token) {
        return Err(fault);
    }
    let (name, text) = match header {
        None => (AUTHORIZATION, format!("{BEARER}{token}")),
        Some(name) => (name.clone(), token.to_owned()),
    };
    let mut value =
        HeaderValue::from_str(&text).map_err(|_| "cannot be sent in a header; give another one")?;
    value.set_sensitive(true);
    Ok((name, value))
}

/// A function has nothing to show.
impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSource")
    }
}
