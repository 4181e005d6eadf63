//! `attendance`, `close`, `ban` and `watch`.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use realtimekit::types::{MeetingStatus, PeerId};

use crate::program::Program;
use crate::sessions;

/// A meeting with these users, who have joined, with their tokens and peers.
async fn lesson(program: &Program, users: &[&str]) -> (String, Vec<(String, PeerId)>) {
    let meeting = sessions::meeting(program, "Algebra").await;
    let mut joined = Vec::new();
    for user in users {
        let name = format!("Name of {user}");
        joined.push(sessions::added(program, &meeting, user, &name).await);
    }
    (meeting.to_string(), joined)
}

#[tokio::test(flavor = "multi_thread")]
async fn attendance_counts_the_minutes_of_each_person_once() {
    let program = Program::new().await;
    let (meeting, people) = lesson(&program, &["ada", "ben"]).await;
    sessions::wait(&program, 10);
    // Ada joins with a second device for five minutes; Ben drops out and comes back.
    let second = program.fake.join(&people[0].0).unwrap();
    program.fake.leave(&people[1].1).unwrap();
    sessions::wait(&program, 5);
    program.fake.leave(&second).unwrap();
    let back = program.fake.join(&people[1].0).unwrap();
    sessions::wait(&program, 15);
    let live = program.run(&["attendance", &meeting, "-o", "json"]).json();
    assert_eq!(live[0]["left_at"], serde_json::Value::Null, "still there");
    program.fake.leave(&back).unwrap();
    program.fake.leave(&people[0].1).unwrap();
    sessions::wait(&program, 5);

    let session = sessions::first(&program, &meeting).await;
    for id in [meeting.as_str(), session.as_str()] {
        let csv = program.run(&[
            "attendance",
            id,
            "-o",
            "csv",
            "--columns",
            "custom_participant_id,name,minutes,connections",
        ]);
        let expected = "custom_participant_id,name,minutes,connections\nada,Name of ada,30.0,2\nben,Name of ben,25.0,2\n";
        assert_eq!(csv.ok(), expected);
    }
    let missing = program.run(&["attendance", "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b"]);
    assert_eq!(missing.code, 3);
    assert!(
        missing
            .err
            .contains("`bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b` is neither the id of a session"),
        "{}",
        missing.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_closed_and_everybody_is_removed() {
    let program = Program::new().await;
    let (meeting, people) = lesson(&program, &["ada", "ben"]).await;
    assert_eq!(program.run(&["close", &meeting]).code, 2, "it asks first");
    let closed = program
        .run(&["close", &meeting, "--yes", "-o", "json"])
        .json();
    assert_eq!(
        (&closed["status"], closed["removed"].as_f64()),
        (&"INACTIVE".into(), Some(2.0))
    );
    let client = program.fake.client();
    let after = client.meeting(&meeting).get().await.unwrap();
    assert_eq!(after.status, Some(MeetingStatus::Inactive));
    assert!(program.fake.leave(&people[0].1).is_err());
    let again = program
        .run(&["close", &meeting, "--yes", "-o", "json"])
        .json();
    assert_eq!(again["removed"].as_f64(), Some(0.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_banned_leaves_and_cannot_come_back() {
    let program = Program::new().await;
    let (meeting, people) = lesson(&program, &["ada", "ben", "cay"]).await;
    let participants = program.fake.client().meeting(&meeting).participants();
    let ben = participants.list().await.unwrap().items.remove(1).id;
    for (index, who) in [(0, "ada"), (1, ben.as_str())] {
        let banned = program.run(&["ban", &meeting, who, "-o", "json"]).json();
        assert_eq!(banned["participants_deleted"], 1, "{banned}");
        assert_eq!(banned["removed_from_session"], true, "{banned}");
        assert!(program.fake.leave(&people[index].1).is_err());
        assert!(program.fake.join(&people[index].0).is_err());
    }
    // A run was interrupted after it had deleted the participant.
    let participants = program.fake.client().meeting(&meeting).participants();
    let cay = participants.list().await.unwrap().items.remove(0).id;
    let client = program.fake.client();
    client
        .meeting(&meeting)
        .participant(&cay)
        .delete()
        .await
        .unwrap();
    let banned = program.run(&["ban", &meeting, cay.as_str(), "-o", "json"]);
    assert_eq!(banned.json()["removed_from_session"], true);
    assert!(program.fake.leave(&people[2].1).is_err());

    let again = program.run(&["ban", &meeting, "ada"]);
    assert!(again.err.contains("nobody was removed"), "{}", again.err);
    again.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn watching_reports_who_comes_and_goes_until_the_session_ends() {
    let program = Program::new().await;
    let (meeting, people) = lesson(&program, &["ada"]).await;
    let mut peers = vec![people[0].1.clone()];
    for name in ["ben", "cay", "dov", "eve"] {
        sessions::wait(&program, 1);
        let full = format!("Name of {name}");
        peers.push(sessions::join(&program, &meeting.as_str().into(), name, &full).await);
    }
    let mut command = program.command(&["watch", &meeting, "--every", "1", "-o", "jsonl"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next =
        || -> serde_json::Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    for name in ["ada", "ben", "cay", "dov", "eve"] {
        let joined = next();
        assert_eq!(joined["event"], "joined");
        assert_eq!(joined["name"], format!("Name of {name}"));
    }
    for peer in &peers {
        program.fake.leave(peer).unwrap();
    }
    for _ in &peers {
        assert_eq!(next()["event"], "left");
    }
    sessions::wait(&program, 5);
    assert_eq!(next()["event"], "ended");
    assert!(child.wait().unwrap().success());
    assert_eq!(
        program.run(&["watch", &meeting]).code,
        3,
        "no session is live"
    );
}
