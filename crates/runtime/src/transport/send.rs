//! Sends a request and reads the response. This is the only place that makes attempts.

use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use reqwest::StatusCode;
use tokio::{runtime::Handle, time::timeout};

use crate::{
    Error, InvalidRequestError, Secret,
    error::{Ended, Limit, Origin, TokenError, TokenFailure, TransportError, Tried},
    request::{credentials, unsent::UnsentRequest},
    response::raw::{Decode, RawResponse, Rest, Unread, is_short},
    transport::{
        attempts::Attempts, http_request::http_request, observe::Observer, rate_limit::RateLimiter,
        read_body::read_body, shared::Shared, token::Token,
    },
};

/// Sends the request and decodes the response.
pub(crate) async fn send<T>(
    shared: Arc<Shared>,
    request: UnsentRequest,
    decode: Decode<T>,
) -> Result<(RawResponse, T), Error> {
    let (response, observer) = observed(shared, request).await?;
    let decoded = decode(&response);
    observer.responded(&response, decoded.as_ref().err());
    Ok((response, decoded?))
}

/// The part that does not depend on the type of the value. It is boxed, so that it is compiled and checked to be `Send`
/// once, and not for every type.
fn observed(
    shared: Arc<Shared>,
    mut request: UnsentRequest,
) -> BoxFuture<'static, Result<(RawResponse, Observer), Error>> {
    Box::pin(async move {
        if let Some(needs) = request.needs {
            let has_token = shared.authorization.is_some()
                || shared.tokens.is_some()
                || request.has_header(shared.token_header.as_str());
            credentials::apply(needs, &shared.credentials, has_token, &mut request);
        }
        let observer = Observer::new(&shared, &mut request);
        let call = Sending {
            shared: &shared,
            request: &request,
        };
        let outcome = observer.around(call.send(&observer)).await;
        match outcome {
            Ok(response) => Ok((response, observer)),
            Err(error) => {
                observer.failed(&error);
                Err(error)
            }
        }
    })
}

/// A request that is being sent.
struct Sending<'a> {
    shared: &'a Shared,
    request: &'a UnsentRequest,
}

