//! The status that a backend can return when a call fails.

use reqwest::StatusCode;

use super::Error;

impl Error {
    /// A status for the response of a backend when a call fails with this error.
    ///
    /// | error | status | why |
    /// | --- | --- | --- |
    /// | [`is_invalid_request`](Self::is_invalid_request), an API error 400 or 422 | 400 | An argument is not valid. Arguments mostly come from the request that the backend is handling. |
    /// | [`is_not_found`](Self::is_not_found) | 404 | The meeting, participant or session does not exist. |
    /// | an API error 409 | 409 | The request conflicts with the present state, and the same holds for the request to the backend. |
    /// | [`Error::Config`], [`Error::Token`], an API error 401 or 403 | 500 | The token and the settings are the backend's own. The client of the backend can do nothing about them. |
    /// | [`is_timeout`](Self::is_timeout), a response 504 | 504 | There was no response in time. |
    /// | [`is_rate_limited`](Self::is_rate_limited), a response 503 | 503 | The same request can succeed later. Return [`retry_after`](Self::retry_after) too. |
    /// | everything else: no connection, another status, an unexpected response, or one that does not match the schema | 502 | The service, or the connection to it, failed. |
    ///
    /// The text of the error is for the log of the backend, not for its response: it names operations and permissions.
    ///
    /// With axum:
    ///
    /// ```
    /// # mod axum {
    /// #     // axum's names with as much behind them as this example needs
    /// #     pub mod http {
    /// #         pub use realtimekit_runtime::{HeaderValue, reqwest::header};
    /// #     }
    /// #     pub mod response {
    /// #         use realtimekit_runtime::{HeaderMap, StatusCode};
    /// #         pub struct Response(pub StatusCode, pub HeaderMap);
    /// #         impl Response {
    /// #             pub fn headers_mut(&mut self) -> &mut HeaderMap { &mut self.1 }
    /// #         }
    /// #         pub trait IntoResponse { fn into_response(self) -> Response; }
    /// #         impl IntoResponse for StatusCode {
    /// #             fn into_response(self) -> Response { Response(self, HeaderMap::new()) }
    /// #         }
    /// #     }
    /// # }
    /// # use realtimekit_runtime::Error;
    /// use axum::http::{HeaderValue, header::RETRY_AFTER};
    /// use axum::response::{IntoResponse, Response};
    ///
    /// struct Failed(Error);
    ///
    /// impl From<Error> for Failed {
    ///     fn from(error: Error) -> Self {
    ///         Self(error)
    ///     }
    /// }
    ///
    /// impl IntoResponse for Failed {
    ///     fn into_response(self) -> Response {
    ///         eprintln!("{}", self.0);
    ///         let mut response = self.0.suggested_status().into_response();
    ///         if let Some(wait) = self.0.retry_after() {
    ///             let seconds = wait.as_millis().div_ceil(1000) as u64;
    ///             response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    ///         }
    ///         response
    ///     }
    /// }
    /// ```
    pub fn suggested_status(&self) -> StatusCode {
        match self {
            Self::Config(_) | Self::Token(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::InvalidRequest(_) => StatusCode::BAD_REQUEST,
            Self::Timeout(_) => StatusCode::GATEWAY_TIMEOUT,
            _ if self.is_rate_limited() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Api(error) => {
                let reports = |status| error.reports(status);
                if reports(StatusCode::UNAUTHORIZED) || reports(StatusCode::FORBIDDEN) {
                    StatusCode::INTERNAL_SERVER_ERROR
                } else if self.is_bad_request() {
                    StatusCode::BAD_REQUEST
                } else if reports(StatusCode::NOT_FOUND) {
                    StatusCode::NOT_FOUND
                } else if reports(StatusCode::CONFLICT) {
                    StatusCode::CONFLICT
                } else {
                    of_a_server(error.status())
                }
            }
            Self::UnexpectedResponse(error) => of_a_server(error.status()),
            Self::Connect(_) | Self::Interrupted(_) | Self::Decode(_) => StatusCode::BAD_GATEWAY,
        }
    }
}

/// Of the server errors, only 503 and 504 are passed on.
fn of_a_server(status: StatusCode) -> StatusCode {
    match status {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => status,
        _ => StatusCode::BAD_GATEWAY,
    }
}
