//! The constant properties of an operation. Generated code has one `static` for each operation.

/// One operation of the API.
///
/// ```
/// # use realtimekit_runtime::{Method, Operation, Payload};
/// static GET_SESSION: Operation = Operation {
///     id: "get_session",
///     method: Method::Get,
///     path: "/accounts/{account_id}/realtime/kit/{app_id}/sessions/{session_id}",
///     payload: Payload::Enveloped(&[&["data", "session"], &["data"]]),
///     permissions: &["Realtime", "Realtime Admin"],
///     is_sent_once: false,
///     rate_scope: None,
/// };
/// assert_eq!(GET_SESSION.method.as_str(), "GET");
/// ```
#[derive(Debug)]
pub struct Operation {
    /// The id of the operation, as in errors: `add_participant`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, for messages: `/sessions/{session_id}`.
    pub path: &'static str,
    /// The place of the payload in the response.
    pub payload: Payload,
    /// Permissions of which the token needs one; errors with status 401 or 403 name them. Empty if they are unknown.
    pub permissions: &'static [&'static str],
    /// Whether a request with an unknown outcome must not be repeated, whatever its method.
    pub is_sent_once: bool,
    /// The rate limit that it shares with some other operations.
    pub rate_scope: Option<&'static RateScope>,
}

impl Operation {
    /// Whether a request with an unknown outcome can be repeated safely.
    pub(crate) const fn can_be_repeated(&self) -> bool {
        self.method.can_be_repeated() && !self.is_sent_once
    }
}

/// A rate limit of the service for some of its operations, which [`RateLimit`](crate::RateLimit) keeps in addition to
/// the general limit.
#[derive(Debug, PartialEq, Eq)]
pub struct RateScope {
    /// The name of the group of operations: `recordings`.
    pub name: &'static str,
    /// The number of calls that are allowed.
    pub calls: u32,
    /// The length of the window in seconds.
    pub seconds: u64,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are HTTP's own")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// Whether requests of this method usually have a body.
    pub(crate) const fn usually_has_a_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }

    /// Whether requests with this method are safe: they change nothing (RFC 9110, 9.2.1).
    pub(crate) const fn only_reads(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options | Self::Trace)
    }

    /// Whether a request with this method can be repeated safely.
    pub(crate) const fn can_be_repeated(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }

    /// The method as a string: `GET`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

impl From<Method> for reqwest::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Put => Self::PUT,
            Method::Post => Self::POST,
            Method::Delete => Self::DELETE,
            Method::Options => Self::OPTIONS,
            Method::Head => Self::HEAD,
            Method::Patch => Self::PATCH,
            Method::Trace => Self::TRACE,
        }
    }
}

/// The place of the payload in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// The whole response is the payload.
    Plain,
    /// The payload is in an envelope `{success, …, paging}`, at one of these key paths from the top. The first path
    /// with a value other than null is used. If one path is the beginning of another, the longer one is tried first.
    Enveloped(&'static [&'static [&'static str]]),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_is_sent_under_its_own_name() {
        use Method::*;
        for method in [Get, Put, Post, Delete, Options, Head, Patch, Trace] {
            assert_eq!(reqwest::Method::from(method).as_str(), method.as_str());
        }
    }
}
