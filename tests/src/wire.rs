//! Shared code of the wire tests: the client, the expected request, and the comparison of a decoded response with its
//! JSON.
//!
//! [`wire!`](crate::wire!) generates three tests for each operation: the request with only the required arguments, the
//! request with all arguments, and the decoding of every example response in `spec/examples/`. The required and
//! optional arguments are read from the spec, so a test fails if an argument is added only there.

use std::fmt::Debug;
use std::fs;
use std::future::IntoFuture;
use std::sync::OnceLock;

use realtimekit::{Client, Error, ExposeSecrets, Page, Paging, RetryPolicy};
use serde::Serialize;
use serde_json::{Value, json};
use xtask::source::Spec;
use xtask::workspace;

use crate::server::{Received, Server, ServerResponse};

mod case;
mod compare;
mod operation;

pub use case::{Case, Running, WithBody, running};
pub use compare::differences;
pub(crate) use operation::resolved;
pub use operation::{Form, Operation, parts};

/// The account of all calls.
pub const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
/// The app of all calls: a UUID of 36 characters, as real ones are, although the documented limit is 32.
pub const APP: &str = "2a95132c-1573-4412-89c1-0f0e6b3e9e21";
/// The token of all calls.
pub const TOKEN: &str = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY";

/// `spec/`, loaded once for all tests of a file.
#[must_use]
pub fn spec() -> &'static Spec {
    static SPEC: OnceLock<Spec> = OnceLock::new();
    SPEC.get_or_init(crate::load)
}

/// A client of the server, with the base path of Cloudflare's API. It makes one attempt; retries have their own tests.
///
/// # Panics
///
/// If it cannot be built.
#[must_use]
pub fn client(server: &Server) -> Client {
    must(
        Client::builder()
            .base_url(format!("{}/client/v4", server.url()))
            .token(TOKEN)
            .account_id(ACCOUNT)
            .app_id(APP)
            .retry(RetryPolicy::off())
            .build(),
    )
}

/// A server that gives these responses.
///
/// # Panics
///
/// If no socket can be opened.
#[must_use]
pub fn server(responses: impl IntoIterator<Item = ServerResponse>) -> Server {
    must(Server::start(responses))
}

/// The file `spec/examples/<name>.json`.
///
/// # Panics
///
/// If there is none.
#[must_use]
pub fn example(name: &str) -> Value {
    let file = workspace::spec().join(format!("examples/{name}.json"));
    let text = must(fs::read_to_string(&file).map_err(|error| format!("{name}: {error}")));
    must(serde_json::from_str(&text))
}

/// The names of the examples with this prefix, without their extension.
///
/// # Panics
///
/// If there are none.
#[must_use]
pub fn examples(begin: &str) -> Vec<String> {
    let mut names: Vec<_> = must(fs::read_dir(workspace::spec().join("examples")))
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|file| Some(file.strip_suffix(".json")?.to_owned()))
        .filter(|name| name.starts_with(begin))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "no example begins with {begin}");
    names
}

/// The only request that the server received.
///
/// # Panics
///
/// If it received none, or several.
#[must_use]
pub fn only(server: &Server) -> Received {
    let mut received = server.received();
    assert_eq!(received.len(), 1, "{received:#?}");
    received.swap_remove(0)
}

/// The target of a call below the app or, after `account:`, below the account.
#[must_use]
pub fn target(below: &str) -> String {
    let account = format!("/client/v4/accounts/{ACCOUNT}/realtime/kit");
    match below.strip_prefix("account:") {
        Some(below) => format!("{account}{below}"),
        None => format!("{account}/{APP}{below}"),
    }
}

/// Checks a request as received: method, target, every header, body.
///
/// # Panics
///
/// If anything is missing, different or additional.
pub fn assert_sent(
    server: &Server,
    received: &Received,
    method: &str,
    target: &str,
    body: Option<&Value>,
) {
    assert_eq!(received.method, method, "the method");
    assert_eq!(received.target, target, "the target");
    let version = must(
        spec().document["x-client"]["version"]
            .as_str()
            .ok_or("none"),
    );
    let mut headers = vec![
        ("accept", "application/json".to_owned()),
        ("authorization", format!("Bearer {TOKEN}")),
        ("host", server.host()),
        ("user-agent", format!("realtimekit/{version}")),
    ];
    match body {
        Some(body) => {
            headers.push(("content-type", "application/json".to_owned()));
            headers.push(("content-length", received.body.len().to_string()));
            let sent = serde_json::from_slice::<Value>(&received.body);
            assert_eq!(&must(sent), body, "the body");
        }
        None => {
            assert_eq!(received.text(), "", "no body");
            // Methods that usually have a body state that there is none.
            if ["POST", "PUT", "PATCH"].contains(&received.method.as_str()) {
                headers.push(("content-length", "0".to_owned()));
            }
        }
    }
    headers.sort();
    let mut sent: Vec<_> = received
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    sent.sort();
    assert_eq!(sent, headers, "the headers, all of them");
}

/// Makes the call and checks the request, and that it has the arguments that its form requires.
///
/// # Panics
///
/// If the request is not as expected, or the call fails.
pub async fn sends<C, T>(
    operation: &str,
    form: Form,
    call: impl Fn(&Client) -> C,
    (method, below_app, body): (&str, String, Option<Value>),
) where
    C: IntoFuture<Output = Result<T, Error>>,
{
    let operation = Operation::find(operation);
    let response = example(&format!("{}.response", operation.id));
    let server = server([operation.response(&response)]);
    must(call(&client(&server)).await.map(drop));
    let received = only(&server);
    assert_sent(
        &server,
        &received,
        method,
        &target(&below_app),
        body.as_ref(),
    );
    operation.assert_form(form, &received);
}

