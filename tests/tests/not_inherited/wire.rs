//! Behaviour on a socket.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use realtimekit::Error;
use realtimekit::types::{AddParticipant, CreateMeeting, EditParticipant, Filter, RecordingConfig};
use realtimekit_tests::server::ServerResponse;

use crate::{APP, TOKEN, added, below_app, client, client_at, server};

#[tokio::test]
async fn a_path_value_that_would_reach_another_endpoint_is_refused_before_anything_is_sent() {
    let server = server(ServerResponse::json(added()));
    let client = client(&server);
    for value in [
        ".", "..", "%2e%2e", "%2E.", "..%2f..", "a\\b", "..\\x", "a/b", "",
    ] {
        let error = client.meeting(value).get().await.unwrap_err();
        let Error::InvalidRequest(refused) = error else {
            panic!("{value:?}: {error}");
        };
        assert_eq!(refused.argument(), "meeting_id", "{value:?}");
        let error = client.meeting("m").participant(value).delete().await;
        assert!(matches!(error, Err(Error::InvalidRequest(_))), "{value:?}");
    }
    assert_eq!(server.received(), []);

    // An unusual value that stays in its segment is escaped, not refused.
    let _ = client.meeting("a b?c#d%").participants().list().await;
    let target = below_app("/meetings/a%20b%3Fc%23d%25/participants");
    assert_eq!(server.received()[0].target, target);
}

#[tokio::test]
async fn a_list_goes_out_as_one_comma_separated_value_where_the_spec_says_so() {
    let server = server(ServerResponse::json(
        r#"{"success": true, "data": {"participant": {}}}"#,
    ));
    let client = client(&server);
    let filters = [Filter::DeviceInfo, Filter::QualityStats];
    client
        .session("s")
        .participant("p")
        .get()
        .filters(filters.clone())
        .await
        .unwrap();
    client
        .sessions()
        .peer_report("p")
        .get()
        .filters(filters)
        .await
        .unwrap();
    let targets: Vec<_> = server.received().into_iter().map(|r| r.target).collect();
    let query = "?filters=device_info,quality_stats";
    assert_eq!(
        targets,
        [
            below_app(&format!("/sessions/s/participants/p{query}")),
            below_app(&format!("/sessions/peer-report/p{query}")),
        ]
    );
}

#[tokio::test]
async fn requests_are_validated_and_responses_are_decoded_leniently() {
    let server = server(ServerResponse::json(format!(
        r#"{{"success": true, "surprise": 1, "data": {{
            "id": "not-a-uuid", "title": "{}", "status": "ACTIVE", "surprise": {{"a": [1]}},
            "created_at": "yesterday", "updated_at": "2019-08-24T14:15:22Z",
            "recording_config": {{"max_seconds": 1, "file_name_prefix": "", "surprise": true}}
        }}}}"#,
        "x".repeat(5000),
    )));
    let client = client(&server);

    // The UUID of 36 characters went through the builder, and goes out whole.
    let meeting = client.meeting("m").get().await.unwrap();
    assert!(server.received()[0].target.contains(APP));
    assert_eq!(meeting.id.as_str(), "not-a-uuid");
    let recording = meeting.recording_config.unwrap();
    assert_eq!(recording.max_seconds, Some(1));

    let too_short = CreateMeeting::new().recording_config(RecordingConfig::new().max_seconds(59));
    let error = client.meetings().create(&too_short).await.unwrap_err();
    let Error::InvalidRequest(refused) = error else {
        panic!("{error}");
    };
    assert_eq!(refused.argument(), "recording_config.max_seconds");
    assert_eq!(server.received().len(), 1, "the refused call was sent");
}

#[tokio::test]
async fn absent_null_and_a_value_are_three_different_things_to_send() {
    let server = server(ServerResponse::json(added()));
    let participant = client(&server).meeting("m").participant("p");
    for edit in [
        EditParticipant::new(),
        EditParticipant::new().clear_picture(),
        EditParticipant::new().picture("https://example.com/p.png"),
    ] {
        participant.edit(&edit).await.unwrap();
    }
    let bodies: Vec<_> = server.received().iter().map(|r| r.text()).collect();
    assert_eq!(
        bodies,
        [
            r#"{}"#,
            r#"{"picture":null}"#,
            r#"{"picture":"https://example.com/p.png"}"#
        ]
    );
}

