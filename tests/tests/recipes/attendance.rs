//! The recipe `attendance`: minutes of each participant, and values of a report.

use crate::examples::attendance::{Attendance, Attendee, Quality, attendance, quality};
use crate::*;

/// A peer as the service lists it.
fn peer(id: &str, user: Option<&str>, name: &str, minutes: f64, left_at: Value) -> Value {
    let mut peer = example("list_session_participants.response")["data"]["participants"][0].clone();
    peer["id"] = json!(id);
    peer["custom_participant_id"] = json!(user);
    peer["display_name"] = json!(name);
    peer["duration"] = json!(minutes);
    peer["left_at"] = left_at;
    peer
}

fn page(peers: &[Value], total: usize, start: usize) -> ServerResponse {
    let mut page = example("list_session_participants.response.paging_inside");
    page["data"]["participants"] = json!(peers);
    page["data"]["paging"] = json!({
        "total_count": total,
        "start_offset": start,
        "end_offset": start + peers.len() - 1,
    });
    ServerResponse::json(page.to_string())
}

fn session(status: &str, minutes: f64) -> ServerResponse {
    let mut session = example("get_session.response");
    session["data"]["status"] = json!(status);
    session["data"]["minutes_consumed"] = json!(minutes);
    ServerResponse::json(session.to_string())
}

fn attendee(name: &str, minutes: f64, is_there: bool, peers: &[&str]) -> Attendee {
    Attendee {
        name: Some(name.to_owned()),
        minutes,
        is_there,
        peers: peers.iter().map(|peer| PeerId::from(*peer)).collect(),
    }
}

const LEFT: &str = "2023-02-01T10:56:56.612Z";

#[tokio::test]
async fn the_peers_of_a_participant_are_added_up() {
    let peers = [
        peer("phone", Some("mary"), "Mary", 5.5, json!(LEFT)),
        peer("tab", Some("henry"), "Henry", 2.0, json!(LEFT)),
        peer("laptop", Some("mary"), "Mary", 1.25, json!(LEFT)),
        peer("odd", None, "Odd", 0.5, json!(LEFT)),
    ];
    // One of them comes on the second page, to which another has moved meanwhile.
    let (first, second) = (page(&peers[..2], 5, 1), page(&peers[1..], 5, 3));
    let server = server([session("ENDED", 9.25), first, second]);
    let outcome = attendance(&client(&server), &SessionId::from("S")).await;
    assert_eq!(
        must(outcome),
        Attendance {
            is_live: false,
            minutes: 9.25,
            attendees: [
                (None, attendee("Odd", 0.5, false, &["odd"])),
                (
                    Some("henry".into()),
                    attendee("Henry", 2.0, false, &["tab"])
                ),
                (
                    Some("mary".into()),
                    attendee("Mary", 6.75, false, &["phone", "laptop"])
                ),
            ]
            .into(),
        }
    );
    let list = "/sessions/S/participants";
    assert_eq!(
        sent(&server),
        [
            request("GET", "/sessions/S", None),
            request("GET", &format!("{list}?page_no=1"), None),
            request("GET", &format!("{list}?page_no=2"), None),
        ]
    );
}

/// The meeting was closed and nobody was kicked: its session goes on.
#[tokio::test]
async fn a_session_can_be_live_in_a_closed_meeting() {
    let mut gone = peer("gone", Some("a"), "A", 3.0, json!(LEFT));
    let mut bare = peer("bare", Some("d"), "D", 0.0, Value::Null);
    for key in ["left_at", "duration"] {
        bare.as_object_mut().unwrap().remove(key);
    }
    // A user who left and joined again is in the session.
    let back = peer("back", Some("a"), "A", 1.0, Value::Null);
    let text = peer("text", Some("b"), "B", 1.0, json!("null"));
    gone["display_name"] = Value::Null;
    let server = server([session("LIVE", 4.0), page(&[back, gone, text, bare], 4, 1)]);
    let outcome = must(attendance(&client(&server), &SessionId::from("S")).await);
    assert!(outcome.is_live);
    let outcome: Vec<_> = outcome.attendees.into_values().collect();
    assert_eq!(
        outcome,
        [
            attendee("A", 4.0, true, &["back", "gone"]),
            attendee("B", 1.0, true, &["text"]),
            attendee("D", 0.0, true, &["bare"]),
        ]
    );
}

#[tokio::test]
async fn a_session_that_does_not_exist_is_an_error() {
    let server = server([not_found("error.no_active_session")]);
    let outcome = attendance(&client(&server), &SessionId::from("S")).await;
    assert!(outcome.unwrap_err().is_not_found());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn the_quality_of_a_peer_is_read_from_its_report() {
    let mut report = example("get_peer_report.response");
    let quality_at = "/data/participant/peer_report/quality";
    let measured = must(report.pointer_mut(quality_at).ok_or("no quality"));
    measured["audio_consumer_cumulative"]["quality_mos"]["avg"] = json!(4.25);
    measured["video_consumer_cumulative"]["quality_mos"]["avg"] = json!(3.5);
    measured["audio_producer_cumulative"]["quality_mos"] = json!({"p50": 2});
    measured["video_producer_cumulative"]["issues"]["bandwidth_quality_limitation_fraction"] =
        json!(0.125);
    let server = server([ServerResponse::json(report.to_string())]);
    let outcome = quality(&client(&server), &PeerId::from("P")).await;
    assert_eq!(
        must(outcome),
        Some(Quality {
            heard: Some(4.25),
            saw: Some(3.5),
            spoke: None,
            starved: Some(0.125),
        })
    );
    let asked = request("GET", "/sessions/peer-report/P?filters=quality_stats", None);
    assert_eq!(sent(&server), [asked]);
}

#[tokio::test]
async fn a_peer_without_a_report_has_no_quality() {
    let mut bare = example("get_peer_report.response");
    bare["data"]["participant"]["peer_report"] = json!({"quality": null});
    for response in [
        not_found("error.no_user"),
        ServerResponse::json(bare.to_string()),
        ServerResponse::json(json!({"success": true, "data": {"participant": {}}}).to_string()),
    ] {
        let server = server([response]);
        let outcome = quality(&client(&server), &PeerId::from("P")).await;
        assert_eq!(must(outcome), None);
    }
}
