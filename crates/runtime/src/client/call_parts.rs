//! Methods of calls that only some API descriptions need: forms, styles of parameters, and further credentials.

use bytes::Bytes;
use reqwest::{Url, header::HeaderValue};
use serde::Serialize;
use serde_json::Value;

use crate::{
    InvalidRequestError, Secret, Validate,
    client::call_builder::{CallBuilder, NOT_THE_SECRET},
    request::{
        form::{self, Fields, Part},
        security_scheme::Needs,
        style::{self, In, Style},
        unsent::{UNSENDABLE, header_value},
    },
    types::{expose, file_part, numbers::to_json, raw_json::secrets_named},
};

impl<T> CallBuilder<T> {
    /// Sets a parameter of any type in this style. A null value is not sent. If it is set again, the last value is sent.
    pub fn styled(
        mut self,
        place: In,
        name: &'static str,
        value: &(impl Serialize + ?Sized),
        style: Style,
    ) -> Self {
        let (json, mut secrets) = expose::written(|| json(value));
        if let Ok(value) = &json {
            secrets.extend(secrets_named(name, value));
        }
        let set = json.and_then(|value| self.set_styled(place, name, &value, style));
        self.request.secrets.extend(secrets);
        self.check(set.map_err(|reason| InvalidRequestError::new(name, reason)))
    }

    fn set_styled(
        &mut self,
        place: In,
        name: &'static str,
        value: &Value,
        style: Style,
    ) -> Result<(), &'static str> {
        let request = &mut self.request;
        match place {
            In::Query => {
                let pairs = style::pairs(name, value, style, style::percent)?;
                request.query.set_pairs(name, &pairs);
            }
            In::Header if value.is_null() => request.remove_header(name),
            In::Header => {
                let text = style::header(name, value, style)?;
                header_value(&text)?;
                return request.set_text_header(name, &text).map_err(|_| UNSENDABLE);
            }
            In::Cookie => {
                request.cookies.retain(|(of, ..)| *of != name);
                for (own, text) in style::pairs(name, value, style, style::percent)? {
                    let added = request.push_cookie(name, &own, &text);
                    added.map_err(|_| UNSENDABLE)?;
                }
            }
        }
        Ok(())
    }

    /// Sets a body that is a form of pairs (`application/x-www-form-urlencoded`).
    pub fn form(self, body: &(impl Serialize + Validate + ?Sized), parts: &[Part]) -> Self {
        let written = match body.validate() {
            Ok(()) => expose::written(|| fields(body)),
            Err(refused) => return self.check(Err(refused)),
        };
        self.set_body(written, |body| {
            let content_type = "application/x-www-form-urlencoded".to_owned();
            Ok((content_type, form::encoded(body, parts)?))
        })
    }

    /// Sets a body of parts (`multipart/form-data`).
    pub fn multipart(self, body: &(impl Serialize + Validate + ?Sized), parts: &[Part]) -> Self {
        if let Err(refused) = body.validate() {
            return self.check(Err(refused));
        }
        let (written, files) = file_part::with_files(|| expose::written(|| fields(body)));
        self.set_body(written, |body| {
            form::multipart(body, parts, &|text| files.get(text))
        })
    }

    fn set_body(
        mut self,
        (body, mut secrets): (Result<Fields, &'static str>, Vec<Secret>),
        write: impl FnOnce(&Fields) -> Result<(String, Bytes), &'static str>,
    ) -> Self {
        if let Ok(fields) = &body {
            secrets.extend(fields.secrets());
        }
        let written = match secrets.iter().any(Secret::is_redacted) {
            true => Err(NOT_THE_SECRET),
            false => body.and_then(|body| write(&body)),
        };
        self.request.secrets.extend(secrets);
        let set = written.and_then(|(content_type, body)| {
            let content_type = HeaderValue::from_str(&content_type)
                .map_err(|_| "has a media type that is not valid in a header")?;
            self.request.body = Some((content_type, body));
            Ok(())
        });
        self.check(set.map_err(|reason| InvalidRequestError::new("body", reason)))
    }

    /// Sends the call to this server, unless callers set a base URL.
    pub fn server(mut self, address: &'static str) -> Self {
        let shared = self.client().shared();
        if shared.has_described_base
            && let Ok(root) = Url::parse(address)
        {
            let moved = self.request.address.moved(&shared.base, root);
            self.request.address = moved;
        }
        self
    }

    /// Sets the credentials that the call needs, if not only the API token.
    pub fn needs(mut self, needs: &'static Needs) -> Self {
        self.request.needs = Some(needs);
        self
    }

    /// Treats these statuses as successes without a body: redirects, 304, or 202 beside a 200 with one.
    pub fn accepts(mut self, statuses: &'static [u16]) -> Self {
        self.request.accepted = statuses;
        self
    }

    /// Reads a body that the service sends as plain text as that string, and not as JSON.
    pub fn reads_text(mut self) -> Self {
        self.request.reads_text = true;
        self
    }

    /// Treats a response with an error status and a body like this as an API error, although it has no known format:
    /// `404 409:text/plain default:json` are an empty body, a text, and JSON. `json` alone is JSON with any status.
    pub fn described_errors(mut self, described: &'static str) -> Self {
        self.request.described_errors = described;
        self
    }
}

// the message of the serializer may contain the value
const UNWRITABLE: &str = "cannot be written; see its `Serialize`";

/// The fields of a form.
fn fields(body: &(impl Serialize + ?Sized)) -> Result<Fields, &'static str> {
    let text = to_json(body).map_err(|_| UNWRITABLE)?;
    serde_json::from_slice(&text).map_err(|_| form::NO_OBJECT)
}

fn json(value: &(impl Serialize + ?Sized)) -> Result<Value, &'static str> {
    let text = to_json(value).map_err(|_| UNWRITABLE)?;
    serde_json::from_slice(&text).map_err(|_| UNWRITABLE)
}
