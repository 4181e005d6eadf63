//! The table of faults: what the server does, and the expected outcome for each method.

use std::time::Duration;

use serde_json::{Value, json};

use super::responses::*;
use super::server::{Act, End};
use super::{SECRET, body};

/// The timeout of an attempt, in all tests.
pub const LIMIT: Duration = Duration::from_secs(5);
/// The maximum size of a response, in all tests.
pub const LARGEST: usize = 1024 * 1024;

/// The number of attempts of the default policy, and the maximum delay before the second; it doubles for each further
/// one.
const TRIES: usize = 4;
const FIRST_DELAY: Duration = Duration::from_millis(250);
/// Tokio's timers are exact to a millisecond, each of them.
const GRAIN: Duration = Duration::from_millis(2);

/// The expected end of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ends {
    /// The same as without a fault.
    Well,
    /// Success, with this text in the value.
    WellWith(&'static str),
    /// Success without a value: an empty list, a deletion that found nothing, or a success without a payload.
    WithNothing,
    /// The error with this name.
    Badly(&'static str),
    /// A decode error at this path.
    Decode(String),
}

/// The expected outcome of a fault.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// How the call ends.
    pub ends: Ends,
    /// How many times the server received the request; if it does not read, the number of connections.
    pub seen: usize,
    /// Whether the error reports that the request may have been carried out, unless the call only reads.
    pub happened: bool,
    /// The status of the error.
    pub status: Option<u16>,
    /// The wait that the error reports.
    pub retry_after: Option<Duration>,
    /// The minimum duration of the call.
    pub least: Duration,
    /// The maximum duration.
    pub most: Duration,
}

impl Wanted {
    fn new(ends: Ends) -> Self {
        Self {
            ends,
            seen: 1,
            happened: false,
            status: None,
            retry_after: None,
            least: Duration::ZERO,
            most: Duration::ZERO,
        }
    }

    /// This many attempts, with the usual delays between them.
    fn seen(mut self, times: usize) -> Self {
        self.seen = times;
        for more in 1..times {
            self.most += FIRST_DELAY * (1 << (more - 1)) + GRAIN;
        }
        self
    }

    /// All attempts if the call can be repeated safely, else one.
    fn repeated(self, subject: &Subject) -> Self {
        self.seen(if subject.can_be_repeated() { TRIES } else { 1 })
    }

    /// Each attempt takes its whole timeout.
    fn taking_the_limit(mut self) -> Self {
        self.least += LIMIT * self.seen as u32;
        self.most += (LIMIT + GRAIN) * self.seen as u32;
        self
    }

    /// The server asked for this wait.
    fn waiting(mut self, time: Duration) -> Self {
        self.least += time;
        self.most += time;
        self
    }

    fn may_have_happened(mut self) -> Self {
        self.happened = true;
        self
    }

    fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }
}

fn well() -> Wanted {
    Wanted::new(Ends::Well)
}

fn badly(error: &'static str) -> Wanted {
    Wanted::new(Ends::Badly(error))
}

/// The connection broke.
fn broken(subject: &Subject) -> Wanted {
    badly("Interrupted").may_have_happened().repeated(subject)
}

/// A response with a successful status that is not valid, so that the request was very likely carried out.
fn no_response(subject: &Subject) -> Wanted {
    badly("UnexpectedResponse")
        .may_have_happened()
        .status(subject.status)
}

/// A fault.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Its name.
    pub name: &'static str,
    /// What the server does, for each connection; the last entry is repeated. Empty: there is no server. `{other}` is
    /// replaced by the address of another host.
    pub acts: fn(&Subject) -> Vec<Act>,
    /// The expected outcome.
    pub wanted: fn(&Subject) -> Wanted,
}

/// The table: `"name": acts of the server => expected outcome`, for an operation.
macro_rules! faults {
    ($($name:literal: |$s:ident| [$($act:expr),*] => $wanted:expr;)+) => {
        /// All of them.
        pub const FAULTS: &[Fault] = &[$(
            Fault {
                name: $name,
                acts: |#[allow(unused_variables)] $s| vec![$($act),*],
                wanted: |#[allow(unused_variables)] $s| $wanted,
            },
        )+];
    };
}

