//! The responses of the server: the valid response of an operation, and variations of it.

use realtimekit::Client;
use serde_json::{Value, json};

use super::server::{Act, End};
use super::{SECRET, body};
use crate::wire::{Case, Operation, Running, TOKEN, example, must};

/// The request's id, in all responses.
pub const RAY: &str = "8f1c2d3e4f5a6b7c-FRA";
pub(super) const JSON: &str = "application/json";
pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const DATE: &str = "date: Sun, 06 Nov 1994 08:49:37 GMT";
/// The number of remaining calls, in forms that cannot be parsed.
pub(super) const LIMITS: &[&str] = &[
    "ratelimit: \"default\";r=0;t=18446744073709551615, \"burst\";r=-1;t=1e9",
    "ratelimit-policy: \"default\";q=18446744073709551615;w=0, ;;=",
];
pub(super) const PORTAL: &str =
    "<!DOCTYPE html><title>Welcome to Hotel Wi-Fi</title><form>Your room</form>";

/// An operation with its valid response.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its calls.
    pub case: Case,
    /// The body of the request, if it has one: the example, with [`SECRET`] in place of every secret.
    request: Option<Value>,
    /// Its method.
    pub method: String,
    is_sent_once: bool,
    pub(super) status: u16,
    pub(super) schema: &'static Value,
    /// The example, with [`SECRET`] in place of every secret.
    pub(super) response: Value,
    pub(super) places: Vec<String>,
    pub(super) is_list: bool,
    /// Whether a response without a payload is a success.
    pub(super) can_be_silent: bool,
    pub(super) sends_secrets: bool,
}

impl Subject {
    /// The subject of a case.
    #[must_use]
    pub fn new(case: Case) -> Self {
        let operation = Operation::find(case.operation);
        let (status, schema) = operation.success();
        let response = example(&format!("{}.response", operation.id));
        let places = operation.payload();
        let payload = places.iter().find_map(|place| response.pointer(place));
        let request = operation.body().map(|schema| {
            let request = example(&format!("{}.request", operation.id));
            body::with_secrets(schema, request, SECRET)
        });
        Self {
            case,
            request,
            is_list: payload.is_some_and(Value::is_array),
            can_be_silent: operation.method != "GET"
                && (operation.method == "DELETE" || !body::must_have_value(schema)),
            sends_secrets: operation.body().is_some_and(body::holds_secrets),
            is_sent_once: operation.is_sent_once(),
            method: operation.method,
            status,
            schema,
            response: body::with_secrets(schema, response, SECRET),
            places,
        }
    }

    /// Makes its call with all arguments.
    ///
    /// # Panics
    ///
    /// If the type of the body cannot read the example.
    pub fn call(&self, client: &Client) -> Running {
        match (&self.request, self.case.with_body) {
            (Some(request), Some(call)) => must(call(client, request.clone())),
            _ => (self.case.all)(client),
        }
    }

    /// Whether the request can be repeated: GET, PUT and DELETE can, unless the description forbids it.
    pub(super) fn can_be_repeated(&self) -> bool {
        ["GET", "PUT", "DELETE"].contains(&self.method.as_str()) && !self.is_sent_once
    }

    /// The valid response.
    #[must_use]
    pub fn good(&self) -> Act {
        self.responds_with(&self.response)
    }

    /// The same, on a connection that the client may reuse, but which ends with these bytes.
    #[must_use]
    pub fn good_and_gone(&self, end: End) -> Act {
        let text = String::from_utf8(bytes(self)).unwrap_or_default();
        Act::Send(text.replacen("connection: close\r\n", "", 1).into(), end)
    }

    pub(super) fn responds_with(&self, response: &Value) -> Act {
        whole(self.status, JSON, &[], response.to_string())
    }

    pub(super) fn text(&self) -> String {
        self.response.to_string()
    }
}

/// A page of a proxy that shows the request.
pub(super) fn page() -> String {
    format!(
        "<html><head><title>Bad gateway</title></head><body>authorization: Bearer {TOKEN}<pre>{{\"recording_config\":\
         {{\"storage_config\":{{\"secret\":\"{SECRET}\"}}}}}}</pre></body></html>"
    )
}

pub(super) fn length(length: usize) -> String {
    format!("content-length: {length}")
}

/// A response with correct framing.
pub(super) fn whole(
    status: u16,
    content_type: &str,
    headers: &[&str],
    body: impl Into<Vec<u8>>,
) -> Act {
    let body = body.into();
    let mut head = format!(
        "HTTP/1.1 {status} Status\r\ncontent-type: {content_type}\r\ncf-ray: {RAY}\r\nconnection: close\r\n\
         content-length: {}\r\n",
        body.len()
    );
    for header in headers {
        head.push_str(&format!("{header}\r\n"));
    }
    let mut bytes = format!("{head}\r\n").into_bytes();
    bytes.extend(body);
    Act::Send(bytes, End::Close)
}

