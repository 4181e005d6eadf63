//! The axum extractor for deliveries.

use axum_core::{
    body::Body,
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use reqwest::header::{CONTENT_LENGTH, HeaderMap};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::{Delivery, WebhookError, Webhooks, receiver::signature};

/// With the feature `axum`; see [`Webhooks`].
impl<S, E> FromRequest<S> for Delivery<E>
where
    S: Send + Sync,
    E: DeserializeOwned,
    Webhooks: FromRef<S>,
{
    type Rejection = WebhookError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebhookError> {
        let webhooks = Webhooks::from_ref(state);
        let (head, body) = request.into_parts();
        let body = webhooks.read(&head.headers, body).await?;
        webhooks.verify(&head.headers, &body).await
    }
}

impl Webhooks {
    /// Reads the body, unless the headers already show that the delivery is rejected.
    async fn read(&self, headers: &HeaderMap, body: Body) -> Result<Bytes, WebhookError> {
        signature(headers)?;
        let announced = headers.get(CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length: usize| length > self.max_body_size) {
            return Err(self.too_large());
        }
        match timeout(self.body_timeout, self.collect(body)).await {
            Ok(read) => read,
            Err(_) => Err(WebhookError::IncompleteBody),
        }
    }

    async fn collect(&self, body: Body) -> Result<Bytes, WebhookError> {
        let mut pieces = body.into_data_stream();
        let mut whole = BytesMut::new();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| WebhookError::IncompleteBody)?;
            if whole.len() + piece.len() > self.max_body_size {
                return Err(self.too_large());
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }
}

/// The status of the error and a short text, without details of this server.
impl IntoResponse for WebhookError {
    fn into_response(self) -> Response {
        let text = match self {
            Self::MissingSignature => "missing signature",
            Self::WrongSignature => "wrong signature",
            Self::BodyTooLarge { .. } => "body too large",
            Self::UnreadableBody(_) => "unreadable body",
            Self::IncompleteBody => "incomplete body",
            Self::KeyUnavailable(_) => "key unavailable",
        };
        (self.status(), text).into_response()
    }
}
