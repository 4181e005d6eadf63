//! The recipes of the emitted crate, each run against a server: its requests, its results, and the responses that it
//! handles.

mod add_or_refresh;
mod attendance;
mod ban;
mod close_app;
mod close_meeting;
mod copy_preset;
mod examples;
mod go_live;
mod receive_webhooks;
mod record_meeting;
mod refresh_token;
mod schedule;
mod webhook_attendance;

use std::time::{Duration, SystemTime};

use realtimekit::types::{CustomParticipantId, MeetingId, ParticipantId, PeerId, SessionId};
use realtimekit_tests::server::{Server, ServerResponse};
use realtimekit_tests::wire::{client, example, must, only, server, spec, target};
use serde_json::{Value, json};

/// An example of `spec/examples/`, as a response.
fn response(name: &str) -> ServerResponse {
    ServerResponse::json(example(&format!("{name}.response")).to_string())
}

/// The response of the API if the resource does not exist.
fn not_found(name: &str) -> ServerResponse {
    response(name).status(404)
}

/// The response of the API if the token lacks a permission.
fn forbidden() -> ServerResponse {
    response("error.gateway").status(403)
}

/// The requests that the server received: method, target below the app, and the body.
fn sent(server: &Server) -> Vec<(String, String, Option<Value>)> {
    let app = target("");
    let below_app = |target: &str| must(target.strip_prefix(&app).ok_or("elsewhere")).to_owned();
    server
        .received()
        .into_iter()
        .map(|request| {
            let body = (!request.body.is_empty())
                .then(|| must(serde_json::from_slice::<Value>(&request.body)));
            (request.method, below_app(&request.target), body)
        })
        .collect()
}

fn request(method: &str, target: &str, body: Option<Value>) -> (String, String, Option<Value>) {
    (method.to_owned(), target.to_owned(), body)
}

fn hours(hours: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(hours * 3600)
}

fn user() -> CustomParticipantId {
    "user-42".into()
}

#[test]
fn every_recipe_is_tested_here() {
    let names: Vec<_> = spec().recipes.iter().map(|recipe| &recipe.name).collect();
    assert_eq!(names, examples::NAMES);
}
