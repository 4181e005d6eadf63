//! A call that generated code builds, and its sending.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::{
    Client, Error, InvalidRequestError, ListStyle, Param, Response, RetryPolicy, Secret, Validate,
    request::{
        caller_headers::check_framing,
        unsent::{UnsentRequest, keep_secret},
    },
    response::raw::{Decode, RawResponse},
    transport::{http_request::http_request, send::send},
    types::{expose, numbers::to_json},
};

/// The reason of the error for a secret that was redacted before.
pub(super) const NOT_THE_SECRET: &str = "has `[redacted]` in place of a secret: it comes from a value that was serialised \
     without its secrets; serialise `ExposeSecrets` of it";

/// The future of an awaited call.
pub type CallFuture<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A call that generated code builds: its query, headers and body. Callers get a [`Call`](crate::Call) or a type of
/// [`call!`](crate::call!), which have none of these methods.
///
/// ```no_run
/// # use realtimekit_runtime::{Client, Error, Method, Operation, Payload, Resource};
/// static LIST_MEETINGS: Operation = Operation {
///     id: "list_meetings",
///     method: Method::Get,
///     path: "/meetings",
///     payload: Payload::Enveloped(&[&["data"]]),
///     permissions: &[],
///     is_sent_once: false,
///     rate_scope: None,
/// };
///
/// # async fn run(client: Client) -> Result<(), Error> {
/// let meetings = Resource::new(client).literal("meetings");
/// let titles = meetings.page::<serde_json::Value>(&LIST_MEETINGS).query("per_page", &20).call().await?;
/// println!("{} of {:?}", titles.len(), titles.total_count());
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent by awaiting it"]
pub struct CallBuilder<T> {
    client: Client,
    pub(super) request: UnsentRequest,
    decode: Decode<T>,
}

impl<T> CallBuilder<T> {
    pub(crate) fn new(client: Client, request: UnsentRequest, decode: Decode<T>) -> Self {
        Self {
            client,
            request,
            decode,
        }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Sends no token, for a call that needs none: an expired token would make it fail.
    pub fn without_token(mut self) -> Self {
        self.request.without_token = true;
        self
    }

    /// Sets a query parameter. If it is set again, the last value is sent.
    pub fn query(mut self, name: &'static str, value: &(impl Param + ?Sized)) -> Self {
        keep_secret(&mut self.request.secrets, name, &value);
        let set = self.request.query.set(name, &value);
        self.check(set)
    }

    /// Sets a list in the query. An empty list is not sent.
    pub fn query_list<P: Param>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = P>,
        style: ListStyle,
    ) -> Self {
        let secrets = &mut self.request.secrets;
        let values = values
            .into_iter()
            .inspect(|value| keep_secret(secrets, name, value));
        let set = self.request.query.set_list(name, values, style);
        self.check(set)
    }

    /// Sets a header parameter. If it is set again, the last value is sent.
    pub fn header_param(mut self, name: &'static str, value: &(impl Param + ?Sized)) -> Self {
        let set = self.request.set_header_param(name, &value);
        self.check(set)
    }

    /// Sets the body. It is validated and serialized immediately; an error is returned when the call is awaited.
    pub fn json(mut self, body: &(impl Serialize + Validate + ?Sized)) -> Self {
        if let Err(refused) = body.validate() {
            return self.check(Err(refused));
        }
        let (text, secrets) = expose::written(|| to_json(body));
        match text {
            Ok(_) if secrets.iter().any(Secret::is_redacted) => {
                return self.check(Err(InvalidRequestError::new("body", NOT_THE_SECRET)));
            }
            Ok(text) => {
                let content_type = HeaderValue::from_static("application/json");
                self.request.body = Some((content_type, Bytes::from(text)));
                self.request.secrets.extend(secrets);
            }
            // the message of the serializer may contain the value
            Err(_) => {
                return self.check(Err(InvalidRequestError::new(
                    "body",
                    "cannot be written as JSON; see its `Serialize`",
                )));
            }
        }
        self
    }

    /// Adds a field to a JSON object in the body, for a value that callers gave to a handle.
    pub fn field(mut self, name: &'static str, value: &str) -> Self {
        if let Some((_, body)) = &mut self.request.body
            && let Some(fields) = body.strip_prefix(b"{")
        {
            let comma: &[u8] = if fields == b"}" { b"" } else { b"," };
            let value = serde_json::Value::from(value).to_string();
            let field = format!("{{\"{name}\":{value}");
            *body = Bytes::from([field.as_bytes(), comma, fields].concat());
        }
        self
    }

