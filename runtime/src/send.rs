//! Sending: from a filled-in call to the answer's bytes. The one place where an attempt is made.

use std::{fmt, time::Duration};

use bytes::{Bytes, BytesMut};
use reqwest::{
    Request, StatusCode, Url,
    header::{
        ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT,
    },
};

use crate::{
    Client, Error, Operation, Param, Refused,
    error::{Origin, TransportError},
    query::Query,
};

/// A call as far as it is filled in. Nothing in it is used up by sending, so the same bytes can be sent again.
pub(crate) struct Draft {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    /// Without the query.
    pub(crate) url: String,
    pub(crate) query: Query,
    pub(crate) accept: &'static str,
    /// Besides those of the client; of two with one name the later one counts.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Content type and content.
    pub(crate) body: Option<(HeaderValue, Bytes)>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) refused: Option<Refused>,
}

/// An answer, read whole and not yet judged.
pub(crate) struct Answer {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
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
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| Refused::new(name, "is not a name that a header can have"))?;
        let text = HeaderValue::from_str(&value.to_param()).map_err(|_| {
            Refused::new(
                name,
                "has a character that no header can carry; use printable ASCII",
            )
        })?;
        self.headers.push((header, text));
        Ok(())
    }

    /// Sends the call and reads the answer.
    pub(crate) async fn send(self) -> Result<Answer, Error> {
        if let Some(refused) = self.refused {
            return Err(refused.into());
        }
        self.attempt().await
    }

    /// Makes one attempt.
    async fn attempt(&self) -> Result<Answer, Error> {
        let limit = self.timeout.unwrap_or(self.client.timeout());
        let operation = self.operation;
        let request = self.request(limit)?;
        let mut response = self
            .client
            .http()
            .execute(request)
            .await
            .map_err(|cause| TransportError::sort(operation, cause, limit, None))?;
        let status = response.status();
        let body = read(&mut response).await.map_err(|cause| {
            let origin = Origin::new(operation, status, response.headers());
            TransportError::sort(operation, cause, limit, Some(origin))
        })?;
        let headers = std::mem::take(response.headers_mut());
        Ok(Answer {
            client: self.client.clone(),
            operation,
            status,
            headers,
            body,
        })
    }

    fn request(&self, limit: Duration) -> Result<Request, Error> {
        let mut url = self.url.clone();
        self.query.append_to(&mut url);
        let url = Url::parse(&url)
            .map_err(|_| Refused::new("path", "makes no address together with the base URL"))?;
        let mut request = Request::new(self.operation.method.into(), url);
        *request.timeout_mut() = Some(limit);
        let headers = request.headers_mut();
        if let Some((name, token)) = self.client.authorization() {
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

/// Reads the body. One that comes in a single piece, as most do, is not copied.
async fn read(response: &mut reqwest::Response) -> Result<Bytes, reqwest::Error> {
    let Some(first) = response.chunk().await? else {
        return Ok(Bytes::new());
    };
    let Some(second) = response.chunk().await? else {
        return Ok(first);
    };
    let mut whole = BytesMut::with_capacity((first.len() + second.len()).next_power_of_two());
    whole.extend_from_slice(&first);
    whole.extend_from_slice(&second);
    while let Some(piece) = response.chunk().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}

/// Ids stand in the path and may be shown; query, headers and body may hold what must not be.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("method", &self.operation.method.as_str())
            .field(
                "path",
                &self
                    .url
                    .strip_prefix(self.client.base_url())
                    .unwrap_or_default(),
            )
            .finish_non_exhaustive()
    }
}
