//! `enrol`, interrupted and repeated.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, Stdio};
use std::time::{Duration, Instant, SystemTime};

use realtimekit::types::AddParticipant;
use realtimekit_fake::{Alternative, Fault};

use crate::program::{Program, Run};
use crate::sessions;

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
    let meeting = sessions::meeting(&program, "Algebra").await;
    let lines = (1..=users).map(|user| format!("user-{user},User {user}\n"));
    let text = format!("custom_participant_id,name\n{}", lines.collect::<String>());
    std::fs::write(program.path("users.csv"), text).unwrap();
    (program, meeting.to_string())
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
    program.fake.enable(Alternative::DuplicateParticipants);
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

/// A run that is killed, or gets a signal, while it waits.
fn spawn(program: &Program, meeting: &str, more: &[&str]) -> Child {
    let mut command = program.command(&[&["enrol", meeting], &ENROL[..], more].concat());
    command.stderr(Stdio::piped()).spawn().unwrap()
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Returns when a line of the standard error of a run has this text.
fn wait_for(child: &mut Child, text: &str) -> Lines<BufReader<ChildStderr>> {
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    while !lines.next().unwrap().unwrap().contains(text) {}
    lines
}

/// Returns when so many requests wait.
async fn until_held(program: &Program, count: usize) {
    while program.fake.held() < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_killed_again_and_again_makes_no_duplicate_and_loses_no_token() {
    let (program, meeting) = prepared(200).await;
    // The service does not document duplicates; this server adds them.
    program.fake.enable(Alternative::DuplicateParticipants);
    for round in 0..20_usize {
        let mut child = spawn(&program, &meeting, &["--at-once=8"]);
        let before = program.fake.requests().len();
        // Somewhere in the middle: while the users are looked up, or while some requests have been received.
        let count = round * 7919 % 23;
        while program.fake.requests().len() < before + count && child.try_wait().unwrap().is_none()
        {
            tokio::task::yield_now().await;
        }
        kill(child);
    }
    enrol(&program, &meeting, &["--settle=3"]).ok();
    assert_enrolled(&program, &meeting, 200).await;
    let again = enrol(&program, &meeting, &[]);
    assert!(
        again.err.contains("0 added, 200 added before"),
        "{}",
        again.err
    );
    assert_enrolled(&program, &meeting, 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_carried_out_after_its_sender_was_killed_makes_no_duplicate() {
    let (program, meeting) = prepared(6).await;
    program.fake.enable(Alternative::DuplicateParticipants);
    // All that it sends at once.
    program.fake.fail(4, Fault::Held);
    let first = spawn(&program, &meeting, &[]);
    until_held(&program, 4).await;
    kill(first);

    let mut second = spawn(&program, &meeting, &["--settle=600"]);
    let rest = wait_for(&mut second, "users were added; looking them up for");
    assert!(
        program.fake.requests().iter().any(|it| it.method == "GET"),
        "looked up"
    );
    program.fake.release();
    let rest: Vec<String> = rest.map(Result::unwrap).collect();
    assert_eq!(second.wait().unwrap().code(), Some(0), "{rest:?}");
    assert_enrolled(&program, &meeting, 6).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn users_of_a_run_that_was_killed_long_ago_are_added_at_once() {
    let (program, meeting) = prepared(6).await;
    // It is never carried out.
    program.fake.fail(1, Fault::Held);
    let first = spawn(&program, &meeting, &[]);
    until_held(&program, 1).await;
    kill(first);
    let out = std::fs::File::options()
        .write(true)
        .open(program.path("tokens.csv"));
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    out.unwrap().set_modified(hour_ago).unwrap();
    let second = enrol(&program, &meeting, &["--settle=600"]);
    assert!(!second.err.contains("looking them up"), "{}", second.err);
    second.ok();
    assert_enrolled(&program, &meeting, 6).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_output_that_is_saved_during_a_run_is_kept_and_the_rows_are_beside_it() {
    let (program, meeting) = prepared(12).await;
    program.fake.enable(Alternative::DuplicateParticipants);
    program.fake.fail(4, Fault::Held);
    let mut run = spawn(&program, &meeting, &[]);
    until_held(&program, 4).await;
    // As an editor saves: a new file takes the name.
    let (out, beside) = (program.path("tokens.csv"), program.path("tokens.1.csv"));
    let saved = "custom_participant_id,note\nuser-1,teacher\n";
    std::fs::write(program.path("saved"), saved).unwrap();
    std::fs::rename(program.path("saved"), &out).unwrap();
    // The run looks at its output even if it waits.
    while !beside.exists() {
        assert!(run.try_wait().unwrap().is_none(), "it ended");
        tokio::task::yield_now().await;
    }
    program.fake.release();
    let rest = std::io::read_to_string(run.stderr.take().unwrap()).unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(1), "{rest}");
    assert!(rest.contains("another program changed"), "{rest}");
    assert!(rest.contains("tokens.1.csv"), "{rest}");
    assert_eq!(std::fs::read_to_string(&out).unwrap(), saved);
    assert_eq!(enrolled(&program, &meeting).await.len(), 4, "it stopped");
    // The next run continues from the rows.
    std::fs::rename(&beside, &out).unwrap();
    let next = enrol(&program, &meeting, &[]);
    assert!(next.err.contains("8 added, 4 added before"), "{}", next.err);
    assert_enrolled(&program, &meeting, 12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_without_a_line_end_is_kept_though_its_user_is_not_in_the_list() {
    let (program, meeting) = prepared(3).await;
    enrol(&program, &meeting, &[]).ok();
    let before = rows(&program);
    let out = program.path("tokens.csv");
    let text = std::fs::read_to_string(&out).unwrap();
    std::fs::write(&out, text.trim_end()).unwrap();
    let other = "custom_participant_id\nuser-4\n";
    std::fs::write(program.path("users.csv"), other).unwrap();
    enrol(&program, &meeting, &[]).ok();
    let mut after = rows(&program);
    assert!(after.remove("user-4").is_some());
    assert_eq!(after, before);
    assert_enrolled(&program, &meeting, 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_wait_for_the_rate_limit() {
    let (program, meeting) = prepared(30).await;
    let begin = Instant::now();
    enrol(&program, &meeting, &["--rate-limit=10/1"]).ok();
    assert!(
        begin.elapsed() >= Duration::from_secs(2),
        "ten in each second"
    );
    assert_enrolled(&program, &meeting, 30).await;
    for wrong in ["10", "0/1", "10/0", "a/b"] {
        let refused = enrol(&program, &meeting, &["--rate-limit", wrong]);
        assert_eq!(refused.code, 2, "{}", refused.err);
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_waits_for_requests_that_are_under_way_and_a_second_one_does_not() {
    use rustix::process::{Pid, Signal, kill_process};

    let (program, meeting) = prepared(20).await;
    program.fake.enable(Alternative::DuplicateParticipants);
    let interrupt = |child: &Child| {
        let id = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
        kill_process(id, Signal::INT).unwrap();
    };
    let count = |status: &str| {
        let rows = rows(&program).into_values();
        rows.filter(|(known, ..)| known == status).count()
    };
    program.fake.fail(4, Fault::Held);
    let mut run = spawn(&program, &meeting, &[]);
    until_held(&program, 4).await;
    interrupt(&run);
    let rest = wait_for(
        &mut run,
        "waiting for the requests in progress; press Ctrl-C again to end at once",
    );
    program.fake.release();
    let rest: Vec<String> = rest.map(Result::unwrap).collect();
    assert_eq!(run.wait().unwrap().code(), Some(130), "{rest:?}");
    assert_eq!((count("added"), count("started")), (4, 0), "{rest:?}");

    program.fake.fail(4, Fault::Held);
    let mut run = spawn(&program, &meeting, &[]);
    until_held(&program, 4).await;
    interrupt(&run);
    let _rest = wait_for(
        &mut run,
        "waiting for the requests in progress; press Ctrl-C again to end at once",
    );
    interrupt(&run);
    assert_eq!(run.wait().unwrap().code(), Some(130));
    assert_eq!((count("added"), count("started")), (4, 4));
    program.fake.release();
    enrol(&program, &meeting, &["--settle=600"]).ok();
    assert_enrolled(&program, &meeting, 20).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn users_with_an_unknown_outcome_are_resolved_by_the_next_run() {
    let (program, meeting) = prepared(12).await;
    program.fake.enable(Alternative::DuplicateParticipants);
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
async fn failed_users_are_reported_and_added_by_the_next_run() {
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
async fn without_a_permission_the_other_users_are_not_tried() {
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
async fn existing_participants_get_a_new_token_with_existing() {
    let (program, meeting) = prepared(3).await;
    let participants = program.fake.client().meeting(&meeting).participants();
    let known = AddParticipant::new("user-2", "group_call_participant").name("User 2");
    participants.add(&known).await.unwrap();
    let conflict = enrol(&program, &meeting, &[]);
    assert_eq!(conflict.code, 1, "409");
    let hint = "1 of those that failed are in the meeting already; --existing";
    assert!(conflict.err.contains(hint), "{}", conflict.err);
    enrol(&program, &meeting, &["--existing"]).ok();
    assert_enrolled(&program, &meeting, 3).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_can_read_the_tokens() {
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
        (
            "custom_participant_id\na\n",
            "custom_participant_id,meeting_id,status,participant_id,token,error,email\na,m,added,p,t,,a@example.org\n",
            "line 1 of tokens.csv was changed: it has 7 values, and not 6",
        ),
    ] {
        std::fs::write(program.path("users.csv"), users).unwrap();
        std::fs::write(program.path("tokens.csv"), out).unwrap();
        let refused = enrol(&program, &meeting, &[]);
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains(message), "{}", refused.err);
        let after = std::fs::read_to_string(program.path("tokens.csv"));
        assert_eq!(after.unwrap(), out);
    }
    assert_eq!(program.fake.requests().len(), requests);
}