impl Sending<'_> {
    /// Sends the call, repeats it if that is safe and may help, and reads the response.
    async fn send(&self, observer: &Observer) -> Result<RawResponse, Error> {
        if let Some(refused) = &self.request.refused {
            return Err(refused.clone().into());
        }
        let runtime = runtime()?;
        let timeout = self.request.timeout.unwrap_or(self.shared.timeout);
        if timeout.is_zero() {
            return Err(InvalidRequestError::new("timeout", NO_TIME).into());
        }
        let policy = self.request.retry.as_ref().unwrap_or(&self.shared.retry);
        let rate_limiter = self.shared.rate_limiter.as_ref();
        let longest_turn = rate_limiter
            .map(RateLimiter::longest_wait)
            .unwrap_or_default();
        let mut attempts = Attempts::new(policy, self.request.operation, timeout, longest_turn);
        let tokens = self
            .shared
            .tokens
            .as_ref()
            .filter(|_| !self.request.without_token);
        let mut token = None;
        let mut refused = None;
        if let Some(tokens) = tokens {
            let fetched = tokens.token(None, &runtime, attempts.fetch_limit()).await;
            token = Some(fetched.map_err(|failure| self.no_token(failure, Tried::default()))?);
        }
        let mut is_renewed = false;
        self.wait(&mut attempts, &runtime).await;
        let (mut tried, mut limit) = attempts.with_new_token();
        loop {
            observer.attempt(tried.attempts);
            let outcome = self
                .attempt(limit, tried, [token.as_deref(), refused.as_deref()])
                .await;
            let head = outcome.as_ref().map(RawResponse::head);
            if let Ok((status, headers)) = head {
                self.shared.last_response.came();
                if let Some(rate_limiter) = rate_limiter {
                    rate_limiter.record_response(status, headers);
                }
            }
            if let (Some(tokens), Ok((StatusCode::UNAUTHORIZED, _)), false) =
                (tokens, head, is_renewed)
            {
                // a request that was rejected because of its token was not carried out; it is sent again at once with
                // another token
                let longest = attempts.fetch_limit();
                let fetched = tokens.token(token.as_ref(), &runtime, longest).await;
                refused = token;
                token = Some(fetched.map_err(|failure| self.no_token(failure, tried))?);
                is_renewed = true;
                self.wait(&mut attempts, &runtime).await;
                (tried, limit) = attempts.with_new_token();
            } else {
                let Some(delay) = attempts.again(head) else {
                    return outcome;
                };
                observer.repeats(head.map(|(status, _)| status), &delay);
                delay.await;
                self.wait(&mut attempts, &runtime).await;
                let Some(next) = attempts.next() else {
                    return outcome;
                };
                (tried, limit) = next;
            }
        }
    }

    fn no_token(&self, failure: TokenFailure, tried: Tried) -> Error {
        Error::Token(Box::new(TokenError::new(
            self.request.operation,
            failure,
            tried,
        )))
    }

    /// Waits until an attempt can begin.
    async fn wait(&self, attempts: &mut Attempts<'_>, runtime: &Handle) {
        if let Some(rate_limiter) = &self.shared.rate_limiter {
            if let Some(scope) = self.request.operation.rate_scope {
                // first, so that a call that waits for it does not delay others
                attempts.waited(rate_limiter.of_scope(scope).turn().await);
            }
            attempts.waited(rate_limiter.turn().await);
        }
        self.shared.last_response.poll_driver(runtime).await;
    }

    /// Makes one attempt. The timeout is kept here, because the HTTP client checks its clock before it checks for a
    /// response: a caller that was busy with other work would get a timeout. `tokens` are the token of this attempt,
    /// and that of an earlier one which was rejected.
    async fn attempt(
        &self,
        limit: Limit,
        tried: Tried,
        tokens: [Option<&Token>; 2],
    ) -> Result<RawResponse, Error> {
        let operation = self.request.operation;
        let request = http_request(self.shared, self.request, tokens[0])?;
        // declared here for the error if the timeout expires while the body is read
        let mut begun = None;
        let whole = timeout(limit.time, async {
            let response = begun.insert(self.shared.http.execute(request).await?);
            if self.is_streamed(response) {
                return Ok(Ok(Bytes::new()));
            }
            match read_body(response, self.shared.max_response_size).await? {
                Some(_) if is_short(response, operation.method) => Err(Ended::Short),
                body => Ok(body.ok_or(Unread::TooLarge)),
            }
        });
        let whole = whole.await;
        let whole = match (&begun, whole) {
            // the status of a client error is enough, even if its body is not complete
            (Some(response), Ok(Err(_)) | Err(_)) if response.status().is_client_error() => {
                Ok(Ok(Err(Unread::Incomplete)))
            }
            (_, whole) => whole,
        };
        let authorization = self.shared.authorization.as_ref();
        match (begun, whole) {
            (Some(mut response), Ok(Ok(body))) => Ok(RawResponse {
                operation,
                status: response.status(),
                headers: std::mem::take(response.headers_mut()),
                unread: body.as_ref().err().copied(),
                body: body.unwrap_or_default(),
                authorization: authorization.map(|(_, value)| value.clone()),
                secrets: self.sent_secrets(tokens),
                sent: self.request.body.as_ref().map(|(_, body)| body.clone()),
                named: OnceLock::new(),
                tried,
                accepted: self.request.accepted,
                described_errors: self.request.described_errors,
                reads_text: self.request.reads_text,
                rest: Mutex::new(self.is_streamed(&response).then(|| {
                    Box::new(Rest {
                        response,
                        limit,
                        largest: self.shared.max_response_size,
                    })
                })),
            }),
            (begun, cut) => {
                let sent = self.sent_secrets(tokens);
                let secrets = self.shared.secrets(&sent);
                let origin = begun.map(|response| {
                    let (status, headers) = (response.status(), response.headers());
                    Origin::new(operation, status, headers, &secrets, tried)
                });
                let ended = cut.ok().and_then(Result::err).unwrap_or(Ended::TimedOut);
                let error = TransportError::new(operation, ended, limit, origin, tried, &secrets);
                Err(Error::transport(error))
            }
        }
    }

    /// Whether the body is read by the caller. That of an error is read before it is decoded.
    fn is_streamed(&self, response: &reqwest::Response) -> bool {
        self.request.is_streamed && response.status().is_success()
    }

    /// The secrets in headers and body, the tokens that were sent, and others that were fetched. A slow call may use a
    /// token that is no longer among the last ones.
    fn sent_secrets(&self, tokens: [Option<&Token>; 2]) -> Vec<Secret> {
        let mut secrets = self.request.secrets.clone();
        if let Some(fetched) = &self.shared.tokens {
            secrets.extend(fetched.recent());
        }
        for token in tokens.into_iter().flatten() {
            if !secrets.contains(&token.secret) {
                secrets.push(token.secret.clone());
            }
        }
        secrets
    }
}

const NO_TIME: &str = "is 0, which leaves no time for a call; use a longer one";

const NO_RUNTIME: &str = "the call was awaited outside a Tokio runtime, and nothing was sent; await it in an async \
     function below `#[tokio::main]`, or in `block_on` of a `tokio::runtime::Runtime`";

/// The Tokio runtime on which calls run.
pub(crate) fn runtime() -> Result<Handle, Error> {
    Handle::try_current().map_err(|_| Error::no_runtime(NO_RUNTIME))
}
