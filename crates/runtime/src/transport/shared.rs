//! The data that all calls of a client share.

use std::{borrow::Cow, sync::Arc, time::Duration};

use reqwest::header::{HeaderName, HeaderValue};

use crate::{
    RetryPolicy, Secret, redact,
    request::{address::Address, authorization::token_in, security_scheme::Credentials},
    transport::{
        hook::Hooks, idle_connection::LastResponse, rate_limit::RateLimiter, token::TokenCache,
    },
};

/// The data that all calls of a client share: the base URL, the token, and the connection pool.
pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    /// The base URL.
    pub(crate) base: Address,
    /// Whether it is the base URL of the API description, so that some calls may have other servers.
    pub(crate) has_described_base: bool,
    /// The name of the header with a token.
    pub(crate) token_header: HeaderName,
    /// The header with the token.
    pub(crate) authorization: Option<(HeaderName, HeaderValue)>,
    /// The token provider, instead of `authorization`.
    pub(crate) tokens: Option<TokenCache>,
    /// Further credentials.
    pub(crate) credentials: Credentials,
    pub(crate) hooks: Option<Arc<Hooks>>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate_limiter: Option<RateLimiter>,
    /// In bytes.
    pub(crate) max_response_size: usize,
    pub(crate) last_response: LastResponse,
}

impl Shared {
    /// The token, which is redacted in responses.
    pub(crate) fn token(&self) -> Option<&str> {
        token_in(&self.authorization.as_ref()?.1)
    }

    /// The token and these secrets.
    pub(crate) fn secrets<'a>(&'a self, sent: &'a [Secret]) -> Vec<&'a str> {
        let sent = sent.iter().map(Secret::expose);
        self.token().into_iter().chain(sent).collect()
    }

    /// The path of a URL below the base URL in a form that can be printed: without these secrets, the tokens of the
    /// client, and values that look like a token. Ids are not secret. Until the first token is fetched, any value could
    /// be that token, and the path is the `template`.
    pub(crate) fn shown_path<'p>(
        &self,
        address: &'p Address,
        secrets: &[Secret],
        template: &'static str,
    ) -> Cow<'p, str> {
        let fetched = self.tokens.as_ref().map(TokenCache::recent);
        if fetched.as_ref().is_some_and(Vec::is_empty) {
            return Cow::Borrowed(template);
        }
        let fetched = fetched.unwrap_or_default();
        let mut secrets = self.secrets(secrets);
        secrets.extend(fetched.iter().map(Secret::expose));
        redact::path(address.below(&self.base), &secrets)
    }
}