#[tokio::test]
async fn status_ray_id_and_an_excerpt_survive_a_body_that_is_no_json() {
    let page =
        "<html><head><title>502 Bad Gateway</title></head><body><h1>It is us,\n not you</h1>";
    let bodies = [(page, true), ("", false), (r#"{"success": fal"#, false)];
    for (body, readable) in bodies {
        let response =
            ServerResponse::new(502, "text/html", body).header("cf-ray", "8c1f2d3e4a5b6c7d-FRA");
        let server = server(response);
        let error = client(&server).sessions().list().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 502, "{body}");
        assert_eq!(error.ray_id(), Some("8c1f2d3e4a5b6c7d-FRA"), "{body}");
        let shown = error.to_string();
        assert!(shown.contains("502") && shown.contains("8c1f2d3e4a5b6c7d-FRA"));
        if readable {
            assert!(shown.contains("It is us, not you"), "{shown}");
            assert!(!shown.contains('<'), "{shown}");
        }
    }
}

/// Plain progenitor calls a broken connection retryable for any method; a POST that is repeated enrols twice.
#[tokio::test]
async fn a_post_is_not_repeated_and_the_error_says_whether_anything_was_sent() {
    let enrolment = AddParticipant::new("user-42", "group_call_host");

    // The server reads the request and hangs up: it may have been carried out.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let read = stream.read(&mut [0; 4096]);
            if sender.send(read.unwrap_or_default()).is_err() {
                return;
            }
        }
    });
    let error = client_at(&url).meeting("m").participants();
    let error = error.add(&enrolment).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error}");
    assert!(receiver.recv().unwrap() > 0);
    assert!(receiver.try_recv().is_err(), "the POST came twice");

    // A server that fails has perhaps carried it out, too.
    let server = server(ServerResponse::json(r#"{"success": false}"#).status(503));
    let error = client(&server).meeting("m").participants();
    let error = error.add(&enrolment).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(server.received().len(), 1);

    // Nothing listens: the request was not sent, and the error says so.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client_at(&url).meeting("m").participants();
    let error = error.add(&enrolment).await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error}");
}

/// A connection out of the pool that the server has closed meanwhile is where HTTP libraries like to repeat.
#[tokio::test]
async fn a_post_on_a_connection_that_breaks_is_not_repeated() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // The first request of a connection gets a response, the second is read and the connection dropped.
            let body = added();
            let head = format!(
                "HTTP/1.1 201 Created\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let first = stream.read(&mut [0; 4096]).unwrap_or_default();
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
            let second = stream.read(&mut [0; 4096]).unwrap_or_default();
            if sender.send([first, second]).is_err() {
                return;
            }
        }
    });
    let participants = client_at(&url).meeting("m").participants();
    let enrolment = AddParticipant::new("user-42", "group_call_host");
    participants.add(&enrolment).await.unwrap();
    let error = participants.add(&enrolment).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted(_)), "{error}");
    let requests = receiver.recv().unwrap();
    assert!(requests.iter().all(|bytes| *bytes > 0), "{requests:?}");
    assert!(receiver.try_recv().is_err(), "the POST came a third time");
}

#[tokio::test]
async fn no_unknown_header_or_parameter_is_sent() {
    let server = server(ServerResponse::json(added()));
    let meeting = client(&server).meeting("m");
    meeting.participant("p").get().await.unwrap();
    let enrolment = AddParticipant::new("user-42", "group_call_host");
    meeting.participants().add(&enrolment).await.unwrap();
    let names = |index: usize| {
        let received = &server.received()[index];
        let mut names: Vec<_> = received.headers.iter().map(|h| h.0.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(names(0), ["accept", "authorization", "host", "user-agent"]);
    assert_eq!(
        names(1),
        [
            "accept",
            "authorization",
            "content-length",
            "content-type",
            "host",
            "user-agent"
        ]
    );
    let token = format!("Bearer {TOKEN}");
    assert_eq!(server.received()[0].header("authorization"), Some(&*token));
}

#[tokio::test]
async fn every_error_response_of_a_document_goes_to_the_one_error_type() {
    // As the API responds, as its gateway responds, and as nobody documented.
    let bodies = [
        r#"{"success": false, "errors": [{"code": 404, "message": "no such meeting"}]}"#,
        r#"{"success": false, "error": {"code": 404, "message": "no such meeting"}}"#,
        r#"{"errors": [{"message": "no such meeting", "documentation_url": "x"}], "result": null}"#,
        r#"{"message": "no such meeting"}"#,
    ];
    for body in bodies {
        let server = server(ServerResponse::json(body).status(404));
        let client = client(&server);
        let one: Error = client.meeting("m").get().await.unwrap_err();
        let other: Error = client.sessions().peer_report("p").get().await.unwrap_err();
        for error in [one, other] {
            assert!(matches!(error, Error::Api(_)), "{body}: {error}");
            assert!(error.is_not_found(), "{body}: {error}");
            assert!(error.to_string().contains("no such meeting"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_list_is_a_page() {
    let server = server(ServerResponse::json(
        r#"{"success": true, "data": [], "paging": {"total_count": 30, "start_offset": 11.0, "end_offset": 20}}"#,
    ));
    let client = client(&server);
    let page = client.meetings().list().page_no(2).per_page(10).await;
    let paging = page.unwrap().paging.unwrap();
    assert_eq!(paging.total_count, Some(30));
    assert_eq!(paging.start_offset, Some(11));
    assert_eq!(paging.end_offset, Some(20));
    let target = below_app("/meetings?page_no=2&per_page=10");
    assert_eq!(server.received()[0].target, target);
}
