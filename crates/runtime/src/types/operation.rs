//! What is fixed about one operation of the API. Generated code holds one `static` of it per operation.

/// One operation of the API, as its description states it.
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
    /// The operation's name, as every error shows it: `add_participant`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path's template, for messages: `/sessions/{session_id}`.
    pub path: &'static str,
    /// Where the payload is in the response.
    pub payload: Payload,
    /// The permissions of which the token needs one; a response 401 or 403 names them. Empty where none is known.
    pub permissions: &'static [&'static str],
    /// Whether a request whose outcome is unknown is not sent again, with any method.
    pub is_sent_once: bool,
    /// The limit that the service has for this operation and some others.
    pub rate_scope: Option<&'static RateScope>,
}

impl Operation {
    /// Whether it does no harm to send a request again whose outcome is unknown.
    pub(crate) const fn can_be_repeated(&self) -> bool {
        self.method.can_be_repeated() && !self.is_sent_once
    }
}

/// A limit of the service for some of its operations, which [`RateLimit`](crate::RateLimit) keeps beside that for all.
#[derive(Debug, PartialEq, Eq)]
pub struct RateScope {
    /// What the operations have in common: `recordings`.
    pub name: &'static str,
    /// How many calls are allowed.
    pub calls: u32,
    /// In how many seconds.
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

    /// Whether a request of this method changes nothing (RFC 9110, 9.2.1).
    pub(crate) const fn only_reads(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options | Self::Trace)
    }

    /// Whether it does no harm to send a request of this method again.
    pub(crate) const fn can_be_repeated(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }

    /// The method as it is sent: `GET`.
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

/// Where the payload is in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// The whole response is the payload.
    Plain,
    /// The payload is in an envelope `{success, …, paging}`, at one of these key paths from the top. The first
    /// path that has something other than null wins; where one path is the beginning of another, the longer one is
    /// looked at first, since the shorter one is always there.
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
