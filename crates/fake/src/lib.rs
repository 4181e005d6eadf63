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
//! - Webhooks get events, signed with a key of the process; [`FakeServer::webhooks`] verifies them. They are sent to addresses on
//!   this machine only, unless [`FakeServerBuilder::allow_deliveries_to`]. [`FakeServer::settle`] waits for them, and
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
//! - apps: `create_app`, `get_app`, `list_apps`. Everything else belongs to the first app of a server; requests for
//!   another app get 501
//!
//! [`FakeServer::respond`] sets the response of an operation.
//!
//! # Where the service is not documented
//!
//! The documentation of the service does not answer these questions, or its parts contradict each other. Where the other behaviour
//! matters to your code, test it too: a method in the table selects it, and [`FakeServer::respond`] sets any response of any operation.
//!
//! | question | this server |
//! | --- | --- |
//! | two participants with one `custom_participant_id` | 409, unless [`FakeServer::allow_duplicates`] |
//! | a preset that does not exist | 404 when a participant is added |
//! | two presets with one name | 409 |
//! | a participant without a name | added, and cannot join, as users of the service report; an empty name is enough |
//! | `preset_name: null` in a change of a participant | the preset is kept |
//! | deleting a preset that participants have | they keep its name, and cannot be edited until they get another preset |
//! | an inactive meeting | cannot be joined; its live session continues |
//! | how long a token is valid | 24 hours |
//! | an old token after a new one was created | valid until it expires |
//! | the peer of a deleted participant | stays in the session |
//! | kicking all participants | ends the session at once |
//! | nested objects in an update of a meeting | replaced as a whole; those of a preset are merged |
//! | polls | returned and not stored, because nobody can vote |
//! | the report of a peer | empty, unless [`FakeServer::report`] sets it, because nothing is measured. That of the seed is made up |
//! | the end of a session | when it was empty for the keep-alive time of the meeting; default: 60 seconds |
//! | an event that a receiver does not accept | sent again after 10 seconds, 1 minute, 10 minutes and 1 hour, on the clock of the server |
//! | the header `rtk-uuid` of another attempt | another one, unless [`FakeServer::keep_delivery_ids`] |
//! | events on their way to a webhook that is deleted or disabled | not sent |
//! | the reason in `meeting.ended` | `HOST_ENDED_MEETING` if everybody was kicked |
//! | how long it takes until a recording runs, and until it is uploaded | 4 seconds, 30 seconds |
//! | a second recording of a meeting without `allow_multiple_recordings` | 409 |
//! | pausing, resuming and stopping a recording that has another status | 409 |
//! | why a recording stopped after `max_seconds` | no reason |
//! | credentials of storages | never stored, so never returned |
//! | how long it takes until a livestream is live | 5 seconds |
//! | starting a livestream that runs | 409; within 5 seconds after its end 400 |
//! | the livestream of a meeting | one for each meeting, with a session for each start |
//! | a livestream without a meeting | idle: nothing listens at its ingest server |
//! | the chat of a session | CSV, from its end on; 404 if nobody wrote |
//! | the summary of a session | ready after 1 minute, with the status `IN_PROGRESS`; it counts sentences |
//! | the day of a session, recording or livestream in figures | that on which it began, in UTC |
//! | `total_recording_minutes` of a day | rounded, because it is described as an integer |
//! | livestreams, whose schemas contradict their examples | as in the examples: `disabled` is a boolean, seconds are numbers, lists are lists |
//! | the session in `get_session` | `data` itself, as in the TypeScript SDK, and not `data.session` |
//! | the paging of a session's participants | beside `data` |
//! | `view=consolidated` of a session's participants | as `raw`: an item for each peer |
//! | a list in a query as repeated names, `status=A&status=B` | 400: the description has one name with commas |
//! | unknown parameters and fields | ignored; a preset keeps its fields |
//! | the order of lists | as created; sessions in the order in which they began |
//! | `page_no=0`, `per_page=0` | page 1, 20 items |
//! | an account or an app that does not exist | 403, 404 |
//!
//! # Limits
//!
//! The memory of a server is bounded:
//!
//! - A body can have up to 1 MiB; a larger one gets 413.
//! - Everything that was created or changed may take up to 256 MiB of memory, with 1 KiB added for each object. After
//!   that, the server responds with 507. Deleting does not free memory.
//! - [`FakeServer::requests`] has the last 10,000 requests with up to 16 MiB, [`FakeServer::deliveries`] the same of events.
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
pub use state::{Delivery, DeliveryStatus, JoinError, NotInSession, RestoreError};
