//! Sessions that the tests of pages and of exports look at.

use std::time::Duration;

use realtimekit::types::{AddParticipant, CreateMeeting, MeetingId, PeerId, SessionId};
use serde_json::{Value, json};

use crate::program::Program;

/// Would be markup, and would reverse what follows.
pub const HOSTILE: &str =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;]]>\u{202e}\u{1b}[2J";

const MINUTE: u64 = 60;

/// A new meeting.
pub async fn meeting(program: &Program, title: &str) -> MeetingId {
    let meetings = program.fake.client().meetings();
    let meeting = CreateMeeting::new().title(title);
    meetings.create(&meeting).await.unwrap().id
}

/// Somebody joins a meeting.
pub async fn join(program: &Program, meeting: &MeetingId, user: &str, name: &str) -> PeerId {
    added(program, meeting, user, name).await.1
}

/// Somebody joins a meeting with this token.
pub async fn added(
    program: &Program,
    meeting: &MeetingId,
    user: &str,
    name: &str,
) -> (String, PeerId) {
    let participants = program.fake.client().meeting(meeting).participants();
    let person = AddParticipant::new(user, "group_call_host").name(name);
    let token = participants.add(&person).await.unwrap().token;
    let peer = program.fake.join(token.expose()).unwrap();
    (token.expose().to_owned(), peer)
}

/// The first session of a meeting.
pub async fn first(program: &Program, meeting: &str) -> SessionId {
    let sessions = program.fake.client().meeting(meeting).sessions().await;
    sessions.unwrap().items.remove(0).id
}

/// So many minutes pass.
pub fn wait(program: &Program, minutes: u64) {
    program.fake.advance(Duration::from_secs(minutes * MINUTE));
}

/// Names that are markup, are long, have no spaces, or are of another script.
pub async fn hostile(program: &Program) -> String {
    let meeting = meeting(program, HOSTILE).await;
    for (number, name) in [
        HOSTILE.to_owned(),
        "Long".repeat(60),
        "Very long names have many words ".repeat(8),
        "漢字の名前".repeat(20),
        "اسم طويل ".repeat(20),
        "e\u{301}\u{302}\u{303}".repeat(60),
        "https://h/a.png?sig=s3cr3t".to_owned(),
        format!("no {}", program.fake.token()),
    ]
    .iter()
    .enumerate()
    {
        let peer = join(program, &meeting, &format!("{HOSTILE}{number}"), name).await;
        let measured = json!({
            "metadata": {"device_info": {"os": HOSTILE}},
            "quality": {"audio_producer": [{"timestamp": "2026-03-02T10:00:04Z", "producer_id": HOSTILE, "rtt": 0.7}]},
        });
        program.fake.report(&peer, measured).unwrap();
        wait(program, 10);
    }
    meeting.to_string()
}

/// 200 people, of whom some were measured.
pub async fn many(program: &Program) -> String {
    let meeting = meeting(program, "Assembly").await;
    for number in 0..200 {
        let peer = join(
            program,
            &meeting,
            &format!("user-{number}"),
            &format!("Person {number}"),
        )
        .await;
        // Most of them were not measured, so that the page does not take long to look at.
        if number % 20 == 0 {
            program.fake.report(&peer, measured(12, 30)).unwrap();
        }
    }
    wait(program, 45);
    meeting.to_string()
}

/// A session without people. No session has people afterwards.
pub async fn nobody(program: &Program) -> String {
    let meeting = meeting(program, "Empty").await;
    join(program, &meeting, "ada", "Ada").await;
    let none = json!({"success": true, "data": {"participants": []}, "paging": {"total_count": 0}});
    let operation = "list_session_participants";
    program.fake.respond(operation, 200, none);
    meeting.to_string()
}

/// Three days, with somebody who comes each day, and a peer that was measured each minute.
pub async fn long(program: &Program) -> String {
    let meeting = meeting(program, "Conference").await;
    let stays = join(program, &meeting, "ada", "Ada").await;
    for day in ["Mon", "Tue", "Wed"] {
        wait(program, 9 * 60);
        let peer = join(program, &meeting, &format!("ben-{day}"), "Ben").await;
        wait(program, 8 * 60);
        program.fake.leave(&peer).unwrap();
        wait(program, 7 * 60);
    }
    program
        .fake
        .report(&stays, measured(3 * 24 * 60, 60))
        .unwrap();
    program.fake.leave(&stays).unwrap();
    wait(program, 10);
    meeting.to_string()
}

/// A peer without a name and without a report.
pub async fn unmeasured(program: &Program) -> String {
    let meeting = program
        .fake
        .client()
        .meetings()
        .create(&CreateMeeting::new())
        .await
        .unwrap()
        .id;
    join(program, &meeting, "ada", "").await;
    meeting.to_string()
}

/// So many measurements, so many seconds apart.
fn measured(count: u64, seconds: i64) -> Value {
    let begin: realtimekit::Timestamp = "2026-01-05T09:00:00Z".parse().unwrap();
    let begin = begin.to_system_time().unwrap();
    let samples = (0..count).map(|number| {
        let at = begin + Duration::from_secs(number * seconds.unsigned_abs());
        let rtt = 0.05 + 0.5 * ((number % 97) as f64 / 97.0);
        json!({
            "timestamp": realtimekit::Timestamp::from(at).to_string(),
            "rtt": rtt,
            "jitter": 0.01,
            "mos_quality": 4.2,
            "packets_sent": number * 1000,
            "packets_lost": number * 3,
            "bytes_sent": number * 100_000,
        })
    });
    json!({"quality": {"audio_producer": samples.collect::<Vec<_>>()}})
}
