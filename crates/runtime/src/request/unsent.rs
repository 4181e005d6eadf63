//! A request before it is sent.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};

use crate::{
    InvalidRequestError, Operation, Param, RetryPolicy, Secret,
    redact::{is_name_of_one_secret, is_secret_segment},
    request::{
        address::Address,
        caller_headers::{self, check_framing},
        query::Query,
        security_scheme::Needs,
    },
};

/// A request that is being built. Sending does not consume it, so a retry sends the same bytes.
#[derive(Clone)]
pub(crate) struct UnsentRequest {
    pub(crate) operation: &'static Operation,
    pub(crate) address: Address,
    pub(crate) query: Query,
    pub(crate) accept: &'static str,
    pub(crate) without_token: bool,
    /// Headers in addition to those of the client. Of two with the same name, the later one is sent.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// Cookies: the parameter or credential, and the name and the value as they are sent.
    pub(crate) cookies: Vec<(&'static str, String, String)>,
    /// The credentials that the call needs, if not only the token.
    pub(crate) needs: Option<&'static Needs>,
    /// Statuses whose body is not described, and that are a success of this call.
    pub(crate) accepted: &'static [u16],
    /// The error responses that the API description has, see `decode::described`.
    pub(crate) described_errors: &'static str,
    /// Whether the API description also has the payload of a success as plain text.
    pub(crate) reads_text: bool,
    /// Whether the body of a success is not read before it is decoded.
    pub(crate) is_streamed: bool,
    /// Content type and content.
    pub(crate) body: Option<(HeaderValue, Bytes)>,
    /// The secrets in path, query, headers and body.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) refused: Option<InvalidRequestError>,
}

impl UnsentRequest {
    pub(crate) fn new(
        operation: &'static Operation,
        address: Address,
        accept: &'static str,
        refused: Option<InvalidRequestError>,
    ) -> Self {
        Self {
            operation,
            address,
            query: Query::default(),
            accept,
            without_token: false,
            headers: Vec::new(),
            cookies: Vec::new(),
            needs: None,
            accepted: &[],
            described_errors: "",
            reads_text: false,
            is_streamed: false,
            body: None,
            secrets: Vec::new(),
            timeout: None,
            retry: None,
            refused,
        }
    }

    pub(crate) fn set_header_param(
        &mut self,
        name: &'static str,
        value: &dyn Param,
    ) -> Result<(), InvalidRequestError> {
        if let Some(reason) = value.invalid_reason() {
            return Err(InvalidRequestError::new(name, reason));
        }
        if value.is_absent() {
            self.remove_header(name);
            return Ok(());
        }
        keep_secret(&mut self.secrets, name, value);
        self.set_text_header(name, &value.to_param())
    }

    pub(crate) fn has_header(&self, name: &str) -> bool {
        let mut headers = self.headers.iter();
        headers.any(|(known, _)| known.as_str().eq_ignore_ascii_case(name))
    }

    pub(crate) fn remove_header(&mut self, name: &str) {
        self.headers
            .retain(|(known, _)| !known.as_str().eq_ignore_ascii_case(name));
    }

    pub(crate) fn set_text_header(
        &mut self,
        name: &str,
        value: &str,
    ) -> Result<(), InvalidRequestError> {
        // the name is not shown: it may have been swapped with the value
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            let reason = "has a name that is not valid; use letters, digits and `-`";
            InvalidRequestError::new("header", reason)
        })?;
        check_framing(&header)?;
        let value = header_value(value)
            .map_err(|reason| InvalidRequestError::new(header.to_string(), reason))?;
        self.set_header(header, value);
        Ok(())
    }

    pub(crate) fn has_cookie(&self, name: &str) -> bool {
        self.cookies
            .iter()
            .any(|(of, known, _)| *of == name || known == name)
    }

    /// Adds an escaped cookie of a parameter. Its value may be a secret.
    pub(crate) fn push_cookie(
        &mut self,
        of: &'static str,
        name: &str,
        value: &str,
    ) -> Result<(), InvalidRequestError> {
        let is_harmless =
            |text: &str| !text.contains(|c: char| c.is_control() || "\"; ".contains(c));
        // A comma is between the items of a list.
        if name.contains(',') || !is_harmless(name) || !is_harmless(value) {
            let reason = "has a character that is not valid in a cookie";
            return Err(InvalidRequestError::new("cookie", reason));
        }
        self.cookies.push((of, name.to_owned(), value.to_owned()));
        self.secrets.push(Secret::from(value));
        Ok(())
    }

    /// Adds a cookie with a credential, which is sent unchanged.
    pub(crate) fn add_cookie(
        &mut self,
        name: &'static str,
        value: &str,
        scheme: &'static str,
    ) -> Result<(), InvalidRequestError> {
        let added = self.push_cookie(name, name, value);
        added.map_err(|_| {
            InvalidRequestError::new(scheme, "has a character that is not valid in a cookie")
        })
    }

    pub(crate) fn set_header(&mut self, name: HeaderName, mut value: HeaderValue) {
        let secrets = caller_headers::secrets(&name, &value);
        // Without this, the libraries below would print it in their traces.
        value.set_sensitive(value.is_sensitive() || !secrets.is_empty());
        self.secrets.extend(secrets);
        self.headers.push((name, value));
    }
}

/// Why a header cannot be sent.
pub(crate) const UNSENDABLE: &str =
    "has a character that is not valid in a header; use printable ASCII";

/// The value of a header. Servers read a value without the spaces around it, so such a value is refused.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, &'static str> {
    if text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']) {
        return Err("begins or ends with a space, which a header cannot have");
    }
    HeaderValue::from_str(text).map_err(|_| UNSENDABLE)
}

/// Adds the value of a parameter with this name to these secrets if it is one.
pub(crate) fn keep_secret(secrets: &mut Vec<Secret>, name: &str, value: &dyn Param) {
    keep_if(secrets, value, is_name_of_one_secret(name));
}

/// The same for a value in a path.
pub(crate) fn keep_secret_segment(secrets: &mut Vec<Secret>, name: &str, value: &dyn Param) {
    keep_if(secrets, value, is_secret_segment(name));
}

fn keep_if(secrets: &mut Vec<Secret>, value: &dyn Param, is_named: bool) {
    // `include_token=true`
    let is_flag = || matches!(&*value.to_param(), "true" | "false");
    if value.is_secret() || is_named && !is_flag() {
        secrets.push(Secret::from(&*value.to_param()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Method, Payload};

    static LIST: Operation = Operation {
        id: "list",
        method: Method::Get,
        path: "/list",
        payload: Payload::Plain,
        permissions: &[],
        is_sent_once: false,
        rate_scope: None,
    };

    #[test]
    fn a_header_that_servers_would_read_as_another_one_is_refused() {
        for text in [" a", "a\t", " ", "a\r\nb"] {
            assert!(header_value(text).is_err(), "{text:?}");
        }
        for text in ["", "a b", "é"] {
            assert!(header_value(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn debug_of_a_secret_header_hides_its_value() {
        let base = crate::request::base_url::parse("https://h", false).unwrap();
        let mut request = UnsentRequest::new(&LIST, base, "*/*", None);
        for (name, value) in [("x-api-key", "s3cr3t"), ("x-request-id", "a-1")] {
            request.set_text_header(name, value).unwrap();
        }
        let shown = format!("{:?}", request.headers);
        assert!(
            !shown.contains("s3cr3t") && shown.contains("a-1"),
            "{shown}"
        );
    }
}