faults! {
    // No connection, or one that breaks.
    "refused": |s| [] => badly("Connect").seen(TRIES);
    "reset before the request was read": |s| [Act::ResetUnread] => broken(s);
    "reset after the request was read": |s| [Act::Send(vec![], End::Reset)] => broken(s);
    "closed after the request was read": |s| [Act::Send(vec![], End::Close)] => broken(s);
    "reset in the middle of the headers": |s| [cut(s, 40, End::Reset)] => broken(s);
    "closed in the middle of the headers": |s| [cut(s, 40, End::Close)] => broken(s);
    "reset in the middle of the body": |s| [cut(s, head(s) + 9, End::Reset)] => broken(s).status(s.status);
    "closed in the middle of the body": |s| [cut(s, head(s) + 9, End::Close)] => broken(s).status(s.status);
    "reset, then right": |s| [Act::Send(vec![], End::Reset), s.good()]
        => if s.can_be_repeated() { well().seen(2) } else { broken(s) };

    // Too slow.
    "never responding": |s| [Act::Send(vec![], End::Never)]
        => badly("Timeout").may_have_happened().repeated(s).taking_the_limit();
    "stuck in the middle of the body": |s| [cut(s, head(s) + 9, End::Never)]
        => badly("Timeout").may_have_happened().repeated(s).status(s.status).taking_the_limit();
    "one byte a second": |s| [Act::Trickle(bytes(s))]
        => badly("Timeout").may_have_happened().repeated(s).taking_the_limit();
    "never responding, then right": |s| [Act::Send(vec![], End::Never), s.good()]
        => if s.can_be_repeated() {
            well().seen(2).waiting(LIMIT)
        } else {
            badly("Timeout").may_have_happened().taking_the_limit()
        };

    // Bytes that are not the response.
    "truncated JSON": |s| [whole(s.status, JSON, &[], half(s))] => no_response(s);
    "content-length too long": |s| [framed(s, &length(s.text().len() + 5), &s.text())]
        => broken(s).status(s.status);
    "content-length too short": |s| [framed(s, &length(s.text().len() - 2), &s.text())] => no_response(s);
    "content-length no number": |s| [framed(s, "content-length: many", &s.text())] => broken(s);
    "two different content-lengths": |s| [framed(s, "content-length: 7\r\ncontent-length: 8", &s.text())]
        => broken(s);
    "chunked garbage": |s| [framed(s, "transfer-encoding: chunked", &s.text())] => broken(s).status(s.status);
    "chunks that break off": |s| [framed(s, "transfer-encoding: chunked", "10\r\n{\"success\":true,")]
        => broken(s).status(s.status);
    "gzip when none was asked for": |s| [whole(s.status, JSON, &["content-encoding: gzip"], gzip(&s.text()))]
        => no_response(s);
    "no HTTP at all": |s| [Act::Send(format!("SSH-2.0-{SECRET}\r\n").into_bytes(), End::Close)] => broken(s);
    "invalid UTF-8": |s| [whole(s.status, JSON, &[], no_utf8(s))] => no_response(s);
    "an empty body": |s| [whole(s.status, JSON, &[], "")]
        => if s.can_be_silent { Wanted::new(Ends::WithNothing) } else { no_response(s) };
    "null": |s| [whole(s.status, JSON, &[], "null")] => mismatch(s, "");
    "a captive portal's page under 200": |s| [whole(200, HTML, &[], PORTAL)] => no_response(s).status(200);
    "a page that shows the response": |s| [whole(s.status, HTML, &[], format!("<p>{}</p>", s.text()))] => no_response(s);
    "an error nested without end": |s| [whole(400, JSON, &[], format!("{{\"success\":false,\"error\":{}}}", deep()))]
        => badly("Api").status(400);

    // Too much data.
    "a body of 2 GB": |s| [flood(s, "content-length: 2147483648", &[b' '; 65536])] => no_response(s);
    "a body of 2 GB in chunks": |s| [flood(s, "transfer-encoding: chunked", &chunk())] => no_response(s);
    "a body without length or end": |s| [flood(s, "x-length: none", &[b' '; 65536])] => no_response(s);
    "headers without end": |s| [flood(s, "x-more: 1\r\nx-more: 2", &[])] => broken(s);

    // Statuses of Cloudflare's edge.
    "502 in HTML": |s| [whole(502, HTML, &[], page())] => badly("UnexpectedResponse").status(502).may_have_happened().repeated(s);
    "520 in HTML": |s| [whole(520, HTML, &[], page())] => badly("UnexpectedResponse").status(520).may_have_happened().repeated(s);
    "503 again and again": |s| [error_response(503, &[])] => badly("Api").status(503).may_have_happened().repeated(s);
    "503, then right": |s| [error_response(503, &[]), s.good()]
        => if s.can_be_repeated() { well().seen(2) } else { badly("Api").status(503).may_have_happened() };
    "503, then 404": |s| [error_response(503, &[]), error_response(404, &[])] => match s.method.as_str() {
        "DELETE" => Wanted::new(Ends::WithNothing).seen(2),
        "GET" | "PUT" if s.can_be_repeated() => badly("Api").status(404).may_have_happened().seen(2),
        _ => badly("Api").status(503).may_have_happened(),
    };
    "503, then 404 in HTML": |s| [error_response(503, &[]), whole(404, HTML, &[], page())]
        => if s.can_be_repeated() {
            badly("UnexpectedResponse").status(404).may_have_happened().seen(2)
        } else {
            badly("Api").status(503).may_have_happened()
        };
    "101, and nothing more": |s| [whole(101, JSON, &[], "")] => badly("UnexpectedResponse").status(101).may_have_happened();
    "204, and nothing more": |s| [whole(204, JSON, &[], "")]
        => if s.can_be_silent { Wanted::new(Ends::WithNothing) } else { no_response(s).status(204) };
    "501": |s| [error_response(501, &[])] => badly("Api").status(501).may_have_happened();
    "400": |s| [error_response(400, &[])] => badly("Api").status(400);
    "404": |s| [error_response(404, &[])] => badly("Api").status(404);
    "reset, then 400": |s| [Act::Send(vec![], End::Reset), error_response(400, &[])]
        // The second attempt was rejected; the first may still have been carried out.
        => if s.can_be_repeated() { badly("Api").status(400).may_have_happened().seen(2) } else { broken(s) };

    // Too many requests: nothing was carried out, so every call is repeated.
    "429, then right": |s| [error_response(429, &[]), s.good()] => well().seen(2);
    "429 with seconds, then right": |s| [error_response(429, &["retry-after: 2"]), s.good()]
        => well().seen(2).waiting(Duration::from_secs(2));
    "429 with a date, then right": |s| [error_response(429, &[DATE, "retry-after: Sun, 06 Nov 1994 08:49:40 GMT"]), s.good()]
        => well().seen(2).waiting(Duration::from_secs(3));
    "429 with a time that is too long": |s| [error_response(429, &["retry-after: 300"]), s.good()]
        => asked_to_wait(badly("Api").status(429), 300);
    "429 with a time beyond all": |s| [error_response(429, &["retry-after: 18446744073709551615"]), s.good()]
        => asked_to_wait(badly("Api").status(429), u64::MAX);
    "429 with limits beyond all, then right": |s| [error_response(429, LIMITS), s.good()] => well().seen(2);
    "429 with a nonsensical time, then right": |s| [error_response(429, &["retry-after: soon"]), s.good()] => well().seen(2);
    "429 again and again": |s| [error_response(429, &[])] => badly("Api").status(429).seen(TRIES);
    "1015 in plain text": |s| [whole(429, "text/plain", &[], "error code: 1015")]
        => badly("UnexpectedResponse").status(429).seen(TRIES);
    "reset, then 429 again and again": |s| [Act::Send(vec![], End::Reset), error_response(429, &[])]
        => if s.can_be_repeated() { badly("Api").status(429).may_have_happened().seen(TRIES) } else { broken(s) };

    // API errors, which are known even if the body is incomplete.
    "400 that breaks off": |s| [unfinished(400, &[], End::Close)] => badly("UnexpectedResponse").status(400);
    "403 that is reset": |s| [unfinished(403, &[], End::Reset)] => badly("UnexpectedResponse").status(403);
    "404 that is stuck": |s| [unfinished(404, &[], End::Never)]
        => badly("UnexpectedResponse").status(404).taking_the_limit();
    "408 that breaks off": |s| [unfinished(408, &[], End::Close)]
        => badly("UnexpectedResponse").status(408).may_have_happened().repeated(s);
    "429 that breaks off, then right": |s| [unfinished(429, &["retry-after: 2"], End::Close), s.good()]
        => well().seen(2).waiting(Duration::from_secs(2));
    "429 that is stuck, then right": |s| [unfinished(429, &[], End::Never), s.good()]
        => well().seen(2).waiting(LIMIT);

    // Redirects to another host, which must not receive the request.
    "redirect 301": |s| [elsewhere(301)] => badly("UnexpectedResponse").status(301).may_have_happened();
    "redirect 302": |s| [elsewhere(302)] => badly("UnexpectedResponse").status(302).may_have_happened();
    "redirect 303": |s| [elsewhere(303)] => badly("UnexpectedResponse").status(303).may_have_happened();
    "redirect 307": |s| [elsewhere(307)] => badly("UnexpectedResponse").status(307).may_have_happened();
    "redirect 308": |s| [elsewhere(308)] => badly("UnexpectedResponse").status(308).may_have_happened();

    // Responses of the API that do not match the description.
    "success is false": |s| [with(s, "success", &json!(false))] => badly("Api").may_have_happened().status(s.status);
    "a bare message under 200": |s| [s.responds_with(&json!({"message": "Unauthorized"}))]
        => badly("Api").may_have_happened().status(s.status);
    "an error under 200": |s| [s.responds_with(&json!({"error": {"code": 7, "message": "No."}}))]
        => badly("Api").status(s.status);
    "errors under 200": |s| [s.responds_with(&json!({"errors": [{"code": 10000, "message": "No."}], "result": null}))]
        => badly("Api").status(s.status);
    "JSON of somebody else": |s| [s.responds_with(&json!({"portal": {"login": "required"}}))]
        => mismatch(s, &outermost(s));
    "data is missing": |s| [s.responds_with(&json!({"success": true}))]
        => if s.can_be_silent { Wanted::new(Ends::WithNothing) } else { mismatch(s, &outermost(s)) };
    "data is null": |s| [with(s, "data", &Value::Null)] => without_payload(s);
    "a list under another name": |s| [s.responds_with(&json!({"success": true, "result": [s.response]}))]
        => if s.can_be_silent { Wanted::new(Ends::WithNothing) } else { mismatch(s, &outermost(s)) };
    "data is text": |s| [with(s, "data", &json!(SECRET))] => mismatch(s, "data");
    "the payload is a number": |s| [s.responds_with(&body::with_payload(s.response.clone(), &s.places, &json!(7)))]
        => mismatch(s, &place(s));
    // A list is read as the fields of an object in order, so the first of them does not match the schema.
    "the payload is a list": |s| [s.responds_with(&body::with_payload(s.response.clone(), &s.places, &json!([[[]]])))]
        => mismatch(s, &format!("{}{}", place(s), if s.is_list { "[0]" } else { "" }));
    "an error that quotes what was sent": |s| [quoting(s)] => badly("Api").status(400);
    "an unknown field nested without end": |s| [whole(s.status, JSON, &[], s.text().replacen('{', &format!("{{\"new\":{},", deep()), 1))]
        => well();
    "unknown fields": |s| [s.responds_with(&body::with_unknown_fields(s.schema, s.response.clone()))] => well();
    "unknown enum values": |s| [s.responds_with(&body::with_unknown_words(s.schema, s.response.clone()).0)]
        => match body::with_unknown_words(s.schema, s.response.clone()).1 {
            0 => well(),
            _ => Wanted::new(Ends::WellWith(body::UNKNOWN_WORD)),
        };
    "numbers as strings": |s| [s.responds_with(&body::with_numbers_as_strings(s.schema, s.response.clone()))] => well();
    "a name cut in half": |s| [whole(s.status, JSON, &[], s.text().replacen('{', "{\"new \\ud83d\":\"\\ude00\",", 1))]
        => well();
}

fn mismatch(subject: &Subject, path: &str) -> Wanted {
    Wanted::new(Ends::Decode(path.to_owned()))
        .may_have_happened()
        .status(subject.status)
}

/// A list that is null is empty, and some calls return no value. Any other value is required.
fn without_payload(subject: &Subject) -> Wanted {
    if subject.is_list || subject.can_be_silent {
        Wanted::new(Ends::WithNothing)
    } else {
        mismatch(subject, &outermost(subject))
    }
}

/// The path of the payload, the outermost of several, as in a decode error.
fn outermost(subject: &Subject) -> String {
    let shortest = subject.places.iter().min_by_key(|place| place.len());
    shortest.map_or(String::new(), |place| place[1..].replace('/', "."))
}

/// The path of the payload in the example.
fn place(subject: &Subject) -> String {
    let mut places = subject.places.iter();
    let found = places.find(|place| subject.response.pointer(place).is_some());
    found.map_or(String::new(), |place| place[1..].replace('/', "."))
}

fn asked_to_wait(mut wanted: Wanted, seconds: u64) -> Wanted {
    wanted.retry_after = Some(Duration::from_secs(seconds));
    wanted
}
