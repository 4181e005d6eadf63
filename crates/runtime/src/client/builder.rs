//! How a client is built.

use std::{error::Error as StdError, fmt, future::Future, sync::Arc, time::Duration};

use reqwest::{
    header::{HeaderName, HeaderValue},
    redirect::Policy,
};

use crate::{
    AfterCall, BeforeCall, Client, Error, RateLimit, RetryPolicy, Secret,
    client::env::unusable,
    error::ConfigError,
    redact::redact,
    request::{
        authorization::authorization,
        base_url,
        scheme::{Credentials, Scheme},
    },
    transport::{
        hook::Hooks,
        idle::LastResponse,
        rate_limit::RateLimiter,
        shared::Shared,
        token::{TokenCache, TokenSource},
    },
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(30);
const MAX_RESPONSE_SIZE: usize = 64 * 1024 * 1024;
const USER_AGENT: &str = concat!("realtimekit-rust/", env!("CARGO_PKG_VERSION"));

impl Client {
    /// Starts a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

/// Builds a [`Client`]. A base URL is needed, and a token unless [`no_token`](ClientBuilder::no_token) is called.
#[derive(Clone, Default)]
#[must_use = "a builder does nothing until `build`"]
pub struct ClientBuilder {
    token: Option<Secret>,
    token_source: Option<TokenSource>,
    hooks: Option<Hooks>,
    token_header: Option<String>,
    credentials: Credentials,
    no_token: bool,
    base_url: Option<String>,
    /// The environment variable that the base URL came from.
    base_url_env: Option<&'static str>,
    /// Whether the base URL is the one that the description has.
    has_described_base: bool,
    allow_http: bool,
    connect_timeout: Option<Duration>,
    timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    rate_limit: Option<RateLimit>,
    max_response_size: Option<usize>,
    user_agent: Option<String>,
    http: Option<reqwest::Client>,
}

impl ClientBuilder {
    /// The API token, sent as `Authorization: Bearer …` with each call and never printed.
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sends the token alone in this header, for an API that wants it in one of its own, such as `X-Api-Key`.
    pub fn token_header(mut self, name: impl Into<String>) -> Self {
        self.token_header = Some(name.into());
        self
    }

    /// Sets a credential beside the token. Generated builders have a method for each.
    #[doc(hidden)]
    pub fn credential(mut self, scheme: &'static Scheme, secret: impl Into<Secret>) -> Self {
        self.credentials
            .retain(|(known, _)| !std::ptr::eq(*known, scheme));
        self.credentials.push((scheme, secret.into()));
        self
    }

    /// Sets a user and a password. A user name cannot have a colon, which ends it where it is read.
    #[doc(hidden)]
    pub fn basic(self, scheme: &'static Scheme, user: &str, password: &str) -> Self {
        let secret = match user.contains(':') {
            true => String::new(),
            false => format!("{user}:{password}"),
        };
        self.credential(scheme, secret)
    }

    /// Makes the token optional, for an API that needs none. Without this, `build` fails if there is no token.
    pub fn no_token(mut self) -> Self {
        self.no_token = true;
        self
    }

    /// The address that all paths are appended to, such as `https://api.cloudflare.com/client/v4`: https, or http on a
    /// loopback address ([`allow_http`](ClientBuilder::allow_http) allows it elsewhere). A slash at its end is ignored.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self.base_url_env = None;
        self.has_described_base = false;
        self
    }

    /// The base URL of a description in which some calls have other servers. They are called only if no other base URL is set.
    #[doc(hidden)]
    pub fn described_base_url(self, base_url: &'static str) -> Self {
        let mut builder = self.base_url(base_url);
        builder.has_described_base = true;
        builder
    }

    /// Sets the base URL to the value of this environment variable, whose name errors have.
    pub fn base_url_from_env(mut self, variable: &'static str, base_url: String) -> Self {
        self.base_url = Some(base_url);
        self.base_url_env = Some(variable);
        self.has_described_base = false;
        self
    }

    /// Allows a base URL that begins with http on any host, for a service in a private network. Default: http on loopback
    /// addresses only.
    ///
    /// The token, the ids and the participants' tokens are then sent unencrypted: everyone between the two machines can
    /// read and change them. Requests go through no proxy.
    ///
    /// ```
    /// # use realtimekit_runtime::Client;
    /// let client = Client::builder()
    ///     .base_url("http://realtimekit.internal:8080/client/v4")
    ///     .allow_http()
    ///     .token("Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQ")
    ///     .build()?;
    /// # Ok::<(), realtimekit_runtime::Error>(())
    /// ```
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// The `user-agent` header of each request. Default: `realtimekit-rust/<version>`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Fetches the token with this async function, instead of [`token`](ClientBuilder::token).
    ///
    /// It is called by the first call that needs a token, and again when the service responds 401: once for all calls that
    /// wait for it. The call that got the 401 is then sent again with the new token, a POST too, since the service did
    /// nothing. [`RetryPolicy::off`](crate::RetryPolicy::off) does not switch this off. If the service responds 401 to the
    /// new token as well, the call fails with that response. Tokens are never printed, neither old nor new.
    ///
    /// # Errors
    /// The calls that wait for a token fail with [`Error::Token`](crate::Error::Token) if the function fails, returns a
    /// token that cannot be sent, or takes longer than [`timeout`](ClientBuilder::timeout) or than what is left of
    /// [`RetryPolicy::max_total`](crate::RetryPolicy::max_total). A 401 is then not returned in its place. The function
    /// goes on, and the next call uses its token, or calls it again if it failed.
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

    /// Calls this function before each call is sent. It can set headers of the request, such as an id for tracing. If there
    /// are several, all are called, in the order in which they were added.
    ///
    /// It is called on the thread that makes the call, so it should return soon.
    ///
    /// ```
    /// use realtimekit_runtime::Client;
    ///
    /// let client = Client::builder()
    ///     .base_url("https://api.example.com")
    ///     .token("t")
    ///     .before_call(|call| {
    ///         call.header("x-request-id", "5f0c1b9e");
    ///     })
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), realtimekit_runtime::Error>(())
    /// ```
    pub fn before_call(
        mut self,
        hook: impl Fn(&mut BeforeCall<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.hooks
            .get_or_insert_default()
            .before
            .push(Arc::new(hook));
        self
    }

    /// Calls this function at the end of each call, once, however it ends: for metrics, or an audit log. A call that is
    /// dropped before its end is reported as [`CallOutcome::Cancelled`](crate::CallOutcome::Cancelled). If there are several,
    /// all are called, in the order in which they were added.
    ///
    /// It is called on the thread that makes the call, so it should return soon.
    ///
    /// ```
    /// use realtimekit_runtime::Client;
    ///
    /// let client = Client::builder()
    ///     .base_url("https://api.example.com")
    ///     .token("t")
    ///     .after_call(|call| {
    ///         println!("{} {} {:?}", call.operation(), call.outcome(), call.duration());
    ///     })
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), realtimekit_runtime::Error>(())
    /// ```
    pub fn after_call(mut self, hook: impl Fn(&AfterCall<'_>) + Send + Sync + 'static) -> Self {
        self.hooks
            .get_or_insert_default()
            .after
            .push(Arc::new(hook));
        self
    }

    /// Builds the client. No connection is made.
    ///
    /// # Errors
    /// [`Error::Config`] if the base URL or the token is missing or cannot be used, or if TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.base_url.as_deref().ok_or_else(|| {
            Error::config("no base URL is set; call `base_url` with the address of the API")
        })?;
        // where no credential travels, none can be read on the way
        let has_credentials = self.token.is_some()
            || self.token_source.is_some()
            || !self.credentials.is_empty()
            || !self.no_token;
        for (scheme, secret) in &self.credentials {
            if let Some(fault) = scheme.fault(secret.expose()) {
                return Err(Error::config(format!("`{}` {fault}", scheme.name)));
            }
        }
        let base =
            base_url::parse(base_url, self.allow_http || !has_credentials).map_err(|fault| {
                match self.base_url_env {
                    Some(variable) => unusable(variable, &fault),
                    None => Error::config(format!("`base_url` {fault}")),
                }
            })?;
        let token_header = match &self.token_header {
            None => None,
            Some(name) => Some(HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                Error::config("the token's header has a name that no header can have")
            })?),
        };
        let authorization = match (&self.token, &self.token_source) {
            (Some(_), Some(_)) => {
                return Err(Error::config(
                    "both `token` and `token_provider` were called; call one of them",
                ));
            }
            (Some(token), None) => {
                let header = authorization(token, token_header.as_ref());
                Some(header.map_err(|fault| Error::config(format!("`token` {fault}")))?)
            }
            (None, Some(_)) => None,
            (None, None) if self.no_token => None,
            (None, None) => {
                return Err(Error::config(
                    "no API token is set; call `token` with one, or `token_provider`",
                ));
            }
        };
        let tokens = self
            .token_source
            .map(|source| TokenCache::new(source, token_header));
        let user_agent = match self.user_agent {
            None => HeaderValue::from_static(USER_AGENT),
            Some(text) => HeaderValue::from_str(&text).map_err(|_| {
                Error::config(
                    "the user agent has a character that no header can carry; use printable ASCII",
                )
            })?,
        };
        let timeout = self.timeout.unwrap_or(TIMEOUT);
        let http = match self.http {
            Some(http) => http,
            None => {
                // a little less than an attempt has, so that it is known that connecting took so long
                let longest = timeout - timeout / 10;
                let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
                own_http_client(base.as_str(), connect_timeout.min(longest))?
            }
        };
        Ok(Client::new(Shared {
            http,
            base,
            has_described_base: self.has_described_base,
            authorization,
            tokens,
            credentials: self.credentials,
            hooks: self.hooks.map(Arc::new),
            user_agent,
            timeout,
            retry: self.retry.unwrap_or_default(),
            rate_limiter: self.rate_limit.map(RateLimiter::new),
            max_response_size: self.max_response_size.unwrap_or(MAX_RESPONSE_SIZE),
            last_response: LastResponse::new(),
        }))
    }
}

