//! Behaviour of plain progenitor 0.15.1 that the client must not inherit: one test for each, named after our behaviour.
//! Each test fails with progenitor's behaviour.
//!
//! `wire`: behaviour on a socket. `types`: the emitted types. `generator`: messages and code of the generator, compared
//! with plain progenitor on the same document.

mod generator;
mod types;
mod wire;

use realtimekit::Client;
use realtimekit_tests::server::{Server, ServerResponse};

/// Real app ids are UUIDs of 36 characters, though upstream's documents give them a `maxLength` of 32.
const APP: &str = "2ae5b4a3-6a1e-4c41-9d2d-6c3a4b2f1e77";
const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const TOKEN: &str = "api-token-that-nobody-may-see";
const PARTICIPANT_TOKEN: &str = "eyJhbGciOi.participant.token";

/// A server that gives this response for ever.
fn server(response: ServerResponse) -> Server {
    Server::start([response]).unwrap()
}

fn client(server: &Server) -> Client {
    client_at(&server.url())
}

fn client_at(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .token(TOKEN)
        .account_id(ACCOUNT)
        .app_id(APP)
        .build()
        .unwrap()
}

/// The target of a request below the app.
fn below_app(path: &str) -> String {
    format!("/accounts/{ACCOUNT}/realtime/kit/{APP}{path}")
}

/// A participant as the service responds after adding one.
fn added() -> String {
    format!(
        r#"{{"success": true, "data": {{
            "id": "497f6eca-6276-4993-bfeb-53cbbbba6f08", "name": "Mary Sue", "picture": null,
            "custom_participant_id": "user-42", "preset_name": "group_call_host",
            "created_at": "2019-08-24T14:15:22Z", "updated_at": "2019-08-24T14:15:22Z",
            "token": "{PARTICIPANT_TOKEN}"
        }}}}"#
    )
}
