//! `enrol`, interrupted and repeated.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::Stdio;

use realtimekit::types::{AddParticipant, CreateMeeting};
use realtimekit_fake::Fault;

use crate::program::{Program, Run};

const ENROL: [&str; 6] = [
    "users.csv",
    "--preset",
    "group_call_participant",
    "--out",
    "tokens.csv",
    "--at-once=4",
];

/// A program with a meeting and a list of so many users.
async fn prepared(users: usize) -> (Program, String) {
    let program = Program::new().await;
    let meetings = program.fake.client().meetings();
    let meeting = meetings
        .create(&CreateMeeting::new().title("Algebra"))
        .await
        .unwrap();
    let lines = (1..=users).map(|user| format!("user-{user},User {user}\n"));
    let text = format!("custom_participant_id,name\n{}", lines.collect::<String>());
    std::fs::write(program.path("users.csv"), text).unwrap();
    (program, meeting.id.to_string())
}

fn enrol(program: &Program, meeting: &str, more: &[&str]) -> Run {
    program.run(&[&["enrol", meeting], &ENROL[..], more].concat())
}

/// The status, the participant and the token of each user.
fn rows(program: &Program) -> BTreeMap<String, (String, String, String)> {
    let text = std::fs::read_to_string(program.path("tokens.csv")).unwrap();
    let mut lines = text.lines();
    let header = "custom_participant_id,meeting_id,status,participant_id,token,error";
    assert_eq!(lines.next(), Some(header));
    let mut rows = BTreeMap::new();
    for line in lines {
        let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        let row = (cells[2].clone(), cells[3].clone(), cells[4].clone());
        assert!(
            rows.insert(cells[0].clone(), row).is_none(),
            "one row for each user: {text}"
        );
    }
    rows
}

/// The ids that the users have in the meeting.
async fn enrolled(program: &Program, meeting: &str) -> BTreeMap<String, String> {
    let participants = program.fake.client().meeting(meeting).participants();
    let mut participants = participants.list().per_page(100).stream();
    let mut found = BTreeMap::new();
    while let Some(participant) = participants.try_next().await.unwrap() {
        let user = participant.custom_participant_id.to_string();
        let other = found.insert(user.clone(), participant.id.to_string());
        assert!(other.is_none(), "{user} was added twice");
    }
    found
}

/// Each of so many users is enrolled once, and has a token that works.
async fn assert_enrolled(program: &Program, meeting: &str, users: usize) {
    let enrolled = enrolled(program, meeting).await;
    let rows = rows(program);
    assert_eq!((enrolled.len(), rows.len()), (users, users));
    for (user, (status, participant, token)) in rows {
        assert_eq!(
            (status.as_str(), &participant),
            ("added", &enrolled[&user]),
            "{user}"
        );
        program.fake.join(&token).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_enrolled_once_however_often_it_is_run() {
    let (program, meeting) = prepared(30).await;
    program.fake.allow_duplicates(true);
    let first = enrol(&program, &meeting, &[]);
    assert!(
        first
            .err
            .contains("30 added, 0 added before, 0 failed, 0 unknown"),
        "{}",
        first.err
    );
    assert!(!first.ok().contains("fake."));
    let before = rows(&program);
    let second = enrol(&program, &meeting, &[]);
    assert!(
        second
            .err
            .contains("0 added, 30 added before, 0 failed, 0 unknown"),
        "{}",
        second.err
    );
    second.ok();
    assert_eq!(rows(&program), before);
    assert_enrolled(&program, &meeting, 30).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_killed_is_continued_without_a_duplicate() {
    let (program, meeting) = prepared(60).await;
    // What a duplicate would do is not documented: here it would be added.
    program.fake.allow_duplicates(true);
    for _ in 0..4 {
        let mut command = program.command(&[&["enrol", &meeting], &ENROL[..]].concat());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let before = program.fake.requests().len();
        // In the middle: some requests have been received, and others not.
        while program.fake.requests().len() < before + 9 && child.try_wait().unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        child.kill().unwrap();
        let mut rest = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut rest)
            .unwrap();
        child.wait().unwrap();
    }
    enrol(&program, &meeting, &[]).ok();
    assert_enrolled(&program, &meeting, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unknown_is_marked_and_resolved_by_the_next_run() {
    let (program, meeting) = prepared(12).await;
    program.fake.allow_duplicates(true);
    program.fake.fail(3, Fault::Cut);
    let first = enrol(&program, &meeting, &[]);
    assert_eq!(first.code, 6, "{}", first.err);
    assert!(
        first.err.contains("run the same command again"),
        "{}",
        first.err
    );
    let unknown = rows(&program)
        .into_values()
        .filter(|(status, ..)| status == "unknown");
    assert_eq!(unknown.count(), 3);
    enrol(&program, &meeting, &[]).ok();
    assert_enrolled(&program, &meeting, 12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_refused_is_reported_and_tried_again() {
    let (program, meeting) = prepared(5).await;
    program.fake.fail(2, Fault::Status(400));
    let first = enrol(&program, &meeting, &[]);
    assert_eq!(first.code, 1, "{}", first.err);
    assert!(
        first.err.contains("3 added, 0 added before, 2 failed"),
        "{}",
        first.err
    );
    enrol(&program, &meeting, &[]).ok();
    assert_enrolled(&program, &meeting, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_permission_the_rest_is_not_tried() {
    let (program, meeting) = prepared(40).await;
    program.fake.fail(100, Fault::Status(403));
    let refused = enrol(&program, &meeting, &[]);
    assert_eq!(refused.code, 4, "{}", refused.err);
    let tried = program
        .fake
        .requests()
        .iter()
        .filter(|request| request.status == 403)
        .count();
    assert!(tried <= 5, "{tried}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_enrolled_already_gets_a_token_with_existing() {
    let (program, meeting) = prepared(3).await;
    let participants = program.fake.client().meeting(&meeting).participants();
    let known = AddParticipant::new("user-2", "group_call_participant").name("User 2");
    participants.add(&known).await.unwrap();
    assert_eq!(enrol(&program, &meeting, &[]).code, 1, "409");
    enrol(&program, &meeting, &["--existing"]).ok();
    assert_enrolled(&program, &meeting, 3).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_can_read_the_tokens() {
    use std::os::unix::fs::PermissionsExt;

    let (program, meeting) = prepared(2).await;
    let out = program.path("tokens.csv");
    std::fs::write(&out, "").unwrap();
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o644)).unwrap();
    enrol(&program, &meeting, &[]).ok();
    let mode = std::fs::metadata(&out).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let files = std::fs::read_dir(program.path("")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.starts_with("tokens")).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_or_an_output_that_is_not_valid_is_refused_before_anything_is_sent() {
    let (program, meeting) = prepared(1).await;
    let requests = program.fake.requests().len();
    for (users, out, message) in [
        (
            "custom_participant_id\na\na\n",
            "",
            "line 3: the user `a` is on line 2 already",
        ),
        (
            "name\na\n",
            "",
            "there is no column `custom_participant_id`",
        ),
        (
            "custom_participant_id\na\n",
            "a,b\n1,2\n",
            "was not written by this command",
        ),
        (
            "custom_participant_id\na\n",
            "custom_participant_id,meeting_id,status,participant_id,token,error\na,other,added,p,t,\n",
            "is of the meeting other",
        ),
    ] {
        std::fs::write(program.path("users.csv"), users).unwrap();
        std::fs::write(program.path("tokens.csv"), out).unwrap();
        let refused = enrol(&program, &meeting, &[]);
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains(message), "{}", refused.err);
    }
    assert_eq!(program.fake.requests().len(), requests);
}
