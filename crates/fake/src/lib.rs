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
//!   browsers, and [`FakeServer::advance`] moves the clock: sessions begin, count minutes, and end; tokens expire.
//! - Webhooks get events, signed with a key of the process; [`FakeServer::webhooks`] verifies them. They are sent only to
//!   addresses on this machine and to those of [`FakeServerBuilder::allow_deliveries_to`]. [`FakeServer::settle`] waits for them, and
//!   [`FakeServer::deliveries`] shows them.
//! - Recordings and livestreams run on the clock, too. [`FakeServer::chat`], [`FakeServer::speak`] and
//!   [`FakeServer::watch`] act as people in a meeting. Chats, transcripts, summaries and recordings can be downloaded.
//! - [`FakeServer::fail`] makes requests fail, and [`FakeServer::requests`] shows what was sent.
//!
//! All servers start with the same state and create the same ids in the same order, so that tests can compare whole
//! responses.
//!
//! # As a program
//!
//! `cargo run -p realtimekit-fake -- serve --seed classroom` listens on port 8787 and prints the environment variables from
//! which `realtimekit::Client::from_env` builds a client. Its base URL is plain http, which the client accepts on loopback
//! addresses. Its clock follows the time of the machine; with `--manual-clock` it only moves by `POST /_fake/advance`.
//!
//! Actions of browsers, the clock and faults are also available over HTTP. These requests need no token:
//!
//! | request | body | response |
//! | --- | --- | --- |
//! | `POST /_fake/join` | `{"token": "fake.…"}` | `{"success": true, "data": {"peer_id": "…"}}`, or 409 with the reason |
//! | `POST /_fake/leave` | `{"peer_id": "…"}` | `{"success": true, "data": {}}`, or 409 |
//! | `POST /_fake/advance` | `{"seconds": 5400}` | `{"success": true, "data": {}}` |
//! | `POST /_fake/chat` | `{"peer_id": "…", "text": "Hello"}` | `{"success": true, "data": {}}`, or 409 |
//! | `POST /_fake/speak` | `{"peer_id": "…", "text": "Hello"}` | `{"success": true, "data": {}}`, or 409 |
//! | `POST /_fake/watch` | `{"meeting_id": "…", "seconds": 60}` | `{"success": true, "data": {"is_live": true}}` |
//! | `POST /_fake/fail` | `{"count": 1, "status": 503}` or `{"count": 1, "retry_after": 5}` | `{"success": true, "data": {}}` |
//! | `POST /_fake/alternative` | `{"name": "old_tokens_expire", "enabled": true}` | `{"success": true, "data": {}}` |
//! | `POST /_fake/trigger` | `{"event": "meeting.started"}` | `{"success": true, "data": {"webhooks": 1, "deliveries": […]}}`, or 404 |
//!
//! The body of `trigger` may have a `url`: the event is then sent there once, and not to the webhooks. The response has the
//! status of each delivery's first attempt.
//!
//! # Operations
//!
//! All 62 are implemented:
//!
//! - meetings: `create_meeting`, `get_meeting`, `list_meetings`, `replace_meeting`, `update_meeting`
//! - participants: `add_participant`, `delete_participant`, `edit_participant`, `get_participant`, `list_participants`,
//!   `refresh_participant_token`, `replace_participant`
//! - presets: `create_preset`, `delete_preset`, `get_preset`, `list_presets`, `replace_preset`, `update_preset`
//! - the live session: `create_poll`, `get_active_session`, `kick_all_participants`, `kick_participants`, `mute_all_participants`,
//!   `mute_participants`
//! - sessions: `get_peer_report`, `get_session`, `get_session_participant`, `list_session_participants`, `list_sessions`
//! - webhooks: `create_webhook`, `delete_webhook`, `get_webhook`, `list_webhook_events`, `list_webhooks`, `replace_webhook`,
//!   `update_webhook`
//! - recordings: `control_recording`, `get_active_recording`, `get_recording`, `list_recordings`, `start_recording`,
//!   `start_track_recording`
//! - livestreams: `create_livestream`, `get_active_livestream`, `get_active_livestream_session`, `get_livestream`,
//!   `get_livestream_session`, `get_meeting_livestream`, `list_livestreams`, `list_session_livestreams`, `start_livestream`,
//!   `stop_livestream`
//! - chat, transcript, summary: `generate_session_summary`, `get_session_chat`, `get_session_summary`,
//!   `get_session_transcript`
//! - figures: `get_daily_analytics`, `get_livestream_analytics`, `list_daily_livestream_analytics`
//! - apps: `create_app`, `get_app`, `list_apps`. Each app has its own presets, meetings and webhooks, with their sessions and
//!   recordings. A request of one app for something of another app gets 404. To use another app, build a client with its id and
//!   the other settings of [`FakeServer::variables`]
//!
//! [`FakeServer::respond`] sets the response of an operation.
//!
#![doc = include_str!("../docs/undocumented.md")]
//!
//! # Limits
//!
//! The memory of a server is bounded:
//!
//! - A body can have up to 1 MiB; a larger one gets 413.
//! - Everything that was created or changed may take up to 256 MiB of memory, with 1 KiB added for each object. After
//!   that, the server responds with 507. Deleting does not free memory.
//! - [`FakeServer::requests`] has the last 10,000 requests with up to 16 MiB, and [`FakeServer::deliveries`]
//!   the last 10,000 deliveries with up to 16 MiB.
//! - Up to 10,000 different faults can wait for their requests.
//!
//! `docs/figures.md` in the repository has measurements: about 17 MB after the start, and 23 MB with 1,000 meetings.

mod contract;
mod control;
mod core;
mod deliveries;
mod faults;
mod files;
mod http;
#[cfg(test)]
mod invariants;
mod operations;
mod requests;
mod response;
mod seed;
mod seed_reports;
mod server;
mod state;

pub use contract::{api_description, validate_body};
pub use faults::Fault;
pub use requests::Request;
pub use seed::Seed;
pub use server::{FakeServer, FakeServerBuilder};
pub use state::{Alternative, Delivery, DeliveryStatus, JoinError, NotInSession, RestoreError};
