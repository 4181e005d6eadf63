//! An in-memory server with the REST API of Cloudflare RealtimeKit, for tests and for work without an account.
//!
//! ```
//! use realtimekit::types::CreateMeeting;
//! use realtimekit_fake::{FakeServer, Fault};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let fake = FakeServer::start().await?;
//! let client = fake.client();
//! client.meetings().create(&CreateMeeting::new().title("Algebra")).await?;
//! assert_eq!(fake.requests()[0].operation, Some("create_meeting"));
//!
//! fake.fail(1, Fault::Status(403));
//! let error = client.meetings().list().await.unwrap_err();
//! assert!(error.is_auth());
//! # Ok(())
//! # }
//! ```
//!
//! # What it does
//!
//! - Paths, parameters and bodies are validated against the API description. A request that does not match it gets an error
//!   response with the field, in the shape of the service.
//! - Meetings, participants, presets and sessions are stored. [`FakeServer::join`] and [`FakeServer::leave`] act as
//! browsers, and [`FakeServer::advance`] moves the clock: sessions begin, count minutes, and end; tokens expire.
//! - [`FakeServer::fail`] makes requests fail, and [`FakeServer::requests`] shows what was sent.
//!
//! All servers start with the same state and create the same ids in the same order, so that tests can compare whole
//! responses.
//!
//! # As a program
//!
//! `cargo run -p realtimekit-fake -- serve --seed classroom` listens on port 8787 and prints the environment variables from
//! which `realtimekit::Client::from_env` builds a client. Its base URL is plain http, which the client accepts on loopback
//! addresses. Its clock follows the time of the machine.
//!
//! Joining, leaving and the clock are also available over HTTP. These requests need no token:
//!
//! | request | body | response |
//! | --- | --- | --- |
//! | `POST /_fake/join` | `{"token": "fake.…"}` | `{"success": true, "data": {"peer_id": "…"}}`, or 409 with the reason |
//! | `POST /_fake/leave` | `{"peer_id": "…"}` | `{"success": true, "data": {}}`, or 409 |
//! | `POST /_fake/advance` | `{"seconds": 5400}` | `{"success": true, "data": {}}` |
//!
//! # Operations
//!
//! These are implemented:
//!
//! - meetings: `create_meeting`, `get_meeting`, `list_meetings`, `replace_meeting`, `update_meeting`
//! - participants: `add_participant`, `delete_participant`, `edit_participant`, `get_participant`, `list_participants`,
//!   `refresh_participant_token`, `replace_participant`
//! - presets: `create_preset`, `delete_preset`, `get_preset`, `list_presets`, `replace_preset`, `update_preset`
//! - the live session: `create_poll`, `get_active_session`, `kick_all_participants`, `kick_participants`, `mute_all_participants`,
//!   `mute_participants`
//! - sessions: `get_peer_report`, `get_session`, `get_session_participant`, `list_session_participants`, `list_sessions`
//! - apps: `get_app`, `list_apps`, for the one app that a server has
//!
//! All others are validated, and then the response is 501, unless [`FakeServer::respond`] sets another one:
//!
//! - `control_recording`, `create_app`, `create_livestream`, `create_webhook`, `delete_webhook`,
//!   `generate_session_summary`, `get_active_livestream`, `get_active_livestream_session`, `get_active_recording`,
//!   `get_daily_analytics`, `get_livestream`, `get_livestream_analytics`, `get_livestream_session`, `get_meeting_livestream`,
//!   `get_recording`, `get_session_chat`, `get_session_summary`, `get_session_transcript`, `get_webhook`,
//!   `list_daily_livestream_analytics`, `list_livestreams`, `list_recordings`, `list_session_livestreams`,
//!   `list_webhook_events`, `list_webhooks`, `replace_webhook`, `start_livestream`, `start_recording`,
//!   `start_track_recording`, `stop_livestream`, `update_webhook`
//!
//! # Where the service is not documented
//!
//! | question | this server |
//! | --- | --- |
//! | two participants with one `custom_participant_id` | 409, unless [`FakeServer::allow_duplicates`] |
//! | a preset that does not exist | 404 when a participant is added |
//! | two presets with one name | 409 |
//! | how long a token is valid | 24 hours |
//! | an old token after a new one was created | valid until it expires |
//! | the peer of a deleted participant | stays in the session |
//! | kicking all participants | ends the session at once |
//! | nested objects in an update of a meeting | replaced as a whole; those of a preset are merged |
//! | polls | returned and not stored, because nobody can vote |
//! | the report of a peer | empty, unless [`FakeServer::report`] sets it, because nothing is measured. That of the seed is made up |
//! | the end of a session | when it was empty for the keep-alive time of the meeting; default: 60 seconds |
//! | the order of lists | as created; sessions in the order in which they began |
//! | `page_no=0`, `per_page=0` | page 1, 20 items |
//! | an account or an app that does not exist | 403, 404 |
//!
//! # Limits
//!
//! A body can have up to 1 MiB. A server stores up to 256 MiB: the bodies of everything that was created or changed,
//! and 1 KiB for each. After that it responds with 507.

mod contract;
mod control;
mod core;
mod faults;
mod http;
#[cfg(test)]
mod invariants;
mod operations;
mod reply;
mod requests;
mod seed;
mod seed_reports;
mod server;
mod state;

pub use contract::{api_description, validate_body};
pub use faults::Fault;
pub use requests::Request;
pub use seed::Seed;
pub use server::{FakeServer, FakeServerBuilder};
pub use state::{JoinError, NotInSession};
