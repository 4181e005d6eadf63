//! What every call of a generated REST client goes through, written once and tested alone.
//!
//! The flow of a call:
//!
//! 1. A [`Client`] holds the address, the token and a pool of connections.
//! 2. A [`Resource`] is a place in the API's tree. Values in its path are escaped, and refused where they would lead
//!    elsewhere.
//! 3. A [`Call`] starts at a resource with an [`Operation`]. Generated code fills in query, headers and body, which are
//!    checked ([`Check`]). Awaiting the call sends it.
//! 4. Where a [`Pace`] is set it waits for its turn. What fails is sent again where that can do no harm
//!    ([`RetryPolicy`]).
//! 5. The answer is decoded in one pass, out of its envelope `{success, data, paging}` ([`Payload`]), into the value,
//!    a [`Page`] or a list.
//! 6. A list is a page or a stream of all [`Items`]; [`Many`] calls are made some at a time.
//! 7. Whatever goes wrong is one [`Error`], which says what, where, and what to do, and prints no secret.
//!
//! The rest are the parts of which generated types are made: [`Secret`], [`SecretUrl`], [`Field`], [`Timestamp`], [`Date`],
//! [`string_id!`], [`open_enum!`], and what their setters take: [`IntoOption`], [`Integer`].
//!
//! ```no_run
//! use realtimekit_runtime::{
//!     Client, Error, Method, Operation, Payload, Resource, Secret, Setting, env_var,
//! };
//!
//! static REFRESH_TOKEN: Operation = Operation {
//!     id: "refresh_token",
//!     method: Method::Post,
//!     path: "/meetings/{meeting_id}/participants/{participant_id}/token",
//!     payload: Payload::Enveloped(&[&["data"]]),
//!     permissions: &["Realtime", "Realtime Admin"],
//! };
//!
//! #[derive(serde::Deserialize)]
//! struct Refreshed {
//!     token: Secret,
//! }
//!
//! # async fn run() -> Result<(), Error> {
//! let client = Client::builder()
//!     .base_url("https://api.cloudflare.com/client/v4")
//!     .token(env_var("CLOUDFLARE_API_TOKEN", Setting::Token)?)
//!     .build()?;
//! let participant = Resource::new(client)
//!     .literal("meetings")
//!     .value("meeting_id", "bbb9b9bd")
//!     .literal("participants")
//!     .value("participant_id", "aaa1a1ad");
//! let refreshed: Refreshed = participant.literal("token").json(&REFRESH_TOKEN).await?;
//! println!("{}", refreshed.token.expose().len());
//! # Ok(())
//! # }
//! ```
//!
//! Calls need a Tokio runtime around them, since the HTTP client below, [`reqwest`], does.
//!
//! # Features
//! - `rustls` (default): TLS by rustls with the platform's certificate verifier.
//! - `native-tls`: TLS by the system's own library. Where both are on, this one is used.
//! - `tracing`: a span of the `tracing` crate for each call, with operation, path, status, attempts, `cf-ray` and
//!   duration, an event for each repeat, and an event at the end of each call: at the level debug for a success and for a
//!   call that was dropped, warn for an API error and for an argument that was refused, error for every other failure and
//!   for a status 5xx. The target of all is `realtimekit`.
//! - `pattern`: `check::pattern`, for API descriptions that state patterns.
//! - `uuid`: ids are made of a `uuid::Uuid`.
//! - `test-util`: for tests of callers, errors such as `Error::api`, and timestamps as a response can hold them.
//! - `jiff`, `chrono`, `time`: [`Timestamp`] and [`Date`] from and to the types of these crates.

mod address;
mod base_url;
mod call;
mod call_builder;
pub mod check;
mod choice;
mod client;
mod coerce;
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
mod conversions;
mod date;
mod decode;
mod env;
mod error;
mod excerpt;
mod field;
#[cfg(test)]
mod fuzz;
mod hook;
mod idle;
mod integer;
mod lists;
mod many;
mod numbers;
mod object;
mod observe;
mod operation;
mod optional;
mod pace;
mod page;
mod paging;
mod param;
mod query;
mod raw_json;
mod resource;
mod response;
mod retry;
mod retry_after;
mod secret;
mod segment;
mod send;
mod setting;
mod stream;
mod strings;
mod text;
mod timestamp;
mod token;
mod trace;

pub use call::{Call, CallFuture};
pub use check::{Check, Refused};
pub use choice::{member, tagged, variant};
pub use client::{Client, ClientBuilder};
pub use date::{Date, NotATime};
pub use env::{env_checked, env_optional, env_var};
pub use error::{
    ApiError, ApiMessage, ConfigError, Error, MisfitError, NotApiError, TokenError, TransportError,
};
pub use field::Field;
pub use hook::{AfterCall, BeforeCall, CallOutcome};
pub use integer::Integer;
pub use lists::null_as_empty;
pub use many::{Many, Outcome};
pub use operation::{Method, Operation, Payload};
pub use optional::{IntoOption, IntoOptionalList, List};
pub use pace::Pace;
pub use page::Page;
pub use paging::Paging;
pub use param::Param;
pub use query::ListStyle;
/// The HTTP client below, for [`ClientBuilder::http_client`].
pub use reqwest;
pub use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
pub use resource::Resource;
pub use response::Response;
pub use retry::RetryPolicy;
pub use secret::{ExposeSecrets, Secret, SecretUrl};
pub use setting::Setting;
pub use stream::Items;
pub use timestamp::Timestamp;

/// What generated code is made of; not for others.
#[doc(hidden)]
pub mod __private {
    pub use serde;
    #[cfg(feature = "uuid")]
    pub use uuid::Uuid;

    pub use crate::call_builder::CallBuilder;
    pub use crate::object::{
        Always, Never, Nullable, Object, Required, read_fields, read_object, write_object,
    };
    pub use crate::raw_json::RawJson;
    pub use crate::secret::write_secrets;
    pub use crate::text::{read_text, without_value};
}
