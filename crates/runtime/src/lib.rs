//! The runtime of a generated REST client.
//!
//! The steps of a call:
//!
//! 1. A [`Client`] has the base URL, the token and a connection pool.
//! 2. A [`Resource`] is a path below the base URL. Values in it are escaped. A value that would lead to another endpoint
//!    is rejected.
//! 3. A [`Call`] is made from a resource and an [`Operation`]. Generated code sets query, headers and body, which are
//!    checked ([`Validate`]). Awaiting the call sends it.
//! 4. With a [`RateLimit`], it waits so that the limit is not exceeded. A failed call is repeated if that is safe
//!    ([`RetryPolicy`]).
//! 5. The response is decoded in one pass, from its envelope `{success, data, paging}` ([`Payload`]) into the value, a
//!    [`Page`] or a list.
//! 6. A list is a [`Page`] or a stream of all items ([`ItemStream`]). [`Many`] makes several calls at the same time.
//! 7. Every error is an [`Error`]. It states what failed, where, and what to do, and contains no secret.
//!
//! Generated types use [`Secret`], [`SecretUrl`], [`Field`], [`Timestamp`], [`Date`], [`string_id!`] and [`open_enum!`].
//! Their setters take [`IntoOption`] and [`Integer`].
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
//! Calls need a Tokio runtime, because the HTTP client [`reqwest`] does.
//!
//! # Modules
//! Each folder imports only from folders below it in this list. There are no import cycles. Generated code and callers
//! import from the root only.
//!
//! - `webhooks/`: receiving webhooks, with the feature `webhooks`.
//! - `client/`: the client, its builder, settings from the environment, resources, calls, streams of calls.
//! - `transport/`: sending a request: token, rate limit, attempts, hooks and traces.
//! - `response/`: responses and their decoding.
//! - `request/`: requests: URL, query, headers, body, and the checks of settings.
//! - `error/`: the errors of calls.
//! - `types/`: the types that generated code uses, and how they are read, written and checked.
//! - `redact/`: removes secrets from strings that are printed. It imports from no other folder.
//!
//! # Features
//! - `rustls` (default): TLS with rustls and the certificates of the system.
//! - `native-tls`: TLS with the library of the operating system. With both features, this one is used.
//! - `tracing`: a span of the `tracing` crate for each call, with operation, path, status, attempts, `cf-ray` and
//!   duration; an event for each retry; and an event at the end of each call. The level of the last is debug for a success
//!   and for a dropped call, warn for an API error and for an argument that is not valid, and error for a status 5xx and
//!   for every other error. The target is `realtimekit`.
//! - `pattern`: `validate::pattern`, for API descriptions with patterns.
//! - `uuid`: conversion of a `uuid::Uuid` into an id.
//! - `test-util`: for tests of callers: errors such as `Error::api`, and timestamps as in a response.
//! - `jiff`, `chrono`, `time`: conversion of [`Timestamp`] and [`Date`] from and to the types of these crates.
//! - `webhooks`: the module `webhooks`, which verifies webhooks and recognises duplicates. It uses `aws-lc-rs`.
//! - `axum`: an axum extractor for webhooks. It enables `webhooks`.

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
pub use client::env_var::{env_checked, env_optional, env_var};
pub use client::handle::Client;
pub use client::item_stream::ItemStream;
pub use client::many::{Many, Outcome};
pub use client::resource::Resource;
pub use error::{
    ApiError, ApiMessage, ConfigError, DecodeError, Error, TokenError, TransportError,
    UnexpectedResponseError,
};
pub use request::query::ListStyle;
pub use request::retry_policy::RetryPolicy;
pub use request::setting::Setting;
/// The HTTP client that the runtime uses, for [`ClientBuilder::http_client`].
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
#[doc(hidden)]
pub use types::unknown::untagged;
pub use types::validate::{self, InvalidRequestError, Validate};

/// For generated code only.
#[doc(hidden)]
pub mod __private {
    pub use serde;
    #[cfg(feature = "uuid")]
    pub use uuid::Uuid;

    pub use crate::client::call_builder::CallBuilder;
    pub use crate::redact::{Secrets, path as shown_path, redact, without_credentials_and_tokens};
    pub use crate::request::form::Part;
    pub use crate::request::security_scheme::{Needs, Placement, Scheme};
    pub use crate::request::style::{Form, In, Style};
    pub use crate::response::by_status::{ByStatus, Reading};
    pub use crate::types::expose::write_secrets;
    pub use crate::types::object::{
        Always, Collection, Never, Nullable, Object, Required, debug_object, debug_variant,
        read_fields, read_fields_and_others, read_object, read_others, write_object,
        write_open_object,
    };
    pub use crate::types::raw_json::{RawJson, secrets_in, values_of_pairs, write_raw_json};
    pub use crate::types::text::{read_text, without_value};
    pub use crate::types::unknown::{other_keys, unknown_value};
}