/// Decodes every example response of the operation and compares the value with the payload, which is at the first of
/// `places` that the example has.
///
/// # Panics
///
/// If an example does not decode, or a part of it is missing in the value.
pub async fn decodes<C, T>(
    operation: &str,
    call: impl Fn(&Client) -> C,
    read: fn(&T) -> Decoded,
    places: &[&str],
) where
    C: IntoFuture<Output = Result<T, Error>>,
{
    let operation = Operation::find(operation);
    for name in examples(&format!("{}.response", operation.id)) {
        let response = example(&name);
        let server = server([operation.response(&response)]);
        let value = must(call(&client(&server)).await);
        let payload = places.iter().find_map(|place| response.pointer(place));
        let payload = must(payload.ok_or_else(|| format!("{name} has nothing at {places:?}")));
        read(&value).assert_is(&name, payload, &response);
    }
}

/// A decoded response, in a form that can be compared.
#[derive(Debug)]
pub struct Decoded {
    payload: Value,
    /// For a page: its paging.
    paging: Option<Option<Paging>>,
    /// In the format `{:?}`, which distinguishes known and unknown values of an enum, unlike JSON.
    debug: String,
}

impl Decoded {
    fn assert_is(&self, name: &str, payload: &Value, response: &Value) {
        let different = differences(&self.payload, payload);
        assert_eq!(different, [""; 0], "{name}: decoded differently");
        assert!(
            !self.debug.contains("Unknown("),
            "{name}: an enum does not know a value of the example: {}",
            self.debug
        );
        if let Some(paging) = &self.paging {
            let places = ["/paging", "/data/paging"];
            let wanted = places.iter().find_map(|place| response.pointer(place));
            let paging = paging.map(|paging| {
                json!({
                    "total_count": paging.total_count,
                    "start_offset": paging.start_offset,
                    "end_offset": paging.end_offset,
                })
            });
            assert_eq!(paging.as_ref(), wanted, "{name}: the paging");
        }
    }
}

/// A response with one value.
///
/// # Panics
///
/// When it cannot be written as JSON.
pub fn one<T: Serialize + Debug>(value: &T) -> Decoded {
    Decoded {
        payload: must(serde_json::to_value(ExposeSecrets(value))),
        paging: None,
        debug: format!("{value:?}"),
    }
}

/// A response that is a page of a list.
///
/// # Panics
///
/// When it cannot be written as JSON.
pub fn page<T: Serialize + Debug>(page: &Page<T>) -> Decoded {
    Decoded {
        paging: Some(page.paging),
        ..one(&page.items)
    }
}

/// The value, or a failed test: `unwrap` for helpers.
///
/// # Panics
///
/// With the error.
pub fn must<T, E: Debug>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => crate::failed(&format!("{error:?}")),
    }
}

/// The cases of a test file, one block for each operation:
///
/// ```text
/// add_participant: one at "/data", body AddParticipant |client, body| client.meeting(ID).participants().add(body);
///     required |client| client.meeting(ID).participants().add(&body()) => POST "/meetings/{ID}/participants", {…};
///     all |client| … => POST "/meetings/{ID}/participants", {…};
/// ```
///
/// `one` or `page`, and the place of the payload in the example responses (`|` before another place); if the operation
/// has a body, its type and a call with one; then the two forms of the call with their requests: method, target below
/// the app, and the JSON body if there is one.
///
/// The cases are in `CASES`.
#[macro_export]
macro_rules! wire {
    ($(
        $operation:ident: $kind:ident at $($place:literal)|+
            $(, body $type:ty |$c:ident, $given:ident| $with_body:expr)?;
        required |$a:ident| $required:expr => $a_method:ident $a_target:literal $(, $a_body:expr)?;
        all |$b:ident| $all:expr => $b_method:ident $b_target:literal $(, $b_body:expr)?;
    )+) => {
        $(mod $operation {
            #[allow(unused_imports, reason = "not every case needs a type or an id of the file")]
            use super::*;
            use $crate::wire::{self, Form};

            #[tokio::test]
            async fn required() {
                let call = |$a: &::realtimekit::Client| $required;
                let sent = (stringify!($a_method), format!($a_target), $crate::wire!(@body $($a_body)?));
                wire::sends(stringify!($operation), Form::Required, call, sent).await;
            }

            #[tokio::test]
            async fn all() {
                let call = |$b: &::realtimekit::Client| $all;
                let sent = (stringify!($b_method), format!($b_target), $crate::wire!(@body $($b_body)?));
                wire::sends(stringify!($operation), Form::All, call, sent).await;
            }

            #[tokio::test]
            async fn responses() {
                let call = |$a: &::realtimekit::Client| $required;
                wire::decodes(stringify!($operation), call, wire::$kind, &[$($place),+]).await;
            }
        })+

        /// The cases of this file.
        pub const CASES: &[$crate::wire::Case] = &[$(
            $crate::wire::Case {
                operation: stringify!($operation),
                required: |$a| $crate::wire::running($required),
                all: |$b| $crate::wire::running($all),
                with_body: $crate::wire!(@with_body $($type, $c, $given, $with_body)?),
            },
        )+];
    };
    (@body) => { None };
    (@body $body:expr) => { Some($body) };
    (@with_body) => { None };
    (@with_body $type:ty, $client:ident, $body:ident, $call:expr) => {
        Some(|$client, body| {
            let $body = &::serde_json::from_value::<$type>(body)?;
            Ok($crate::wire::running($call))
        })
    };
}
