//! Callers cannot use the methods with which generated code builds calls: they could send requests that the spec does
//! not allow.

use realtimekit::Client;
use realtimekit::types::KickParticipants;

fn plumbing_of_calls(client: Client) {
    let session = client.meeting("m").active_session();
    let _ = session.kick_all().query("a", &1); //~ E0599 query Call
    let _ = session.kick_all().query_list("a", [1]); //~ E0599 query_list Call
    let _ = session.kick_all().header_param("a", "b"); //~ E0599 header_param Call
    let _ = session.kick_all().json(&KickParticipants::new()); //~ E0599 json Call
    let _ = session.kick_all().bytes("text/plain", "a"); //~ E0599 bytes Call
    let _ = session.kick_all().check(Ok(())); //~ E0599 check Call
    let _ = session.kick_all().without_token(); //~ E0599 without_token Call
    let _ = client.sessions().list().query("a", &1); //~ E0599 query ListSessionsCall
    let _ = client.sessions().list().0; //~ E0616 private
}

fn plumbing_of_handles(client: Client) {
    let _ = client.sessions().at; //~ E0616 private
    let _ = client.sessions().literal("a"); //~ E0599 literal SessionsHandle
    let _ = client.literal("a"); //~ E0599 literal Client
    let _ = client.base_1; //~ E0616 private
}

fn what_every_call_has(client: Client) {
    let second = std::time::Duration::from_secs(1);
    let _ = client.meeting("m").active_session().kick_all().timeout(second);
    let _ = client.sessions().list().timeout(second);
}

fn main() {
    let _ = (plumbing_of_calls, plumbing_of_handles, what_every_call_has);
}
