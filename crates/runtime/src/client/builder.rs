//! The builder of the client.

use std::{error::Error as StdError, fmt, future::Future, sync::Arc, time::Duration};

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};

use crate::{
    AfterCall, BeforeCall, Client, Error, RateLimit, RetryPolicy, Secret,
    client::env_var::unusable,
    redact::redact,
    request::{
        authorization::authorization,
        base_url,
        security_scheme::{Credentials, Scheme},
    },
    transport::{
        hook::Hooks,
        http_client,
        idle_connection::LastResponse,
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
    /// Returns a builder of a client.
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
    /// The environment variable that the base URL was read from.
    base_url_env: Option<&'static str>,
    /// Whether the base URL is the one of the API description.
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

    /// Sends the token in this header, without `Bearer`, for an API that has a header of its own, such as `X-Api-Key`.
    pub fn token_header(mut self, name: impl Into<String>) -> Self {
        self.token_header = Some(name.into());
        self
    }

    /// Sets a credential other than the token. Generated builders have a method for each.
    #[doc(hidden)]
    pub fn credential(mut self, scheme: &'static Scheme, secret: impl Into<Secret>) -> Self {
        self.credentials
            .retain(|(known, _)| !std::ptr::eq(*known, scheme));
        self.credentials.push((scheme, secret.into()));
        self
    }

    /// Sets a user and a password. A user name must not contain a colon, because a colon ends it.
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

    /// Sets the base URL, to which all paths are appended, such as `https://api.cloudflare.com/client/v4`. It must
    /// begin with https; http is allowed on loopback addresses, and elsewhere with
    /// [`allow_http`](ClientBuilder::allow_http). A slash at its end is ignored.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self.base_url_env = None;
        self.has_described_base = false;
        self
    }

    /// Sets the base URL of a description in which some calls have other servers. Other base URLs apply to all calls.
    #[doc(hidden)]
    pub fn described_base_url(self, base_url: &'static str) -> Self {
        let mut builder = self.base_url(base_url);
        builder.has_described_base = true;
        builder
    }

    /// Sets the base URL to the value of this environment variable. Errors contain the name of the variable.
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
    /// read and change them. Requests do not use a proxy.
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

    /// Sets the `user-agent` header of each request. Default: `realtimekit-rust/<version>`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Fetches the token with this async function, instead of [`token`](ClientBuilder::token).
    ///
    /// The function is called before the first call that needs a token, and again when the service responds with 401:
    /// once for all calls that wait for it. The call that got the 401 is then sent again with the new token, also a
    /// POST, because a rejected request has changed nothing. [`RetryPolicy::off`](crate::RetryPolicy::off) does not
    /// switch this off. If the service responds to the new token with 401, too, the call fails with that response.
    /// Tokens are never printed.
    ///
    /// # Errors
    /// If the function fails, returns a token that cannot be sent, or takes longer than
    /// [`timeout`](ClientBuilder::timeout) or the time left of
    /// [`RetryPolicy::max_total`](crate::RetryPolicy::max_total), the calls that wait for the token fail with
    /// [`Error::Token`](crate::Error::Token), also after a 401. The function continues to run. The next call uses its
    /// token, or calls it again if it failed.
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

    /// Calls this function before each call is sent. It can set headers of the request, such as an id for tracing.
    /// Several functions are called in the order in which they were added.
    ///
    /// It runs on the thread that makes the call, so it must not block.
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

    /// Calls this function once at the end of each call, for metrics or an audit log. A call that is dropped before its
    /// end is reported as [`CallOutcome::Cancelled`](crate::CallOutcome::Cancelled). Several functions are called in
    /// the order in which they were added.
    ///
    /// It runs on the thread that makes the call, so it must not block.
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
        // without credentials, http is allowed: there is no secret to read on the way
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
                Error::config("the header for the token has a name that is not valid")
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
            .map(|source| TokenCache::new(source, token_header.clone()));
        let user_agent = match self.user_agent {
            None => HeaderValue::from_static(USER_AGENT),
            Some(text) => HeaderValue::from_str(&text).map_err(|_| {
                Error::config(
                    "the user agent has a character that is not valid in a header; use printable ASCII",
                )
            })?,
        };
        let timeout = self.timeout.unwrap_or(TIMEOUT);
        let http = match self.http {
            Some(http) => http,
            None => {
                // a little less than the timeout of an attempt, so that a slow connect is reported as such
                let longest = timeout - timeout / 10;
                let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
                http_client::build(base.as_str(), connect_timeout.min(longest))?
            }
        };
        Ok(Client::new(Shared {
            http,
            base,
            has_described_base: self.has_described_base,
            token_header: token_header.unwrap_or(AUTHORIZATION),
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

/// Setters that store the value unchanged.
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
    /// Sets the timeout for making a connection. Default: 10 seconds. It is limited to nine tenths of
    /// [`timeout`](ClientBuilder::timeout), so that an error of the connection means that nothing was sent. It has no
    /// effect on an [`http_client`](ClientBuilder::http_client) that is passed in.
    connect_timeout(limit: Duration) = connect_timeout;
    /// Sets the timeout of one attempt of a call, from connecting to the last byte of the response. Default: 30
    /// seconds. A call can set its own. If that is shorter than `connect_timeout`, a call that gets no connection
    /// reports that it may have been carried out. A call with a timeout of 0 fails with [`Error::InvalidRequest`].
    /// [`RetryPolicy::max_total`] limits all attempts together.
    timeout(limit: Duration) = timeout;
    /// Sets how failed calls are repeated. Default: [`RetryPolicy::new`]. A call can set its own.
    retry(policy: RetryPolicy) = retry;
    /// Sets a rate limit: calls wait so that it is not exceeded. Default: no limit.
    rate_limit(rate_limit: RateLimit) = rate_limit;
    /// Sets the maximum size of a response in bytes. Default: 64 MiB. A larger response is an
    /// [`Error::UnexpectedResponse`] and is not read. A list takes more memory than its JSON: for 16 MiB of empty objects,
    /// 1.2 GB was measured.
    max_response_size(bytes: usize) = max_response_size;
    /// Uses this HTTP client: for a proxy, for other root certificates, or to share a connection pool.
    ///
    /// Its redirect policy and connect timeout apply. Switch redirects off
    /// ([`Policy::none`](reqwest::redirect::Policy::none)) unless you need them, and set a connect timeout below
    /// [`timeout`](ClientBuilder::timeout). Without one, a call that gets no connection reports that it may have been
    /// carried out. Token, user agent and `timeout` are those of this builder.
    http_client(http: reqwest::Client) = http;
}

/// Leaves out the base URL and the HTTP client, which may contain secrets.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> ClientBuilder {
        Client::builder().base_url("https://example.com")
    }

    #[test]
    fn a_missing_or_invalid_setting_is_named() {
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
