//! A path below the base URL, to which segments are appended and from which calls are made.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::{
    Client, Error, InvalidRequestError, Operation, Page, Param, Secret,
    client::call_builder::CallBuilder,
    request::{
        address::Address,
        authorization::{TOKEN_IN_PATH, is_given_in},
        segment::Slashes,
        unsent::{UnsentRequest, keep_secret_segment},
    },
    response::{decode, raw::Decode},
};

/// A path below the base URL. Handles such as `client.meeting(id)` hold one.
///
/// Building a path never fails. A value that is not valid in a path is reported when a call on it is awaited.
///
/// ```
/// # use realtimekit_runtime::{Client, Resource};
/// let client = Client::builder().base_url("https://api.example.com/v4").token("t").build()?;
/// let meeting = Resource::new(client).literal("meetings").value("meeting_id", "bbb9b9bd");
/// assert_eq!(meeting.path(), "/meetings/bbb9b9bd");
/// # Ok::<(), realtimekit_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Resource {
    client: Client,
    address: Address,
    refused: Option<InvalidRequestError>,
    /// The values in the path that are secret.
    secrets: Vec<Secret>,
}

impl Resource {
    /// The base URL itself.
    pub fn new(client: Client) -> Self {
        let address = client.shared().base.clone();
        Self {
            client,
            address,
            refused: None,
            secrets: Vec::new(),
        }
    }

    /// The client that calls are made with.
    #[doc(hidden)]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Appends these fixed segments, unescaped: `meetings`, `realtime/kit`.
    #[must_use]
    pub fn literal(&self, segments: &'static str) -> Self {
        let mut below = self.clone_with_room(segments.len() + 1);
        below.address.push_literal(segments);
        below
    }

    /// Appends a segment with this value, escaped. If the value could lead to another endpoint (empty, blank, `.`,
    /// `..`, with a slash, a control character, or spaces around it), every call below fails with
    /// [`Error::InvalidRequest`], which names the argument.
    #[must_use]
    pub fn value(&self, name: &'static str, value: &(impl Param + ?Sized)) -> Self {
        self.segment(name, &value, Slashes::Refused)
    }

    pub(super) fn segment(&self, name: &'static str, value: &dyn Param, slashes: Slashes) -> Self {
        let text = value.to_param();
        let mut below = self.clone_with_room(text.len() + 1);
        let is_token = |token| is_given_in(&text, token);
        let pushed = match value.invalid_reason() {
            Some(reason) => Err(InvalidRequestError::new(name, reason)),
            None if self.client.shared().token().is_some_and(is_token) => {
                Err(InvalidRequestError::new(name, TOKEN_IN_PATH))
            }
            None => below.address.push_value(name, &text, slashes),
        };
        keep_secret_segment(&mut below.secrets, name, value);
        below.check(pushed)
    }

    /// Adds the result of validating a value in the path. Calls below return the first error.
    #[must_use]
    pub fn check(mut self, outcome: Result<(), InvalidRequestError>) -> Self {
        if let Err(refused) = outcome {
            self.refused.get_or_insert(refused);
        }
        self
    }

    /// Returns the path if all of its values are valid: for a path that is built once and kept, such as that of an
    /// account.
    ///
    /// # Errors
    /// [`Error::Config`] for the first value that is not valid. The client that would keep the path is then not built.
    pub fn checked(self) -> Result<Self, Error> {
        match self.refused {
            Some(refused) => Err(Error::config(refused.to_string())),
            None => Ok(Self {
                address: self.address.into_root(),
                ..self
            }),
        }
    }

    /// The root path of this client, such as that of an account, which all other paths begin with. An error of its
    /// values is kept.
    #[must_use]
    pub fn root(&self) -> Self {
        Self {
            client: self.client.clone(),
            address: self.address.at_root(),
            refused: self.refused.clone(),
            secrets: self.secrets.clone(),
        }
    }

    /// The path without its last `segments` segments.
    #[must_use]
    pub fn above(&self, segments: usize) -> Self {
        Self {
            client: self.client.clone(),
            address: self.address.above(segments),
            refused: self.refused.clone(),
            secrets: self.secrets.clone(),
        }
    }

    /// The value that has `behind` segments after it in the path, unescaped.
    pub fn value_before(&self, behind: usize) -> String {
        let value = self.path().rsplit('/').nth(behind).unwrap_or_default();
        percent_decode_str(value).decode_utf8_lossy().into_owned()
    }

    /// A path below a value that the client was built without. Every call there fails with [`Error::InvalidRequest`],
    /// which names the value.
    #[must_use]
    pub fn without(&self, name: &'static str) -> Self {
        let missing = "is missing: the client was built without it";
        self.clone()
            .check(Err(InvalidRequestError::new(name, missing)))
    }

    fn clone_with_room(&self, room: usize) -> Self {
        Self {
            client: self.client.clone(),
            address: self.address.with_room(room),
            refused: self.refused.clone(),
            secrets: self.secrets.clone(),
        }
    }

    /// The path below the base URL, escaped.
    pub fn path(&self) -> &str {
        self.address.below(&self.client.shared().base)
    }

