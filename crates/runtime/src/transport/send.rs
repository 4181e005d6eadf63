//! Sending: from a filled-in call to the answer's bytes. The one place where attempts are made.

use std::{borrow::Cow, fmt, time::Duration};

use bytes::{Bytes, BytesMut};
use reqwest::{
    Request, StatusCode,
    header::{
        ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
        TRANSFER_ENCODING, USER_AGENT,
    },
};

use tokio::{runtime::Handle, time::timeout};

use crate::{
    Client, Error, Operation, Param, Refused, RetryPolicy, Secret,
    client::call::{CallFuture, Decode},
    error::retry_after::retry_after,
    error::{Limit, Origin, TokenError, TokenFailure, TransportError, Tried},
    request::address::Address,
    request::query::Query,
    transport::observe::Observer,
    transport::retry::Attempts,
    transport::token::Token,
    types::secret,
};

/// In bytes; what is longer the HTTP client does not take.
const LONGEST_URL: usize = 65_000;
/// How much room is made for an answer before it has come, in bytes.
const LARGEST_ROOM: usize = 16 * 1024 * 1024;

/// A call as far as it is filled in. Nothing in it is used up by sending, so the same bytes can be sent again.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) address: Address,
    pub(crate) query: Query,
    pub(crate) accept: &'static str,
    pub(crate) without_token: bool,
    /// Besides those of the client; of two with one name the later one counts.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Content type and content.
    pub(crate) body: Option<(HeaderValue, Bytes)>,
    /// The secrets in headers and body.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) refused: Option<Refused>,
}

/// An answer, read whole and not yet judged.
pub(crate) struct Answer {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Empty where it is larger than is allowed, and where a refusal's did not come whole.
    pub(crate) body: Bytes,
    pub(crate) is_too_large: bool,
    /// The secrets that were sent.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) tried: Tried,
}

impl Answer {
    /// The wait that the service asks for.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.headers)
    }

    /// What is blanked out where the answer echoes it: the token, and the secrets in what was sent.
    pub(crate) fn secrets(&self) -> Vec<&str> {
        secrets(&self.client, &self.secrets)
    }
}

fn secrets<'a>(client: &'a Client, sent: &'a [Secret]) -> Vec<&'a str> {
    let sent = sent.iter().map(Secret::expose);
    client.token().into_iter().chain(sent).collect()
}

impl Draft {
    pub(crate) fn set_header_param(
        &mut self,
        name: &'static str,
        value: &dyn Param,
    ) -> Result<(), Refused> {
        if let Some(reason) = value.refusal() {
            return Err(Refused::new(name, reason));
        }
        if value.is_absent() {
            self.headers
                .retain(|(known, _)| !known.as_str().eq_ignore_ascii_case(name));
            return Ok(());
        }
        self.set_text_header(name, &value.to_param())
    }

