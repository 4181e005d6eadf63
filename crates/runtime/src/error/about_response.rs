//! The common part of all errors about a response.

use std::{fmt, time::Duration};

use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};

use crate::{Operation, error::retry_after::retry_after, redact::repeats};

/// Methods that all errors about a response have.
macro_rules! about_a_response {
    ($name:ident) => {
        impl $name {
            /// Cloudflare's id of the request (`cf-ray`), if the response had one.
            pub fn ray_id(&self) -> Option<&str> {
                self.origin.ray_id.as_deref()
            }

            /// The body of the response as it was received. `Display` and `Debug` do not show it, because it may
            /// contain secrets.
            pub fn body(&self) -> &[u8] {
                &self.body
            }
        }

        impl std::error::Error for $name {}
    };
}
pub(super) use about_a_response;

/// The operation that was called, and what identifies the response.
#[derive(Clone)]
pub(crate) struct Origin {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) ray_id: Option<Box<str>>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) tried: Tried,
}

/// The number of attempts so far, and whether an earlier one may have been carried out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tried {
    pub(crate) attempts: u32,
    /// An earlier attempt may have been carried out.
    pub(crate) uncertain: bool,
}

impl Origin {
    pub(crate) fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: &HeaderMap,
        secrets: &[&str],
        tried: Tried,
    ) -> Self {
        Self {
            operation,
            status,
            ray_id: ray_id(headers, secrets).map(Box::from),
            retry_after: retry_after(headers).filter(|_| !repeats_secret(headers, secrets)),
            tried,
        }
    }

    /// Writes the permissions that the token needs, if the API did not accept it and they are known.
    pub(super) fn write_permission(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation.permissions {
            [] => Ok(()),
            permissions => write!(
                f,
                "; the token needs the permission {}",
                permissions.join(" or ")
            ),
        }
    }

    /// Writes that the request may have been carried out, if that is so for this attempt or for an earlier one.
    pub(super) fn write_doubt(
        &self,
        f: &mut fmt::Formatter<'_>,
        is_uncertain: bool,
    ) -> fmt::Result {
        if self.operation.method.only_reads() || !(is_uncertain || self.tried.uncertain) {
            return Ok(());
        }
        f.write_str("; the request may have been carried out, check before you repeat it")
    }

    /// Writes the end of each message about a response.
    pub(super) fn write_end(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tried.write_end(f)?;
        match &self.ray_id {
            Some(ray_id) => write!(f, " [cf-ray {ray_id}]"),
            None => Ok(()),
        }
    }
}

impl Tried {
    /// Writes the number of attempts, if there were several.
    pub(super) fn write_end(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, " (attempt {attempts})"),
        }
    }
}

/// Whether `retry-after` repeats a secret that consists of digits.
fn repeats_secret(headers: &HeaderMap, secrets: &[&str]) -> bool {
    let text = headers.get(RETRY_AFTER).and_then(|text| text.to_str().ok());
    text.is_some_and(|text| repeats(text, secrets))
}

/// Cloudflare's id of the request: hex digits, and the code of a data center. Any other value is ignored, because the
/// id is printed and a server may return a secret there, as it is or in base64.
pub(crate) fn ray_id<'h>(headers: &'h HeaderMap, secrets: &[&str]) -> Option<&'h str> {
    let ray_id = headers.get("cf-ray")?.to_str().ok()?;
    let (number, place) = ray_id.split_once('-').unwrap_or((ray_id, ""));
    let is_number =
        (1..=16).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_place = place.len() <= 4 && place.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_number && is_place && !repeats(ray_id, secrets)).then_some(ray_id)
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin")
            .field("status", &self.status)
            .field("ray_id", &self.ray_id)
            .field("retry_after", &self.retry_after)
            .finish()
    }
}