/// Setters that take the value as it is.
macro_rules! setters {
    ($($(#[$doc:meta])+ $name:ident($value:ident: $type:ty) = $field:ident;)+) => {
        impl ClientBuilder {$(
            $(#[$doc])+
            pub fn $name(mut self, $value: $type) -> Self {
                self.$field = Some($value);
                self
            }
        )+}
    };
}
setters! {
    /// How long connecting may take. Default: 10 seconds. It is at most nine tenths of [`timeout`](ClientBuilder::timeout), so
    /// that an error is certain that nothing was sent. It has no effect on an [`http_client`](ClientBuilder::http_client)
    /// that is passed in.
    connect_timeout(limit: Duration) = connect_timeout;
    /// How long one attempt of a call may take, from connecting to the last byte of the response. Default: 30 seconds. A
    /// call can have its own. If that is shorter than `connect_timeout`, a call that gets no connection reports that it
    /// may have been carried out. A call with a timeout of 0 is [`Error::InvalidRequest`]. All attempts together are
    /// limited by [`RetryPolicy::max_total`].
    timeout(limit: Duration) = timeout;
    /// How calls that failed are repeated. Default: [`RetryPolicy::new`]. A call can have its own.
    retry(policy: RetryPolicy) = retry;
    /// Makes calls wait, so that the rate limit of the service is kept. Default: no limit.
    rate_limit(rate_limit: RateLimit) = rate_limit;
    /// The greatest size of a response in bytes. Default: 64 MiB. A larger one is an [`Error::UnexpectedResponse`] and is not
    /// read, so that it cannot use up the memory.
    max_response_size(bytes: usize) = max_response_size;
    /// Sends with this HTTP client: for a proxy, for other root certificates, or to share a pool of connections.
    ///
    /// Set its redirects and its connect timeout yourself: switch redirects off
    /// ([`Policy::none`](reqwest::redirect::Policy::none)) unless you want them, and set a connect timeout below
    /// [`timeout`](ClientBuilder::timeout). Without one, a call that gets no connection reports that it may have been
    /// carried out. Token, user agent and `timeout` are those of this builder.
    http_client(http: reqwest::Client) = http;
}

/// Without the address and the HTTP client, which may hold secrets.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token: Vec<&str> = self.token.iter().map(Secret::expose).collect();
        let user_agent = self.user_agent.as_deref();
        let user_agent = user_agent.map(|user_agent| redact(user_agent, &token));
        f.debug_struct("ClientBuilder")
            .field("token", &self.token)
            .field("allow_http", &self.allow_http)
            .field("token_source", &self.token_source)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .field("max_response_size", &self.max_response_size)
            .field("user_agent", &user_agent)
            .finish_non_exhaustive()
    }
}

fn own_http_client(base_url: &str, connect_timeout: Duration) -> Result<reqwest::Client, Error> {
    if base_url.starts_with("https") && !cfg!(any(feature = "rustls", feature = "native-tls")) {
        return Err(Error::config(
            "this build has no TLS; switch on the feature `rustls` or `native-tls`",
        ));
    }
    let mut builder = reqwest::Client::builder();
    if !base_url.starts_with("https") {
        // what is not encrypted goes through no proxy, which would read the token
        builder = builder.no_proxy();
    }
    builder
        // what is sent again is decided, and counted, in one place
        .retry(reqwest::retry::never())
        // a redirect would carry the token to any address that the response names
        .redirect(Policy::none())
        .connect_timeout(connect_timeout)
        .build()
        .map_err(|cause| {
            Error::Config(Box::new(ConfigError::because(
                "TLS could not be set up; the system's certificates may be missing",
                cause,
            )))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> ClientBuilder {
        Client::builder().base_url("https://example.com")
    }

    #[test]
    fn what_is_missing_is_named() {
        for (builder, word) in [
            (Client::builder().token("t"), "`base_url`"),
            (builder(), "`token`"),
            (builder().token(""), "empty"),
            (builder().token("t").user_agent("a\nb"), "user agent"),
        ] {
            let error = builder.build().unwrap_err();
            assert!(matches!(error, Error::Config(_)), "{error}");
            assert!(error.to_string().contains(word), "{error}");
        }
        assert!(builder().no_token().build().is_ok());
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_refused_without_being_printed() {
        for token in [
            "s3cr3t\n",
            "s3cr3t\r\nx: y",
            "Bearer s3cr3t",
            "s3cr3t\u{e9}",
            "s3cr3t\0",
            " s3cr3t",
            "\"s3cr3t\"",
            "'s3cr3t'",
            "\"s3cr3t",
        ] {
            let error = builder().token(token).build().unwrap_err();
            assert!(error.to_string().contains("`token`"), "{error}");
            assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error}");
        }
    }

    #[test]
    fn debug_never_shows_the_token() {
        let builder = builder().token("s3cr3t");
        assert!(!format!("{builder:?}").contains("s3cr3t"));
        let client = builder.build().unwrap();
        assert!(!format!("{client:?}").contains("s3cr3t"));
        assert!(!format!("{:?}", client.shared().authorization).contains("s3cr3t"));
        assert_eq!(client.shared().token(), Some("s3cr3t"));
    }

    #[test]
    fn a_token_in_a_custom_header_has_no_scheme() {
        let client = builder()
            .token("s3cr3t")
            .token_header("X-Api-Key")
            .build()
            .unwrap();
        let (name, value) = client.shared().authorization.as_ref().unwrap();
        assert_eq!(
            (name.as_str(), value.as_bytes()),
            ("x-api-key", b"s3cr3t".as_slice())
        );
        assert!(!format!("{client:?} {value:?}").contains("s3cr3t"));
        assert_eq!(client.shared().token(), Some("s3cr3t"));
        assert!(builder().token("t").token_header("a b").build().is_err());
    }

    #[test]
    fn clones_share_one_pool() {
        let client = builder().token("t").build().unwrap();
        assert!(Arc::ptr_eq(client.shared(), client.clone().shared()));
    }
}