    pub(crate) fn set_text_header(&mut self, name: &str, value: &str) -> Result<(), Refused> {
        // the name is not shown: it may have been swapped with the value
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            let reason = "has a name that no header can have; use letters, digits and `-`";
            Refused::new("header", reason)
        })?;
        check_framing(&header)?;
        let value = HeaderValue::from_str(value).map_err(|_| {
            Refused::new(
                header.to_string(),
                "has a character that no header can carry; use printable ASCII",
            )
        })?;
        self.set_header(header, value);
        Ok(())
    }

    pub(crate) fn set_header(&mut self, name: HeaderName, value: HeaderValue) {
        self.secrets.extend(secret::in_header(&name, &value));
        self.headers.push((name, value));
    }

    /// Sends the call and decodes the answer.
    pub(crate) async fn answered<T>(self, decode: Decode<T>) -> Result<(Answer, T), Error> {
        let (answer, observer) = self.observed().await?;
        let decoded = decode(&answer);
        observer.answered(&answer, decoded.as_ref().err());
        Ok((answer, decoded?))
    }

    /// What does not depend on the answer's type. In a box of its own it is compiled, and found to be `Send`, once and not
    /// for every type of answer.
    fn observed(mut self) -> CallFuture<(Answer, Observer)> {
        Box::pin(async move {
            let observer = Observer::new(&mut self);
            let outcome = observer.around(self.send(&observer)).await;
            match outcome {
                Ok(answer) => Ok((answer, observer)),
                Err(error) => {
                    observer.failed(&error);
                    Err(error)
                }
            }
        })
    }

    /// Sends the call, again where that helps and can do no harm, and reads the answer.
    async fn send(&self, observer: &Observer) -> Result<Answer, Error> {
        if let Some(refused) = &self.refused {
            return Err(refused.clone().into());
        }
        let runtime = runtime()?;
        let timeout = self.timeout.unwrap_or(self.client.timeout());
        let policy = self.retry.as_ref().unwrap_or(self.client.retry());
        let mut attempts =
            Attempts::new(policy, self.operation.method, timeout, self.client.pacer());
        let tokens = self.client.tokens().filter(|_| !self.without_token);
        let mut token = None;
        let mut refused = None;
        if let Some(tokens) = tokens {
            let fetched = tokens.token(None, &runtime, timeout).await;
            token = Some(fetched.map_err(|failure| self.no_token(failure, Tried::default()))?);
        }
        let mut is_renewed = false;
        self.wait(&mut attempts, &runtime).await;
        let (mut tried, mut limit) = attempts.first();
        loop {
            observer.attempt(tried.attempts);
            let outcome = self
                .attempt(limit, tried, [token.as_deref(), refused.as_deref()])
                .await;
            if let Ok(answer) = &outcome {
                self.client.last_response().came();
                if let Some(pacer) = self.client.pacer() {
                    pacer.heed(answer);
                }
            }
            if let (Some(tokens), Ok(answer), false) = (tokens, &outcome, is_renewed)
                && answer.status == StatusCode::UNAUTHORIZED
            {
                // a request that was refused for its token has done nothing, and is sent again at once with another one
                let fetched = tokens.token(token.as_ref(), &runtime, timeout).await;
                refused = token;
                token = Some(fetched.map_err(|failure| self.no_token(failure, tried))?);
                is_renewed = true;
            } else {
                let Some(delay) = attempts.again(&outcome) else {
                    return outcome;
                };
                observer.repeats(&outcome, &delay);
                delay.await;
            }
            self.wait(&mut attempts, &runtime).await;
            let Some(next) = attempts.next() else {
                return outcome;
            };
            (tried, limit) = next;
        }
    }

    fn no_token(&self, failure: TokenFailure, tried: Tried) -> Error {
        Error::Token(Box::new(TokenError::new(self.operation, failure, tried)))
    }

    /// Waits until an attempt can begin.
    async fn wait(&self, attempts: &mut Attempts<'_>, runtime: &Handle) {
        if let Some(pacer) = self.client.pacer() {
            attempts.waited(pacer.turn().await);
        }
        self.client.last_response().poll_driver(runtime).await;
    }

    /// The path below the base URL, escaped, without the query, as it may be shown.
    pub(crate) fn shown_path(&self) -> Cow<'_, str> {
        self.address.shown_path(&self.client, &self.secrets)
    }

    /// Makes one attempt. The time is kept here and not by the HTTP client, which looks at its clock before it looks
    /// whether the answer has come: a caller that was busy with other things would be told that it has not. The tokens are
    /// that of this attempt, and that of an earlier one, which was refused.
    async fn attempt(
        &self,
        limit: Limit,
        tried: Tried,
        tokens: [Option<&Token>; 2],
    ) -> Result<Answer, Error> {
        let operation = self.operation;
        let request = self.request(tokens[0])?;
        // kept out here, to be told of where the time runs out while the body is read
        let mut begun = None;
        let whole = timeout(limit.time, async {
            let response = begun.insert(self.client.http().execute(request).await?);
            read(response, self.client.max_answer_size()).await
        });
        let whole = whole.await;
        let whole = match (&begun, whole) {
            // a refusal is known by its head; what did not come of its body is done without
            (Some(response), Ok(Err(_)) | Err(_)) if response.status().is_client_error() => {
                Ok(Ok(Some(Bytes::new())))
            }
            (_, whole) => whole,
        };
        match (begun, whole) {
            (Some(mut response), Ok(Ok(body))) => Ok(Answer {
                client: self.client.clone(),
                operation,
                status: response.status(),
                headers: std::mem::take(response.headers_mut()),
                is_too_large: body.is_none(),
                body: body.unwrap_or_default(),
                secrets: self.sent_secrets(tokens),
                tried,
            }),
            (begun, cut) => {
                let sent = self.sent_secrets(tokens);
                let secrets = secrets(&self.client, &sent);
                let origin = begun.map(|response| {
                    let (status, headers) = (response.status(), response.headers());
                    Origin::new(operation, status, headers, &secrets, tried)
                });
                let cause = cut.ok().and_then(Result::err);
                Err(TransportError::sort(
                    operation, cause, limit, origin, tried, &secrets,
                ))
            }
        }
    }

    /// The secrets in headers and body, the tokens that were sent, and others that were fetched. A slow call may be sent
    /// with a token that is not among the last ones any more.
    fn sent_secrets(&self, tokens: [Option<&Token>; 2]) -> Vec<Secret> {
        let mut secrets = self.secrets.clone();
        if let Some(fetched) = self.client.tokens() {
            secrets.extend(fetched.recent());
        }
        for token in tokens.into_iter().flatten() {
            if !secrets.contains(&token.secret) {
                secrets.push(token.secret.clone());
            }
        }
        secrets
    }

    fn request(&self, token: Option<&Token>) -> Result<Request, Error> {
        if token.is_some_and(|token| is_given_in(self.address.as_str(), token.secret.expose())) {
            return Err(Refused::new("path", TOKEN_IN_PATH).into());
        }
        let query = self.query.text();
        if self.address.as_str().len() + "?".len() + query.len() > LONGEST_URL {
            let refused = "makes an address of more than 65,000 bytes; give less in path and query";
            return Err(Refused::new("address", refused).into());
        }
        let mut url = self
            .address
            .url()
            .ok_or_else(|| Refused::new("path", "makes no address together with the base URL"))?;
        if !query.is_empty() {
            url.set_query(Some(&query));
        }
        let mut request = Request::new(self.operation.method.into(), url);
        let headers = request.headers_mut();
        let authorization = match token {
            Some(token) => Some(&token.header),
            None => self.client.authorization(),
        };
        if let Some((name, token)) = authorization.filter(|_| !self.without_token) {
            headers.insert(name, token.clone());
        }
        headers.insert(USER_AGENT, self.client.user_agent().clone());
        headers.insert(ACCEPT, HeaderValue::from_static(self.accept));
        if let Some((content_type, _)) = &self.body {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        if let Some((_, content)) = &self.body {
            *request.body_mut() = Some(content.clone().into());
        } else if self.operation.method.usually_has_a_body() {
            // what has no body where one is usual says so (RFC 9110, 8.6); some proxies insist
            request
                .headers_mut()
                .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(request)
    }
}

/// Why a token is not sent in a path.
pub(crate) const TOKEN_IN_PATH: &str =
    "is the API token, or holds it, which stands in logs as a part of a path; give the id";

/// Whether a text holds the token. A short one, as in tests, may stand in any word.
pub(crate) fn is_given_in(text: &str, token: &str) -> bool {
    const SHORT: usize = 12;
    text == token || token.len() >= SHORT && text.contains(token)
}

/// Headers that say how a request is cut out of its connection are set by the HTTP client alone.
pub(crate) fn check_framing(name: &HeaderName) -> Result<(), Refused> {
    if [CONTENT_LENGTH, TRANSFER_ENCODING, HOST].contains(name) {
        let reason =
            "cannot be set by hand, for it says how the request is cut out of the connection";
        return Err(Refused::new(name.to_string(), reason));
    }
    Ok(())
}

/// The runtime that drives calls.
pub(crate) fn runtime() -> Result<Handle, Error> {
    let missing = "nothing was sent: there is no Tokio runtime; await calls inside of one";
    Handle::try_current().map_err(|_| Error::config(missing))
}

/// Reads the body. One that comes in a single piece, as most do, is not copied; one that is larger than is allowed is
/// left alone as soon as that shows, and is `None`.
async fn read(
    response: &mut reqwest::Response,
    largest: usize,
) -> Result<Option<Bytes>, reqwest::Error> {
    let announced = response.content_length().unwrap_or_default();
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > largest {
        return Ok(None);
    }
    let Some(first) = response.chunk().await? else {
        return Ok(Some(Bytes::new()));
    };
    if first.len() > largest {
        return Ok(None);
    }
    let Some(second) = response.chunk().await? else {
        return Ok(Some(first));
    };
    let begun = first.len() + second.len();
    let mut whole = BytesMut::with_capacity(announced.clamp(begun, LARGEST_ROOM.max(begun)));
    whole.extend_from_slice(&first);
    let mut next = Some(second);
    while let Some(piece) = next {
        if whole.len() + piece.len() > largest {
            return Ok(None);
        }
        whole.extend_from_slice(&piece);
        next = response.chunk().await?;
    }
    Ok(Some(whole.freeze()))
}

/// Ids stand in the path and may be shown; query, headers and body may hold what must not be.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method.as_str())
            .field("path", &self.shown_path())
            .finish_non_exhaustive()
    }
}