fn framing(subject: &Subject, framing: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {} Status\r\ncontent-type: {JSON}\r\ncf-ray: {RAY}\r\nconnection: close\r\n{framing}\r\n\r\n",
        subject.status
    )
    .into_bytes()
}

/// A response with this framing, correct or not.
pub(super) fn framed(subject: &Subject, header: &str, body: &str) -> Act {
    let mut bytes = framing(subject, header);
    bytes.extend(body.as_bytes());
    Act::Send(bytes, End::Close)
}

/// Much more than a client reads in a test, and more than the buffers of sockets hold.
const ENDLESS: u64 = 32 * 1024 * 1024;

/// A response that continues with these bytes; without any, its headers continue.
pub(super) fn flood(subject: &Subject, header: &str, again: &[u8]) -> Act {
    let mut head = framing(subject, header);
    if again.is_empty() {
        head.truncate(head.len() - 2);
        return Act::Flood(head, b"x-more: and more\r\n".repeat(512), ENDLESS);
    }
    Act::Flood(head, again.to_vec(), ENDLESS)
}

pub(super) fn chunk() -> Vec<u8> {
    [b"10000\r\n".as_slice(), &[b' '; 65536], b"\r\n"].concat()
}

/// The bytes of the valid response.
pub(super) fn bytes(subject: &Subject) -> Vec<u8> {
    match subject.good() {
        Act::Send(bytes, _) => bytes,
        _ => Vec::new(),
    }
}

/// The number of bytes before the body.
pub(super) fn head(subject: &Subject) -> usize {
    bytes(subject).len() - subject.text().len()
}

/// The first bytes of the valid response.
pub(super) fn cut(subject: &Subject, length: usize, end: End) -> Act {
    Act::Send(bytes(subject)[..length].to_vec(), end)
}

/// The first half of the response's text, cut where the rest is needed.
pub(super) fn half(subject: &Subject) -> String {
    let text = subject.text();
    String::from_utf8_lossy(&text.as_bytes()[..text.len() / 2]).into_owned()
}

/// The response with an invalid byte in each of its words.
pub(super) fn no_utf8(subject: &Subject) -> Vec<u8> {
    let text = subject.text();
    let mut bytes = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        bytes.push(byte);
        if byte == b'"' {
            bytes.push(0xff);
        }
    }
    bytes
}

/// A value that is a hundred thousand lists deep.
pub(super) fn deep() -> String {
    "[".repeat(100_000) + &"]".repeat(100_000)
}

/// An API error as the API writes it.
pub(super) fn error_response(status: u16, headers: &[&str]) -> Act {
    let body = json!({"success": false, "error": {"code": status, "message": "No."}});
    whole(status, JSON, headers, body.to_string())
}

/// An API error whose last bytes never arrive.
pub(super) fn unfinished(status: u16, headers: &[&str], end: End) -> Act {
    match error_response(status, headers) {
        Act::Send(bytes, _) => Act::Send(bytes[..bytes.len() - 9].to_vec(), end),
        other => other,
    }
}

/// An API error that quotes a secret of the request, if it has one, as validators do.
pub(super) fn quoting(subject: &Subject) -> Act {
    let value = if subject.sends_secrets {
        SECRET
    } else {
        "Mary"
    };
    let message = format!("\"secret\" with value \"{value}\" fails to match the required pattern");
    let body = json!({"success": false, "error": {"code": 400, "message": message}});
    whole(400, JSON, &[], body.to_string())
}

/// A redirect. The test inserts the address of the other host.
pub(super) fn elsewhere(status: u16) -> Act {
    whole(
        status,
        HTML,
        &["location: {other}/client/v4/meetings"],
        page(),
    )
}

/// The response with another value under a key at its top.
pub(super) fn with(subject: &Subject, key: &str, value: &Value) -> Act {
    let mut response = subject.response.clone();
    response[key] = value.clone();
    subject.responds_with(&response)
}

/// The text in gzip without compression, so that secrets in it can still be read.
pub(super) fn gzip(text: &str) -> Vec<u8> {
    let length = text.len() as u16;
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    bytes.extend(length.to_le_bytes());
    bytes.extend((!length).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend(crc32(text.as_bytes()).to_le_bytes());
    bytes.extend(u32::from(length).to_le_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |mut sum, byte| {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 * (sum & 1));
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn the_checksum_is_that_of_gzip() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
