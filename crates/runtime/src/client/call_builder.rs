//! A call while generated code fills it in, and sending it.

use std::{
    fmt,
    future::{Future, IntoFuture},
    time::Duration,
};

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::{
    Call, CallFuture, Check, Client, Error, ListStyle, Operation, Param, Refused, Response,
    RetryPolicy, Secret,
    client::call::Decode,
    request::address::Address,
    request::query::Query,
    transport::send::{Draft, check_framing},
    types::numbers::to_json,
    types::secret,
};

/// A call while generated code fills it in: its query, headers and body. Callers get a [`Call`] or a type of
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
    draft: Draft,
    decode: Decode<T>,
}

impl<T> CallBuilder<T> {
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

    /// Sets the body. It is checked and written as JSON here and now; an invalid body is reported when the call is awaited.
    pub fn json(mut self, body: &(impl Serialize + Check + ?Sized)) -> Self {
        if let Err(refused) = body.check() {
            return self.check(Err(refused));
        }
        let (text, secrets) = secret::written(|| to_json(body));
        match text {
            Ok(_) if secrets.iter().any(Secret::is_redacted) => {
                return self.check(Err(Refused::new("body", secret::NOT_THE_SECRET)));
            }
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

    /// Takes the outcome of a check on an argument; the first one that is invalid is reported when the call is awaited.
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

    /// Sets an extra header for this call; what is wrong with it is reported when the call is awaited.
    pub fn header<N, V>(self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.set_header(name.try_into().ok(), value.try_into().ok())
    }

    /// The name and the value, unless they are not valid. Neither is shown then: the two may have been swapped.
    fn set_header(mut self, name: Option<HeaderName>, value: Option<HeaderValue>) -> Self {
        let Some(name) = name else {
            let refused = "has a name that no header can have; use letters, digits and `-`";
            return self.check(Err(Refused::new("header", refused)));
        };
        if let Err(refused) = check_framing(&name) {
            return self.check(Err(refused));
        }
        let Some(value) = value else {
            let refused = "has a character that no header can carry, such as a line break; use printable ASCII";
            return self.check(Err(Refused::new(name.to_string(), refused)));
        };
        self.draft.set_header(name, value);
        self
    }

    /// The call as its caller gets it, with nothing left to fill in but what every call has.
    #[inline]
    pub fn call(self) -> Call<T> {
        Call::new(self)
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
            Ok(Response::new(answer, value))
        }
    }
}

impl<T: 'static> IntoFuture for CallBuilder<T> {
    type Output = Result<T, Error>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { draft, decode } = self;
        Box::pin(async move { Ok(draft.answered(decode).await?.1) })
    }
}

impl<T> fmt::Debug for CallBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.fmt(f)
    }
}
