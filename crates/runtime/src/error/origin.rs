//! What all errors about a response have in common.

use std::{fmt, time::Duration};

use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};

use crate::{Operation, error::retry_after::retry_after, redact::repeats};

/// What all errors about a response have in common.
macro_rules! about_a_response {
    ($name:ident) => {
        impl $name {
            /// Cloudflare's id of the request (`cf-ray`), where the response had one.
            pub fn ray_id(&self) -> Option<&str> {
                self.origin.ray_id.as_deref()
            }

            /// The body of the response as it came. It is in neither `Display` nor `Debug`, for it may hold secrets.
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

    /// What the token lacks that was not accepted, where it is known.
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

    /// The end of every line about a response.
    pub(super) fn write_end(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tried.write_end(f)?;
        match &self.ray_id {
            Some(ray_id) => write!(f, " [cf-ray {ray_id}]"),
            None => Ok(()),
        }
    }
}

impl Tried {
    /// How often it was tried, where it was more than once.
    pub(super) fn write_end(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, " (attempt {attempts})"),
        }
    }
}

/// Whether `retry-after` is a secret of digits that the service sends back.
fn repeats_secret(headers: &HeaderMap, secrets: &[&str]) -> bool {
    let text = headers.get(RETRY_AFTER).and_then(|text| text.to_str().ok());
    text.is_some_and(|text| repeats(text, secrets))
}

/// Cloudflare's id of the request: hex digits, and the code of a place. Any other value is left
/// out, for it is printed, and a server may send back what it was sent, or the same in base64.
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
