//! The error of a call.

use std::{borrow::Cow, fmt, time::Duration};

use reqwest::StatusCode;

use super::{
    ApiError, ConfigError, DecodeError, Origin, TokenError, TransportError, Tried,
    UnexpectedResponseError, transport::Kind,
};
use crate::{InvalidRequestError, InvalidTimestamp};

/// Why a call failed.
///
/// `Display` writes one line: what happened, where, and what to do. It contains the error message of the service,
/// or a short excerpt of an unexpected page, and never the value of a field. Secrets that were sent (the API token,
/// storage credentials) are redacted, and so are strings that look like a token. `body()` of the inner error
/// returns the whole response.
///
/// ```
/// # use realtimekit_runtime::Error;
/// fn report(error: &Error) {
///     match error {
///         Error::Api(error) if error.status() == 404 => println!("not found: {error}"),
///         Error::InvalidRequest(error) => println!("not sent: {} {}", error.argument(), error.reason()),
///         other => println!("{other} (ray {})", other.ray_id().unwrap_or("unknown")),
///     }
/// }
/// ```
///
/// `Debug` is the same line, since `main` and `unwrap` print an error that way:
///
/// ```should_panic
/// # use realtimekit_runtime::{Error, Timestamp};
/// fn main() -> Result<(), Error> {
///     // Error: nothing was sent: `time` is not a time …
///     let _since: Timestamp = "yesterday".parse()?;
///     Ok(())
/// }
/// ```
///
/// `{:#?}` prints the fields instead, with the chain of causes. It contains no secret either.
#[non_exhaustive]
pub enum Error {
    /// A setting is missing or not valid, so that the client could not be built; or a call was awaited outside of a
    /// Tokio runtime. Nothing was sent.
    Config(Box<ConfigError>),
    /// An argument is not valid. Nothing was sent.
    InvalidRequest(Box<InvalidRequestError>),
    /// The token provider returned no token. Nothing was sent, or the service did not accept the previous token.
    Token(Box<TokenError>),
    /// No connection to the service could be made. Nothing was sent.
    Connect(Box<TransportError>),
    /// No connection, or no complete response, within the timeout. The request may have been carried out, unless
    /// [`TransportError::is_connect`] is true. It is false if an attempt had no more time than `connect_timeout`,
    /// since it is then not known whether a connection was made.
    Timeout(Box<TransportError>),
    /// The connection broke before the response was complete. The request may have been carried out, unless it is known
    /// that the service did not process it ([`Error::may_have_happened`]).
    Interrupted(Box<TransportError>),
    /// The API reported an error.
    Api(Box<ApiError>),
    /// The response is not from the API: an HTML page, a redirect, an empty or broken body.
    UnexpectedResponse(Box<UnexpectedResponseError>),
    /// The API reported success, and the response does not match the schema.
    Decode(Box<DecodeError>),
}

impl Error {
    pub(crate) fn config(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Config(Box::new(ConfigError::new(what)))
    }

    pub(crate) fn no_runtime(what: &'static str) -> Self {
        Self::Config(Box::new(ConfigError::no_runtime(what)))
    }

    pub(crate) fn transport(error: TransportError) -> Self {
        let error = Box::new(error);
        match error.kind {
            Kind::NoConnection => Self::Connect(error),
            Kind::SlowConnection | Kind::SlowResponse => Self::Timeout(error),
            Kind::NotProcessed | Kind::Cut => Self::Interrupted(error),
        }
    }

    /// The error for a required setting that was not set.
    pub fn missing(setting: &'static str) -> Self {
        Self::config(format!(
            "`{setting}` is not set; call the method `{setting}` of the builder, or use `from_env`"
        ))
    }

    fn tried(&self) -> Tried {
        match self {
            Self::Config(_) | Self::InvalidRequest(_) => Tried::default(),
            Self::Token(error) => error.tried,
            Self::Connect(error) | Self::Timeout(error) | Self::Interrupted(error) => error.tried,
            Self::Api(error) => error.origin.tried,
            Self::UnexpectedResponse(error) => error.origin.tried,
            Self::Decode(error) => error.origin.tried,
        }
    }

    fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Config(_) | Self::InvalidRequest(_) | Self::Token(_) => None,
            Self::Connect(error) | Self::Timeout(error) | Self::Interrupted(error) => {
                error.origin.as_ref()
            }
            Self::Api(error) => Some(&error.origin),
            Self::UnexpectedResponse(error) => Some(&error.origin),
            Self::Decode(error) => Some(&error.origin),
        }
    }

    /// The status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        Some(self.origin()?.status)
    }

    /// Cloudflare's id of the request (`cf-ray`), if the response had one. Their support asks for it.
    pub fn ray_id(&self) -> Option<&str> {
        self.origin()?.ray_id.as_deref()
    }

    /// How long the service asks to wait before the next call (`Retry-After`), if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        self.origin()?.retry_after
    }

    /// The number of attempts, those without a connection included. 0 if the call failed before the first one.
    pub fn attempts(&self) -> u32 {
        self.tried().attempts
    }

    /// Whether the service may have carried out the request, in this or an earlier attempt of the call. Check that before
    /// you repeat the call.
    ///
    /// False is certain: the call only reads (GET), nothing was sent, the service rejected the request, or it closed the
    /// connection without processing the request (over HTTP/2: GOAWAY, REFUSED_STREAM). It is true after a server error
    /// (5xx), a timeout, a broken connection, and a response that cannot be decoded.
    pub fn may_have_happened(&self) -> bool {
        let (operation, is_uncertain) = match self {
            Self::Config(_) | Self::InvalidRequest(_) => return false,
            Self::Token(error) => (error.operation, false),
            Self::Connect(error) | Self::Timeout(error) | Self::Interrupted(error) => {
                (error.operation, error.may_have_happened())
            }
            Self::Api(error) => (error.origin.operation, !error.is_rejection()),
            Self::UnexpectedResponse(error) => (error.origin.operation, error.may_have_happened()),
            Self::Decode(error) => (error.origin.operation, true),
        };
        !operation.method.only_reads() && (is_uncertain || self.tried().uncertain)
    }

    /// Whether an argument is not valid, so that nothing was sent: an id that cannot be part of a path, a value out of its bounds,
    /// a header that cannot be sent.
    ///
    /// ```
    /// # use realtimekit_runtime::{Error, Timestamp};
    /// let error = "yesterday".parse::<Timestamp>().map_err(Error::from).unwrap_err();
    /// assert!(error.is_invalid_request());
    /// assert_eq!(error.suggested_status(), 400);
    /// ```
    pub fn is_invalid_request(&self) -> bool {
        matches!(self, Self::InvalidRequest(_))
    }

    /// Whether the API reports that the resource does not exist (404).
    ///
    /// A 404 that is not from the API, such as an HTML page of a proxy, does not count: then the base URL is wrong. A body
    /// that is not JSON, or none, counts if the API description has it.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Api(error) if error.reports(StatusCode::NOT_FOUND))
    }

    /// Whether the token was not accepted, or lacks a permission (401 or 403).
    pub fn is_auth(&self) -> bool {
        self.reports(StatusCode::UNAUTHORIZED) || self.reports(StatusCode::FORBIDDEN)
    }

    /// Whether there were too many calls (429).
    pub fn is_rate_limited(&self) -> bool {
        self.reports(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the service rejected the request as invalid (400 or 422).
    pub fn is_bad_request(&self) -> bool {
        self.reports(StatusCode::BAD_REQUEST) || self.reports(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// Whether the service, or a proxy before it, failed (5xx).
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_server_error())
    }

    /// Whether the call ended with a timeout.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    fn reports(&self, status: StatusCode) -> bool {
        match self {
            Self::Api(error) => error.reports(status),
            Self::UnexpectedResponse(error) => error.status() == status,
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::InvalidRequest(refused) => write!(f, "nothing was sent: {refused}"),
            Self::Token(error) => error.fmt(f),
            Self::Connect(error) | Self::Timeout(error) | Self::Interrupted(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::UnexpectedResponse(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

/// `{:?}` is the text that [`Display`](fmt::Display) writes, and `{:#?}` the fields.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        let (variant, error): (_, &dyn fmt::Debug) = match self {
            Self::Config(error) => ("Config", error),
            Self::InvalidRequest(refused) => ("InvalidRequest", refused),
            Self::Token(error) => ("Token", error),
            Self::Connect(error) => ("Connect", error),
            Self::Timeout(error) => ("Timeout", error),
            Self::Interrupted(error) => ("Interrupted", error),
            Self::Api(error) => ("Api", error),
            Self::UnexpectedResponse(error) => ("UnexpectedResponse", error),
            Self::Decode(error) => ("Decode", error),
        };
        f.debug_tuple(variant).field(error).finish()
    }
}

/// The errors inside the variants are not sources: their text is already the text of this error, and a printer of the
/// whole chain would repeat it.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Config(error) => error.source(),
            Self::Token(error) => error.source(),
            Self::Connect(error) | Self::Timeout(error) | Self::Interrupted(error) => {
                error.source()
            }
            Self::InvalidRequest(_)
            | Self::Api(_)
            | Self::UnexpectedResponse(_)
            | Self::Decode(_) => None,
        }
    }
}

impl From<InvalidRequestError> for Error {
    fn from(refused: InvalidRequestError) -> Self {
        Self::InvalidRequest(Box::new(refused))
    }
}

/// Timestamps and dates are arguments of calls, so `?` converts their errors.
impl From<InvalidTimestamp> for Error {
    fn from(invalid_timestamp: InvalidTimestamp) -> Self {
        Self::InvalidRequest(Box::new(InvalidRequestError::new(
            "time",
            format!("is {invalid_timestamp}"),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_with_this_error_stays_small() {
        assert!(size_of::<Error>() <= 32, "{}", size_of::<Error>());
    }

    #[test]
    fn errors_are_send_and_sync() {
        fn check<T: std::error::Error + Send + Sync + 'static>() {}
        check::<Error>();
    }
}
