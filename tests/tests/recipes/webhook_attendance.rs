//! The recipe `webhook_attendance`: events in any order, and repeated events, give the same minutes.

use std::collections::BTreeMap;

use crate::examples::webhook_attendance::Attendance;
use crate::*;
use realtimekit::Timestamp;
use realtimekit::events::Event;

fn time(minutes: u64) -> SystemTime {
    hours(1) + Duration::from_secs(minutes * 60)
}

fn text(minutes: u64) -> String {
    format!("1970-01-01T01:{minutes:02}:00.000Z")
}

fn event(name: &str, changes: Value) -> Event {
    let mut event = example(&format!("{name}.event"));
    event["meeting"]["sessionId"] = json!("S");
    for (key, values) in changes.as_object().into_iter().flatten() {
        for (name, value) in values.as_object().into_iter().flatten() {
            event[key][name] = value.clone();
        }
    }
    must(serde_json::from_value(event))
}

fn joined(peer: &str, user: &str, at: u64) -> Event {
    let participant = json!({"peerId": peer, "customParticipantId": user, "joinedAt": text(at)});
    event(
        "meeting.participantJoined",
        json!({"participant": participant}),
    )
}

fn left(peer: &str, user: &str, at: u64, until: u64) -> Event {
    let participant = json!({
        "peerId": peer,
        "customParticipantId": user,
        "joinedAt": text(at),
        "leftAt": text(until),
    });
    event(
        "meeting.participantLeft",
        json!({"participant": participant}),
    )
}

fn ended(at: u64) -> Event {
    event("meeting.ended", json!({"meeting": {"endedAt": text(at)}}))
}

fn minutes(attendance: &Attendance, now: SystemTime) -> BTreeMap<Option<String>, u64> {
    let of = attendance.of(&"S".into(), now);
    let entry = |(user, stayed): (Option<CustomParticipantId>, Duration)| {
        (user.map(|user| user.to_string()), stayed.as_secs() / 60)
    };
    of.into_iter().map(entry).collect()
}

#[test]
fn events_in_any_order_and_more_than_once_give_the_same_minutes() {
    let events = [
        joined("phone", "mary", 0),
        left("phone", "mary", 0, 10),
        joined("laptop", "mary", 20),
        joined("tab", "henry", 5),
        left("tab", "henry", 5, 12),
        ended(30),
    ];
    let expected = BTreeMap::from([(Some("henry".to_owned()), 7), (Some("mary".to_owned()), 20)]);
    // Each rotation, forwards and backwards, with each event twice.
    for start in 0..events.len() {
        let order = events.iter().cycle().skip(start).take(events.len());
        let order: Vec<_> = order.flat_map(|event| [event, event]).collect();
        let backwards: Vec<_> = order.iter().rev().copied().collect();
        for order in [order, backwards] {
            let mut attendance = Attendance::default();
            order.iter().for_each(|event| attendance.record(event));
            assert_eq!(minutes(&attendance, time(59)), expected);
        }
    }
}

#[test]
fn while_a_session_is_live_the_minutes_grow() {
    let mut attendance = Attendance::default();
    attendance.record(&joined("tab", "henry", 5));
    for (now, expected) in [(0, 0), (5, 0), (6, 1), (15, 10)] {
        let henry = BTreeMap::from([(Some("henry".to_owned()), expected)]);
        assert_eq!(minutes(&attendance, time(now)), henry);
    }
}

#[test]
fn the_older_name_of_the_users_id_and_times_with_a_space_are_read() {
    let participant = json!({
        "peerId": "P",
        "customParticipantId": null,
        "clientSpecificId": "mary",
        "joinedAt": "1970-01-01 01:00:00.000000Z",
        "leftAt": "1970-01-01 01:03:00.000000Z",
    });
    let mut attendance = Attendance::default();
    attendance.record(&event(
        "meeting.participantLeft",
        json!({"participant": participant}),
    ));
    let mary = BTreeMap::from([(Some("mary".to_owned()), 3)]);
    assert_eq!(minutes(&attendance, time(59)), mary);
}

#[test]
fn other_events_and_sessions_change_nothing() {
    let mut attendance = Attendance::default();
    for name in ["meeting.started", "meeting.transcript"] {
        attendance.record(&event(name, json!({})));
    }
    attendance.record(&must(serde_json::from_value(
        json!({"event": "meeting.paused"}),
    )));
    attendance.record(&event(
        "meeting.participantJoined",
        json!({"meeting": {"sessionId": "T"}}),
    ));
    attendance.record(&event(
        "meeting.participantJoined",
        json!({"meeting": {"sessionId": null}}),
    ));
    assert!(minutes(&attendance, time(59)).is_empty());
    let of_t = attendance.of(
        &"T".into(),
        must(must(now()).to_system_time().ok_or("time")),
    );
    assert_eq!(of_t.len(), 1);
}

fn now() -> Result<Timestamp, realtimekit::InvalidTimestamp> {
    "2026-06-03T11:00:00Z".parse()
}
