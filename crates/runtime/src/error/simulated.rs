//! Errors for tests of code that handles them. They are those of a `POST`, for which it matters whether the request was
//! carried out.

use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;

use super::{ApiError, ApiMessage, Ended, Error, Limit, Origin, TransportError, Tried};
use crate::{Method, Operation, Payload};

static SIMULATED: Operation = Operation {
    id: "simulated",
    method: Method::Post,
    path: "/simulated",
    payload: Payload::Plain,
    permissions: &[],
    is_sent_once: false,
    rate_scope: None,
};

const ONCE: Tried = Tried {
    attempts: 1,
    uncertain: false,
};

const LIMIT: Limit = Limit {
    time: Duration::from_secs(30),
    setting: "timeout",
};

/// Errors for tests of your code. They need the feature `test-util`.
impl Error {
    /// An API error with this status and message, as RealtimeKit sends it. Its code is the status, too.
    ///
    /// With a successful status, it is the error of a response with `"success": false`. It has no code, so the request
    /// may have been carried out.
    ///
    /// ```
    /// # use realtimekit_runtime::{Error, StatusCode};
    /// let error = Error::api(StatusCode::NOT_FOUND, "No active session found");
    /// assert!(error.is_not_found() && !error.may_have_happened());
    /// assert!(error.to_string().contains("No active session found"));
    /// ```
    pub fn api(status: StatusCode, message: impl Into<String>) -> Self {
        simulated(status, message.into(), None)
    }

    /// An API error with status 429 and this `Retry-After`.
    ///
    /// ```
    /// use std::time::Duration;
    /// # use realtimekit_runtime::Error;
    /// let error = Error::rate_limited(Duration::from_secs(5));
    /// assert!(error.is_rate_limited());
    /// assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    /// ```
    pub fn rate_limited(retry_after: Duration) -> Self {
        let message = "Too many requests".to_owned();
        simulated(StatusCode::TOO_MANY_REQUESTS, message, Some(retry_after))
    }

    /// A timeout of a call that changes something: the request may have been carried out.
    ///
    /// ```
    /// # use realtimekit_runtime::Error;
    /// let error = Error::timeout();
    /// assert!(error.is_timeout() && error.may_have_happened());
    /// ```
    pub fn timeout() -> Self {
        Self::transport(TransportError::new(
            &SIMULATED,
            Ended::TimedOut,
            LIMIT,
            None,
            ONCE,
            &[],
        ))
    }

    /// The error of a call that got no connection: nothing was sent.
    ///
    /// ```
    /// # use realtimekit_runtime::Error;
    /// let error = Error::connect();
    /// assert!(matches!(error, Error::Connect(_)) && !error.may_have_happened());
    /// ```
    pub fn connect() -> Self {
        Self::transport(TransportError::no_connection(&SIMULATED, LIMIT, ONCE))
    }
}

fn simulated(status: StatusCode, message: String, retry_after: Option<Duration>) -> Error {
    let code = (!status.is_success()).then(|| status.as_u16());
    let body = match code {
        Some(code) => {
            serde_json::json!({ "success": false, "error": { "code": code, "message": message } })
        }
        None => serde_json::json!({ "success": false, "error": { "message": message } }),
    };
    let origin = Origin {
        operation: &SIMULATED,
        status,
        ray_id: None,
        retry_after,
        tried: ONCE,
    };
    let errors = vec![ApiMessage::new(code.map(i64::from), message)];
    Error::Api(Box::new(ApiError::new(
        origin,
        errors,
        Bytes::from(body.to_string()),
    )))
}
