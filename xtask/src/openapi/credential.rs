//! How the client sends the credential of a security scheme.

use serde_json::Value;

use super::document::place_and_name;
use super::value::text;

/// How a credential is sent.
#[derive(Clone, Debug, Eq)]
pub enum Credential {
    /// `Authorization: Bearer …`.
    Bearer,
    /// A user and a password.
    Basic,
    /// A key in a header of this name.
    Header(String),
    /// A key in the query.
    Query(String),
    /// A key in a cookie.
    Cookie(String),
}

/// Names of headers have no case.
impl PartialEq for Credential {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bearer, Self::Bearer) | (Self::Basic, Self::Basic) => true,
            (Self::Header(one), Self::Header(other)) => one.eq_ignore_ascii_case(other),
            (Self::Query(one), Self::Query(other)) | (Self::Cookie(one), Self::Cookie(other)) => {
                one == other
            }
            _ => false,
        }
    }
}

impl Credential {
    /// The credential of a security scheme. `None` if the client does not send it.
    pub fn of(scheme: &Value) -> Option<Self> {
        let http = text(scheme, "scheme").to_ascii_lowercase();
        let name = || text(scheme, "name").to_owned();
        match (text(scheme, "type"), http.as_str(), text(scheme, "in")) {
            ("http", "bearer", _) | ("oauth2" | "openIdConnect", _, _) => Some(Self::Bearer),
            ("http", "basic", _) => Some(Self::Basic),
            ("apiKey", _, "header") if is_header(&name()) => Some(Self::Header(name())),
            ("apiKey", _, "query") if !name().is_empty() => Some(Self::Query(name())),
            ("apiKey", _, "cookie") if is_header(&name()) => Some(Self::Cookie(name())),
            _ => None,
        }
    }
}

/// The place of a credential in a request, and its name there. Credentials of one requirement with the same place
/// exclude each other. `None` for a client certificate, which is in no request.
pub fn place_of_credential(scheme: &Value) -> Option<(&str, String)> {
    match text(scheme, "type") {
        "apiKey" => Some(place_and_name(scheme)),
        "mutualTLS" => None,
        _ => Some(("header", "authorization".to_owned())),
    }
}

/// Whether a string is a valid name for a header or a cookie.
fn is_header(name: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+.^_`|~-".contains(c);
    !name.is_empty() && name.chars().all(is_token)
}
