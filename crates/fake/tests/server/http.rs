//! Sockets: many servers, other clients, and the end of a server.

use std::collections::HashSet;

use realtimekit::types::CreateMeeting;
use realtimekit_fake::{FakeServer, Seed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{user, with_meeting};

/// `127.0.0.1:8787`
fn address(fake: &FakeServer) -> String {
    let url = fake.url();
    url.split('/').nth(2).unwrap().to_owned()
}

/// Sends a request unchanged and returns the response unchanged.
pub async fn send(
    fake: &FakeServer,
    method: &str,
    path: &str,
    body: &str,
    token: Option<&str>,
) -> String {
    let mut socket = TcpStream::connect(address(fake)).await.unwrap();
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n"));
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: fake\r\nconnection: close\r\n{}content-length: {}\r\n\r\n",
        token.unwrap_or_default(),
        body.len(),
    );
    socket
        .write_all(format!("{head}{body}").as_bytes())
        .await
        .unwrap();
    let mut response = String::new();
    socket.read_to_string(&mut response).await.unwrap();
    response
}

#[tokio::test]
async fn two_hundred_servers_run_side_by_side() {
    let mut servers = Vec::new();
    for number in 0..200 {
        let fake = FakeServer::start().await.unwrap();
        let meeting = CreateMeeting::new().title(format!("Meeting {number}"));
        fake.client().meetings().create(&meeting).await.unwrap();
        servers.push(fake);
    }
    let urls: HashSet<String> = servers.iter().map(FakeServer::url).collect();
    assert_eq!(urls.len(), 200);
    for (number, fake) in servers.iter().enumerate() {
        let meetings = fake.client().meetings().list().await.unwrap().items;
        let titles: Vec<_> = meetings
            .iter()
            .map(|meeting| meeting.title.as_deref())
            .collect();
        assert_eq!(titles, [Some(format!("Meeting {number}").as_str())]);
    }
}

#[tokio::test]
async fn a_server_that_is_dropped_accepts_no_connection() {
    let fake = FakeServer::start().await.unwrap();
    fake.client().meetings().list().await.unwrap();
    let address = address(&fake);
    // The idle connection is closed, which shows that the server has stopped.
    let mut idle = TcpStream::connect(&address).await.unwrap();
    drop(fake);
    assert_eq!(idle.read(&mut [0]).await.unwrap(), 0);
    TcpStream::connect(&address).await.unwrap_err();
}

#[tokio::test]
async fn invalid_http_gets_an_error_response() {
    let fake = FakeServer::start().await.unwrap();
    for text in [
        "no HTTP\r\n\r\n",
        "GET / HTTP/1.1\r\ncontent-length: many\r\n\r\n",
    ] {
        let mut socket = TcpStream::connect(address(&fake)).await.unwrap();
        socket.write_all(text.as_bytes()).await.unwrap();
        let mut response = String::new();
        socket.read_to_string(&mut response).await.unwrap();
        assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
    }
    fake.client().meetings().list().await.unwrap();
}

#[tokio::test]
async fn programs_in_other_languages_join_over_http() {
    let (fake, meeting) = with_meeting().await;
    let client = fake.client();
    let added = client
        .meeting(&meeting)
        .participants()
        .add(&user(1))
        .await
        .unwrap();
    let token = format!(r#"{{"token": "{}"}}"#, added.token.expose());
    let joined = send(&fake, "POST", "/_fake/join", &token, None).await;
    let peer = joined
        .split(r#""peer_id":""#)
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    send(&fake, "POST", "/_fake/advance", r#"{"seconds": 600}"#, None).await;
    let left = send(
        &fake,
        "POST",
        "/_fake/leave",
        &format!(r#"{{"peer_id": "{peer}"}}"#),
        None,
    )
    .await;
    assert!(left.starts_with("HTTP/1.1 200 "), "{left}");
    let sessions = client.meeting(&meeting).sessions().await.unwrap();
    assert_eq!(sessions.items[0].minutes_consumed, 10.0);
    for (path, body) in [
        ("join", r#"{"token": "x"}"#),
        ("join", "["),
        ("leave", "{}"),
        ("advance", "{}"),
        ("fail", r#"{"count": 1}"#),
        ("watch", r#"{"seconds": 1}"#),
        ("fly", "{}"),
    ] {
        let response = send(&fake, "POST", &format!("/_fake/{path}"), body, None).await;
        assert!(
            response.starts_with("HTTP/1.1 4"),
            "{path} {body}: {response}"
        );
    }
}

#[tokio::test]
async fn programs_in_other_languages_ask_for_faults_over_http() {
    let (fake, meeting) = with_meeting().await;
    let path = format!("{}/meetings/{meeting}", super::validation::app(&fake));
    for (body, head) in [
        (r#"{"count": 1, "status": 503}"#, "HTTP/1.1 503 "),
        (r#"{"count": 1, "retry_after": 7}"#, "HTTP/1.1 429 "),
    ] {
        send(&fake, "POST", "/_fake/fail", body, None).await;
        let failed = send(&fake, "GET", &path, "", Some(fake.token())).await;
        assert!(failed.starts_with(head), "{failed}");
        assert_eq!(failed.contains("retry-after: 7"), head.contains("429"));
    }
    let next = send(&fake, "GET", &path, "", Some(fake.token())).await;
    assert!(next.starts_with("HTTP/1.1 200 "), "{next}");
    let body = format!(r#"{{"meeting_id": "{meeting}", "seconds": 60}}"#);
    let watched = send(&fake, "POST", "/_fake/watch", &body, None).await;
    assert!(watched.contains(r#""is_live":false"#), "{watched}");
}

#[tokio::test]
async fn the_classroom_has_a_lesson_that_is_over_and_one_that_is_live() {
    let fake = FakeServer::builder()
        .seed(Seed::Classroom)
        .follow_time()
        .start()
        .await
        .unwrap();
    let sessions = fake.client().sessions().list().await.unwrap().items;
    let shown: Vec<_> = sessions
        .iter()
        .map(|it| (it.live_participants, it.max_concurrent_participants))
        .collect();
    assert_eq!(shown, [(0, 25), (13, 13)]);
    assert_eq!(sessions[0].minutes_consumed, 975.0);
}
