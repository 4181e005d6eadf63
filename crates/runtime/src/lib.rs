//! What every call of a generated REST client goes through, written once and tested alone.
//!
//! The flow of a call:
//!
//! 1. A [`Client`] holds the address, the token and a pool of connections.
//! 2. A [`Resource`] is a path below the base URL. Values in it are escaped, and refused where they would lead to another
//!    endpoint.
//! 3. A [`Call`] starts at a resource with an [`Operation`]. Generated code fills in query, headers and body, which are
//!    checked ([`Validate`]). Awaiting the call sends it.
//! 4. With a [`RateLimit`] it waits for its turn. A call that failed is sent again where that is safe ([`RetryPolicy`]).
//! 5. The response is decoded in one pass, out of its envelope `{success, data, paging}` ([`Payload`]), into the value,
//!    a [`Page`] or a list.
//! 6. A list is a [`Page`] or a stream of all items ([`ItemStream`]). [`Many`] makes some calls at a time.
//! 7. All failures are one [`Error`], which says what happened, where, and what to do, and prints no secret.
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
//!     is_sent_once: false,
//!     rate_scope: None,
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
//! # Modules
//! Each folder imports from those below it in this list, and from no other; no two files import each other in a circle.
//! Generated code and callers take everything from the root.
//!
//! - `webhooks/`: receiving webhooks, with the feature `webhooks`.
//! - `client/`: the client, its builder and settings from the environment; places in the API, calls, lists of calls.
//! - `transport/`: sending a request: token, rate limit, attempts, hooks and traces.
//! - `response/`: a response as it came, and how it is decoded.
//! - `request/`: what is sent: address, query, headers, body; and what settings must look like.
//! - `error/`: everything that can go wrong with a call.
//! - `types/`: what generated types and operations are made of: how they are read, written and checked.
//! - `redact/`: strings that may be printed. All other folders use it, and it uses none.
//!
//! # Features
//! - `rustls` (default): TLS by rustls with the platform's certificate verifier.
//! - `native-tls`: TLS by the system's own library. Where both are on, this one is used.
//! - `tracing`: a span of the `tracing` crate for each call, with operation, path, status, attempts, `cf-ray` and
//!   duration, an event for each repeat, and an event at the end of each call: at the level debug for a success and for a
//!   call that was dropped, warn for an API error and for an argument that was refused, error for every other failure and
//!   for a status 5xx. The target of all is `realtimekit`.
//! - `pattern`: `validate::pattern`, for API descriptions that state patterns.
//! - `uuid`: ids are made of a `uuid::Uuid`.
//! - `test-util`: for tests of callers, errors such as `Error::api`, and timestamps as a response can hold them.
//! - `jiff`, `chrono`, `time`: [`Timestamp`] and [`Date`] from and to the types of these crates.
//! - `webhooks`: the module `webhooks`, which verifies webhooks and recognises duplicates. It uses the cryptography of
//!   rustls, `aws-lc-rs`.
//! - `axum`: an extractor of webhooks for axum. It switches on `webhooks`.

mod client;
mod error;
#[cfg(test)]
mod fuzz;
mod redact;
mod request;
mod response;
mod transport;
mod types;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use client::builder::ClientBuilder;
pub use client::call::Call;
pub use client::call_builder::CallFuture;
pub use client::env::{env_checked, env_optional, env_var};
pub use client::handle::Client;
pub use client::many::{Many, Outcome};
pub use client::resource::Resource;
pub use client::stream::ItemStream;
pub use error::{
    ApiError, ApiMessage, ConfigError, DecodeError, Error, TokenError, TransportError,
    UnexpectedResponseError,
};
pub use request::query::ListStyle;
pub use request::retry_policy::RetryPolicy;
pub use request::setting::Setting;
/// The HTTP client below, for [`ClientBuilder::http_client`].
pub use reqwest;
pub use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};
pub use response::stream::{ResponseStream, ServerEvent};
pub use response::with_value::Response;
pub use transport::hook::{AfterCall, BeforeCall, CallOutcome};
pub use transport::rate_limit::RateLimit;
pub use types::choice::{Member, Sign, choose, member, tagged, variant};
pub use types::date::{Date, InvalidTimestamp};
pub use types::expose::ExposeSecrets;
pub use types::field::Field;
pub use types::file_part::FilePart;
pub use types::integer::Integer;
pub use types::lists::null_as_empty;
pub use types::operation::{Method, Operation, Payload, RateScope};
pub use types::optional::{IntoOption, IntoOptionalList, List};
pub use types::page::Page;
pub use types::paging::Paging;
pub use types::param::Param;
pub use types::secret::Secret;
pub use types::secret_url::SecretUrl;
pub use types::timestamp::Timestamp;
pub use types::validate::{self, InvalidRequestError, Validate};

/// What generated code is made of; not for others.
#[doc(hidden)]
pub mod __private {
    pub use serde;
    #[cfg(feature = "uuid")]
    pub use uuid::Uuid;

    pub use crate::client::call_builder::CallBuilder;
    pub use crate::request::form::Part;
    pub use crate::request::scheme::{Needs, Placement, Scheme};
    pub use crate::request::style::{Form, In, Style};
    pub use crate::response::by_status::{ByStatus, Reading};
    pub use crate::types::expose::write_secrets;
    pub use crate::types::object::{
        Always, Never, Nullable, Object, Required, read_fields, read_fields_and_others,
        read_object, read_others, write_object, write_open_object,
    };
    pub use crate::types::raw_json::{RawJson, write_raw_json};
    pub use crate::types::text::{read_text, without_value};
    pub use crate::types::unknown::{other_keys, unknown_value};
}
