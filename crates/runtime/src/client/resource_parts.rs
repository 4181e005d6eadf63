//! Methods of paths that only some API descriptions need: segments with fixed parts, and styles of parameters.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    InvalidRequestError, Operation, Param,
    client::{call_builder::CallBuilder, resource::Resource},
    request::{
        authorization::{TOKEN_IN_PATH, is_given_in},
        segment::{self, Slashes},
        style::{self, Style},
        unsent::keep_secret_segment,
    },
    response::{
        by_status::{self, ByStatus},
        decode,
    },
    types::{expose, numbers::to_json, raw_json::secrets_named},
};

impl Resource {
    /// Appends a segment with this value, of which slashes are escaped, too: `src%2Fmain.rs`. With a `.` or `..` between
    /// slashes, every call below fails with [`Error::InvalidRequest`](crate::Error::InvalidRequest).
    #[must_use]
    pub fn value_with_slashes(&self, name: &'static str, value: &(impl Param + ?Sized)) -> Self {
        self.segment(name, &value, Slashes::Escaped)
    }

    /// Appends a segment with fixed parts and values, each escaped: `{id}.json`. A value that could be split at the text
    /// before or after it is escaped further, for servers that split a segment before they decode it.
    #[must_use]
    pub fn template(&self, template: &'static str, values: &[(&'static str, &dyn Param)]) -> Self {
        let mut written = String::new();
        let mut secrets = Vec::new();
        let mut rest = template;
        let mut between = None;
        let mut outcome = Ok(());
        for (name, value) in values {
            let braced = format!("{{{name}}}");
            let Some((before, after)) = rest.split_once(&braced) else {
                continue;
            };
            rest = after;
            written.push_str(before);
            keep_secret_segment(&mut secrets, name, *value);
            let text = value.to_param();
            let is_token = |token| is_given_in(&text, token);
            let fault = if self.client().shared().token().is_some_and(is_token) {
                Some(TOKEN_IN_PATH)
            } else {
                value
                    .invalid_reason()
                    .or_else(|| segment::fault(&text, Slashes::Escaped))
            };
            if let Some(reason) = fault {
                outcome = outcome.and(Err(InvalidRequestError::new(*name, reason)));
            }
            let next = after.split_once('{').map(|(literal, _)| literal);
            let literals = between.into_iter().chain(next);
            written.push_str(&segment::escaped_between(&text, literals));
            between = next;
        }
        written.push_str(rest);
        self.escaped(&written, secrets).check(outcome)
    }

    /// Appends a segment with this value in this style.
    #[must_use]
    pub fn styled(
        &self,
        name: &'static str,
        value: &(impl Serialize + ?Sized),
        style: Style,
    ) -> Self {
        const UNWRITABLE: &str = "cannot be written; see its `Serialize`";
        let (text, mut secrets) = expose::written(|| to_json(value));
        let json = text
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok());
        if let Some(json) = &json {
            secrets.extend(secrets_named(name, json));
        }
        let written = match &json {
            Some(json) => style::joined(name, json, style, checked),
            None => Err(UNWRITABLE),
        };
        let refused = |reason| Err(InvalidRequestError::new(name, reason));
        match written {
            Err(reason) => self.clone().check(refused(reason)),
            Ok(text) if text.is_empty() || text.contains(REFUSED) => {
                let reason = "is empty, or has a value that could lead to another endpoint";
                self.clone().check(refused(reason))
            }
            Ok(text) => {
                let shared = self.client().shared();
                let is_token = shared
                    .token()
                    .is_some_and(|token| is_given_in(&text, token));
                let outcome = if is_token {
                    refused(TOKEN_IN_PATH)
                } else {
                    Ok(())
                };
                self.escaped(&text, secrets).check(outcome)
            }
        }
    }

    /// A call that returns one value, or `None` without a body.
    pub fn optional<T: DeserializeOwned>(
        &self,
        operation: &'static Operation,
    ) -> CallBuilder<Option<T>> {
        self.call(operation, "application/json", decode::optional::<T>)
    }

    /// A call whose return type depends on the status.
    pub fn by_status<T: ByStatus>(&self, operation: &'static Operation) -> CallBuilder<T> {
        self.call(operation, T::ACCEPT, by_status::read::<T>)
            .accepts(T::ACCEPTED)
    }
}

/// Replaces a value that is not valid in a path. Escaped text never contains it.
const REFUSED: char = '\u{fffe}';

fn checked(text: &str, reserved: bool) -> String {
    match segment::fault(text, Slashes::Escaped) {
        Some(_) => REFUSED.to_string(),
        None => style::percent(text, reserved),
    }
}
