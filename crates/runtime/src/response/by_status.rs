//! Responses whose type depends on the status.

use reqwest::StatusCode;
use serde::de::DeserializeOwned;

use crate::{
    Error,
    response::{decode, raw::RawResponse},
};

/// The return type of a call that depends on the status, with a variant for each. Generated enums implement it.
pub trait ByStatus: Sized {
    /// The media types of the `accept` header.
    const ACCEPT: &'static str;
    /// Statuses that are successes of this call, although they usually are not.
    const ACCEPTED: &'static [u16];

    /// Reads the response.
    ///
    /// # Errors
    /// Those of reading the body.
    fn read(response: Reading<'_>) -> Result<Self, Error>;
}

/// A successful response that is being read.
#[derive(Clone, Copy)]
pub struct Reading<'a>(&'a RawResponse);

impl std::fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Reading").field(&self.0.status).finish()
    }
}

impl Reading<'_> {
    /// The status.
    pub fn status(self) -> u16 {
        self.0.status.as_u16()
    }

    /// The status as its own type.
    pub fn code(self) -> StatusCode {
        self.0.status
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// A body that does not match the type.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        decode::one(self.0)
    }

    /// The body as a list.
    ///
    /// # Errors
    /// A body that does not match the type.
    pub fn list<T: DeserializeOwned>(self) -> Result<Vec<T>, Error> {
        decode::list(self.0)
    }

    /// The body as text.
    ///
    /// # Errors
    /// A body that is not UTF-8.
    pub fn text(self) -> Result<String, Error> {
        decode::text(self.0)
    }

    /// The body unchanged.
    ///
    /// # Errors
    /// A body that reports a failure.
    pub fn bytes(self) -> Result<Vec<u8>, Error> {
        decode::bytes(self.0)
    }

    /// The error for a status that the API description does not have.
    pub fn unknown(self) -> Error {
        self.0.undescribed()
    }
}

pub(crate) fn read<T: ByStatus>(response: &RawResponse) -> Result<T, Error> {
    response.succeeded()?;
    T::read(Reading(response))
}
