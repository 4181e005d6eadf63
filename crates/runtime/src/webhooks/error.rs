//! Errors of receiving webhooks.

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc};

use reqwest::StatusCode;

use crate::error::{Cause, Place};

/// Why a delivery was not accepted. It can be printed: it contains no part of the body, the headers or a key.
///
/// ```
/// # use realtimekit_runtime::webhooks::WebhookError;
/// let error = WebhookError::MissingSignature;
/// assert_eq!(error.status(), 401);
/// assert_eq!(error.to_string(), "webhook: the request has no signature; the header `rtk-signature` is missing");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// The request has no signature: it is not from the service, or a proxy removed the header.
    MissingSignature,
    /// The signature does not match the body and the public key of the service.
    WrongSignature,
    /// The body is larger than [`Webhooks::max_body_size`](super::Webhooks::max_body_size) allows.
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The connection ended before the body was complete, or the body took longer than
    /// [`Webhooks::body_timeout`](super::Webhooks::body_timeout) allows. Only the extractor for axum reports this.
    IncompleteBody,
    /// The signature is valid, but the body does not match the type of the event.
    UnreadableBody(UnreadableBodyError),
    /// The public key is not available, so that the signature could not be verified.
    KeyUnavailable(WebhookKeyError),
}

impl WebhookError {
    /// The status of the response to the service. It is 503 if the service must send the delivery again, and 4xx if
    /// another attempt would fail in the same way.
    ///
    /// | error | status | sent again |
    /// | --- | --- | --- |
    /// | `MissingSignature`, `WrongSignature` | 401 | no |
    /// | `BodyTooLarge` | 413 | no |
    /// | `UnreadableBody` | 422 | no |
    /// | `IncompleteBody`, `KeyUnavailable` | 503 | yes |
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingSignature | Self::WrongSignature => StatusCode::UNAUTHORIZED,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnreadableBody(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::IncompleteBody | Self::KeyUnavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("webhook: ")?;
        match self {
            Self::MissingSignature => {
                f.write_str("the request has no signature; the header `rtk-signature` is missing")
            }
            Self::WrongSignature => f.write_str(
                "the signature does not match the body; the request is not from the service, or a proxy changed \
                 the body",
            ),
            Self::BodyTooLarge { limit } => write!(
                f,
                "the body has more than {limit} bytes; allow more with `max_body_size`"
            ),
            Self::IncompleteBody => f.write_str(
                "the connection or the time limit ended before the body was complete; allow more time with `body_timeout`",
            ),
            Self::UnreadableBody(error) => fmt::Display::fmt(error, f),
            Self::KeyUnavailable(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl StdError for WebhookError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // their text is part of the text of this error
            Self::UnreadableBody(error) => error.source(),
            Self::KeyUnavailable(error) => error.source(),
            _ => None,
        }
    }
}

/// A signed body does not match the type of the event. The error contains the path and the kinds of values, never a
/// value.
#[derive(Clone)]
pub struct UnreadableBodyError {
    /// `None` if the body is not JSON.
    place: Option<Place>,
}

impl UnreadableBodyError {
    pub(super) fn new(place: Option<Place>) -> Self {
        Self { place }
    }

    /// The path in the body: `meeting.startedAt`. Empty for the whole body.
    pub fn path(&self) -> &str {
        self.place.as_ref().map_or("", |place| &place.path)
    }
}

impl fmt::Display for UnreadableBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            None => f.write_str("the body is not JSON"),
            Some(place) => {
                let path = match place.path.as_str() {
                    "" => "the top",
                    path => path,
                };
                write!(
                    f,
                    "the body does not match the schema: at {path} expected {}, found {}; a newer version of this crate \
                     may read it",
                    place.expected, place.found
                )
            }
        }
    }
}

impl fmt::Debug for UnreadableBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnreadableBodyError")
            .field("place", &self.place)
            .finish()
    }
}

impl StdError for UnreadableBodyError {}

/// A public key that cannot be read or fetched.
///
/// ```
/// # use realtimekit_runtime::webhooks::Webhooks;
/// let error = Webhooks::with_key("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A").unwrap_err();
/// assert!(error.to_string().starts_with("the public key of the webhooks is not in PEM"));
/// ```
#[derive(Clone)]
pub struct WebhookKeyError {
    reason: Cow<'static, str>,
    cause: Option<Arc<Cause>>,
}

impl WebhookKeyError {
    pub(super) fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            reason: reason.into(),
            cause: None,
        }
    }

    pub(super) fn because(reason: &str, cause: reqwest::Error) -> Self {
        let cause = Cause::new(cause, &[]);
        Self {
            reason: format!("{reason} ({cause})").into(),
            cause: Some(Arc::new(cause)),
        }
    }
}

impl fmt::Display for WebhookKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the public key of the webhooks {}", self.reason)
    }
}

impl fmt::Debug for WebhookKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookKeyError")
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl StdError for WebhookKeyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| cause.as_error())
    }
}