    /// Sets a body that is not JSON, with its content type.
    pub fn bytes(mut self, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        match HeaderValue::from_str(content_type) {
            Ok(content_type) => self.request.body = Some((content_type, Bytes::from(body.into()))),
            Err(_) => {
                return self.check(Err(InvalidRequestError::new(
                    "content-type",
                    "is not valid in a header",
                )));
            }
        }
        self
    }

    /// Adds the result of validating an argument. The first error is returned when the call is awaited.
    pub fn check(mut self, outcome: Result<(), InvalidRequestError>) -> Self {
        if let Err(refused) = outcome {
            self.request.refused.get_or_insert(refused);
        }
        self
    }

    /// Sets the timeout of one attempt of this call, instead of the client's.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.request.timeout = Some(limit);
        self
    }

    /// Sets how this call is repeated if it fails, instead of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.request.retry = Some(policy);
        self
    }

    /// Sets an extra header of this call. If it is not valid, an error is returned when the call is awaited.
    pub fn header<N, V>(self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.set_header(name.try_into().ok(), value.try_into().ok())
    }

    /// Sets a header if name and value are valid. The error shows neither, because the two may have been swapped.
    fn set_header(mut self, name: Option<HeaderName>, value: Option<HeaderValue>) -> Self {
        let Some(name) = name else {
            let refused = "has a name that is not valid; use letters, digits and `-`";
            return self.check(Err(InvalidRequestError::new("header", refused)));
        };
        if let Err(refused) = check_framing(&name) {
            return self.check(Err(refused));
        }
        let Some(value) = value else {
            let refused = "has a character that is not valid in a header, such as a line break; use printable ASCII";
            return self.check(Err(InvalidRequestError::new(name.to_string(), refused)));
        };
        self.request.set_header(name, value);
        self
    }

    /// The same call for another page of the list.
    pub(crate) fn at_page(&self, parameter: &'static str, number: u64) -> Self {
        let mut request = self.request.clone();
        // a number can always be sent
        let _ = request.query.set(parameter, &number);
        Self {
            client: self.client.clone(),
            request,
            decode: self.decode,
        }
    }

    /// Sends the call and returns the body and the value.
    pub(crate) fn with_body(self) -> CallFuture<(Bytes, T)>
    where
        T: 'static,
    {
        let sent = self.send();
        Box::pin(async move { sent.await.map(|(response, value)| (response.body, value)) })
    }

    /// The value of a query parameter that is a number.
    pub(crate) fn number_in_query(&self, parameter: &str) -> Option<u64> {
        self.request.query.get(parameter)?.parse().ok()
    }

    /// Sends the call and returns the value with the status, the headers and the body of the response.
    ///
    /// # Errors
    /// Those of awaiting the call.
    pub fn with_response(self) -> impl Future<Output = Result<Response<T>, Error>> + Send {
        let sent = self.send();
        async move {
            sent.await
                .map(|(response, value)| Response::new(response, value))
        }
    }

    /// The request as it would be sent, with the token that was set; a token provider is not called. Nothing is sent.
    ///
    /// # Errors
    /// Those of awaiting the call before anything is sent.
    pub fn unsent(&self) -> Result<reqwest::Request, Error> {
        match &self.request.refused {
            Some(refused) => Err(refused.clone().into()),
            None => http_request(self.client.shared(), &self.request, None),
        }
    }

    fn send(self) -> impl Future<Output = Result<(RawResponse, T), Error>> + Send {
        send(Arc::clone(self.client.shared()), self.request, self.decode)
    }
}

impl<T: 'static> IntoFuture for CallBuilder<T> {
    type Output = Result<T, Error>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        let sent = self.send();
        Box::pin(async move { sent.await.map(|(_, value)| value) })
    }
}

/// Shows ids in the path. Query, headers and body are left out, because they may contain secrets.
impl<T> fmt::Debug for CallBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnsentRequest {
            operation,
            address,
            secrets,
            ..
        } = &self.request;
        let shared = self.client.shared();
        let path = shared.shown_path(address, secrets, operation.path);
        f.debug_struct("Call")
            .field("operation", &operation.id)
            .field("method", &operation.method.as_str())
            .field("path", &path)
            .finish_non_exhaustive()
    }
}
