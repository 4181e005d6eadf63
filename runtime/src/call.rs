//! One call: what is filled in before it is sent, and sending it.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    time::Duration,
};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING},
};
use serde::Serialize;

use crate::{
    Check, Client, Error, ListStyle, Operation, Param, Refused, RetryPolicy,
    address::Address,
    numbers::to_json,
    query::Query,
    secret,
    send::{Answer, Draft},
};

/// How an answer becomes the value: a plain function, so that sending is compiled once and not once per type.
pub(crate) type Decode<T> = fn(&Answer) -> Result<T, Error>;

/// The future that awaiting a call makes.
pub type CallFuture<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A call that is being filled in. Awaiting it sends it, inside of a Tokio runtime that has time and I/O enabled
/// (`enable_all`): without them Tokio panics, and cannot be asked before.
///
/// What cannot be sent (an id that would lead elsewhere, a bound that is not kept) is told when it is awaited, as
/// [`Error::Refused`], and then nothing is sent. Dropping it, sent or not, is always safe.
///
/// ```no_run
/// use realtimekit_runtime::{Client, Error, Method, Operation, Payload, Resource};
///
/// static LIST_MEETINGS: Operation = Operation {
///     id: "list_meetings",
///     method: Method::Get,
///     path: "/meetings",
///     payload: Payload::Enveloped(&[&["data"]]),
///     permissions: &[],
/// };
///
/// # async fn run(client: Client) -> Result<(), Error> {
/// let meetings = Resource::new(client).literal("meetings");
/// let titles = meetings.page::<serde_json::Value>(&LIST_MEETINGS).query("per_page", &20).await?;
/// println!("{} of {:?}", titles.len(), titles.total_count());
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent by awaiting it"]
pub struct Call<T> {
    draft: Draft,
    decode: Decode<T>,
}

impl<T> Call<T> {
    pub(crate) fn new(
        client: Client,
        operation: &'static Operation,
        address: Address,
        accept: &'static str,
        refused: Option<Refused>,
        decode: Decode<T>,
    ) -> Self {
        let draft = Draft {
            client,
            operation,
            address,
            query: Query::default(),
            accept,
            without_token: false,
            headers: Vec::new(),
            body: None,
            secrets: Vec::new(),
            timeout: None,
            retry: None,
            refused,
        };
        Self { draft, decode }
    }

    /// Leaves the token out, for a call that anybody may make: a token that has expired would fail it.
    pub fn without_token(mut self) -> Self {
        self.draft.without_token = true;
        self
    }

    /// Sets a parameter of the query; set again, the last one counts.
    pub fn query(mut self, name: &'static str, value: &(impl Param + ?Sized)) -> Self {
        let set = self.draft.query.set(name, &value);
        self.check(set)
    }