    /// A call that returns one JSON value, which is at the operation's place in the envelope.
    pub fn json<T: DeserializeOwned>(&self, operation: &'static Operation) -> CallBuilder<T> {
        self.call(operation, "application/json", decode::one::<T>)
    }

    /// A call that returns a page of a list.
    pub fn page<T: DeserializeOwned>(&self, operation: &'static Operation) -> CallBuilder<Page<T>> {
        self.call(operation, "application/json", decode::page::<T>)
    }

    /// A call that returns a whole list. A list that is null or missing is empty.
    pub fn list<T: DeserializeOwned>(&self, operation: &'static Operation) -> CallBuilder<Vec<T>> {
        self.call(operation, "application/json", decode::list::<T>)
    }

    /// A call that returns nothing.
    pub fn empty(&self, operation: &'static Operation) -> CallBuilder<()> {
        self.call(operation, "application/json", decode::empty)
    }

    /// A call that returns bytes.
    pub fn bytes(&self, operation: &'static Operation) -> CallBuilder<Vec<u8>> {
        self.call(operation, "*/*", decode::bytes)
    }

    /// A call that returns a string.
    pub fn text(&self, operation: &'static Operation) -> CallBuilder<String> {
        self.call(operation, "*/*", decode::text)
    }

    /// Appends a segment that is already escaped. These secrets are in it.
    pub(super) fn escaped(&self, segment: &str, secrets: Vec<Secret>) -> Self {
        let mut below = self.clone_with_room(segment.len() + 1);
        below.address.push_escaped(segment);
        below.secrets.extend(secrets);
        below
    }

    pub(super) fn call<T>(
        &self,
        operation: &'static Operation,
        accept: &'static str,
        decode: Decode<T>,
    ) -> CallBuilder<T> {
        let request = UnsentRequest {
            secrets: self.secrets.clone(),
            ..UnsentRequest::new(
                operation,
                self.address.clone(),
                accept,
                self.refused.clone(),
            )
        };
        CallBuilder::new(self.client.clone(), request, decode)
    }
}

impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = self.client.shared();
        let path = shared.shown_path(&self.address, &self.secrets, "/…");
        f.debug_tuple("Resource").field(&path).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> Resource {
        let client = Client::builder()
            .base_url("https://example.com/v4/")
            .token("s3cr3t")
            .build()
            .unwrap();
        Resource::new(client)
    }

    #[test]
    fn a_path_grows_by_segments() {
        let app = root()
            .literal("accounts")
            .value("account_id", "a b")
            .literal("realtime/kit")
            .value("app_id", "é");
        assert_eq!(app.path(), "/accounts/a%20b/realtime/kit/%C3%A9");
        assert_eq!(
            format!("{app:?}"),
            r#"Resource("/accounts/a%20b/realtime/kit/%C3%A9")"#
        );
        assert_eq!(
            app.address.as_str(),
            "https://example.com/v4/accounts/a%20b/realtime/kit/%C3%A9"
        );
    }

    #[test]
    fn a_place_knows_its_root_and_the_values_of_its_path() {
        let app = root().literal("accounts").value("account_id", "a b");
        let app = app.checked().unwrap();
        let meeting = app.literal("meetings").value("meeting_id", "é%2 +");
        assert_eq!(meeting.value_before(0), "é%2 +");
        let below = meeting.literal("recordings/all");
        assert_eq!(below.value_before(2), "é%2 +");
        assert_eq!(below.above(2).path(), meeting.path());
        assert_eq!(below.above(0).path(), below.path());
        let sessions = meeting.root().literal("sessions");
        assert_eq!(sessions.path(), "/accounts/a%20b/sessions");
        let refused = app.value("meeting_id", "..").root().literal("sessions");
        assert!(refused.checked().is_err());
    }

    #[test]
    fn a_token_in_a_path_is_refused_and_not_shown() {
        let app = root().value("app_id", "s3cr3t");
        assert!(!format!("{app:?}").contains("s3cr3t"));
        let error = app.checked().unwrap_err();
        assert!(error.to_string().contains("`app_id`"), "{error}");
        assert!(!format!("{error} {error:#?}").contains("s3cr3t"));
        let jwt = "eyJhbGciOiJub25lIn0.eyJpZCI6IjYifQ.c2ln";
        let other = root().literal("meetings").value("meeting_id", jwt);
        assert_eq!(format!("{other:?}"), r#"Resource("/meetings/[redacted]")"#);
        assert!(other.checked().is_ok());
    }

    #[test]
    fn calls_below_a_value_that_is_missing_are_refused() {
        let below = root().without("app_id").literal("meetings");
        let error = below.root().checked().unwrap_err();
        assert!(error.to_string().contains("`app_id` is missing"), "{error}");
    }

    #[test]
    fn the_first_invalid_argument_is_reported() {
        let below = root()
            .value("meeting_id", "..")
            .literal("participants")
            .value("participant_id", "");
        let error = below.checked().unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().contains("`meeting_id`"), "{error}");
        assert!(root().value("n", &1.0).checked().is_ok());
        let checked = root().check(Err(InvalidRequestError::new("account_id", "is too long")));
        assert!(
            checked
                .value("n", &f64::NAN)
                .checked()
                .unwrap_err()
                .to_string()
                .contains("account_id")
        );
    }
}