    /// Sets a list in the query; an empty one leaves the parameter out.
    pub fn query_list<P: Param>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = P>,
        style: ListStyle,
    ) -> Self {
        let set = self.draft.query.set_list(name, values, style);
        self.check(set)
    }

    /// Sets a parameter that travels as a header; set again, the last one counts.
    pub fn header_param(mut self, name: &'static str, value: &(impl Param + ?Sized)) -> Self {
        let set = self.draft.set_header_param(name, &value);
        self.check(set)
    }

    /// Sets the body. It is checked and written as JSON here and now; a refusal is told when the call is awaited.
    pub fn json(mut self, body: &(impl Serialize + Check + ?Sized)) -> Self {
        if let Err(refused) = body.check() {
            return self.check(Err(refused));
        }
        let (text, secrets) = secret::met(|| to_json(body));
        match text {
            Ok(text) => {
                let content_type = HeaderValue::from_static("application/json");
                self.draft.body = Some((content_type, Bytes::from(text)));
                self.draft.secrets.extend(secrets);
            }
            // what the serializer says may quote the value
            Err(_) => {
                return self.check(Err(Refused::new(
                    "body",
                    "cannot be written as JSON; see its `Serialize`",
                )));
            }
        }
        self
    }

    /// Sets a body that is not JSON, with its content type.
    pub fn bytes(mut self, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        match HeaderValue::from_str(content_type) {
            Ok(content_type) => self.draft.body = Some((content_type, Bytes::from(body.into()))),
            Err(_) => {
                return self.check(Err(Refused::new(
                    "content-type",
                    "is not one that a header can carry",
                )));
            }
        }
        self
    }

    /// Takes the outcome of a check on an argument; the first refusal is told when the call is awaited.
    pub fn check(mut self, outcome: Result<(), Refused>) -> Self {
        if let Err(refused) = outcome {
            self.draft.refused.get_or_insert(refused);
        }
        self
    }

    /// How long one attempt of this call may take, instead of the client's limit.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.draft.timeout = Some(limit);
        self
    }

    /// How this call is repeated when it fails, instead of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.draft.retry = Some(policy);
        self
    }

    /// Sets an extra header for this call, instead of the client's own where it has one of that name.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if [CONTENT_LENGTH, TRANSFER_ENCODING, HOST].contains(&name) {
            let refused =
                "cannot be set by hand, for it says how the request is cut out of the connection";
            return self.check(Err(Refused::new(name.to_string(), refused)));
        }
        self.draft.set_header(name, value);
        self
    }

    /// The same call for another page.
    pub(crate) fn at_page(&self, parameter: &'static str, number: u64) -> Self {
        let mut draft = self.draft.clone();
        // a number can always be sent
        let _ = draft.query.set(parameter, &number);
        Self {
            draft,
            decode: self.decode,
        }
    }

    /// Sends the call and gives the body beside the value.
    pub(crate) fn with_body(self) -> CallFuture<(Bytes, T)>
    where
        T: 'static,
    {
        let Self { draft, decode } = self;
        Box::pin(async move {
            let (answer, value) = draft.answered(decode).await?;
            Ok((answer.body, value))
        })
    }

    /// The value of a parameter of the query that is a number.
    pub(crate) fn number_in_query(&self, parameter: &str) -> Option<u64> {
        self.draft.query.get(parameter)?.parse().ok()
    }

    /// Sends the call and gives the status and headers of the answer beside its value.
    ///
    /// # Errors
    /// Those of awaiting the call.
    pub fn with_response(self) -> impl Future<Output = Result<Response<T>, Error>> + Send {
        let Self { draft, decode } = self;
        async move {
            let (answer, value) = draft.answered(decode).await?;
            Ok(Response {
                status: answer.status,
                headers: answer.headers,
                value,
            })
        }
    }
}

impl<T: 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { draft, decode } = self;
        Box::pin(async move { Ok(draft.answered(decode).await?.1) })
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.fmt(f)
    }
}

/// An answer's value, with the status and headers that came with it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    value: T,
}

impl<T> Response<T> {
    /// The status: any of 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, such as `cf-ray`.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value, borrowed.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value.
    pub fn into_value(self) -> T {
        self.value
    }
}

/// Headers can hold what was sent, and are left out.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

/// Makes a call type of `pub struct Name(Call<Output>)`: what all calls have, beside the parameters of its own.
///
/// ```
/// use realtimekit_runtime::{Call, Page, call};
///
/// /// Lists meetings.
/// #[must_use = "a call is sent by awaiting it"]
/// pub struct ListMeetings(Call<Page<String>>);
/// call!(ListMeetings => Page<String>);
///
/// impl ListMeetings {
///     /// How many on a page.
///     pub fn per_page(self, per_page: u32) -> Self {
///         Self(self.0.query("per_page", &per_page))
///     }
/// }
/// ```
#[macro_export]
macro_rules! call {
    ($name:ident => $output:ty) => {
        impl $name {
            /// How long one attempt of this call may take, instead of the client's limit.
            #[inline]
            pub fn timeout(self, limit: ::std::time::Duration) -> Self {
                Self(self.0.timeout(limit))
            }

            /// How this call is repeated when it fails, instead of the client's policy.
            #[inline]
            pub fn retry(self, policy: $crate::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// Sets an extra header for this call, instead of the client's own where it has one of that name.
            #[inline]
            pub fn header(self, name: $crate::HeaderName, value: $crate::HeaderValue) -> Self {
                Self(self.0.header(name, value))
            }

            /// Sends the call and gives the status and headers of the answer beside its value.
            ///
            /// # Errors
            /// Those of awaiting the call.
            #[inline]
            pub fn with_response(
                self,
            ) -> impl ::std::future::Future<
                Output = ::std::result::Result<$crate::Response<$output>, $crate::Error>,
            > + ::std::marker::Send {
                self.0.with_response()
            }
        }

        impl ::std::future::IntoFuture for $name {
            type Output = ::std::result::Result<$output, $crate::Error>;
            type IntoFuture = $crate::CallFuture<$output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                ::std::future::IntoFuture::into_future(self.0)
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}
