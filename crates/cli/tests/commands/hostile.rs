//! Odd files, full disks and other things that go wrong around the program: one message each, and the documented exit code.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{FileTypeExt, symlink};
use std::process::{Command, Stdio};

use realtimekit_fake::{Alternative, Fault};

use crate::program::{Program, Run};
use crate::sessions;

const PRESET: [&str; 2] = ["--preset", "group_call_participant"];
const USERS: &str = "custom_participant_id\n";

fn enrol(program: &Program, meeting: &str, out: &str) -> Run {
    program.run(&[&["enrol", meeting, "users.csv", "--out", out], &PRESET[..]].concat())
}

/// A list of so many users.
fn list(program: &Program, users: usize) {
    let lines: String = (0..users).map(|user| format!("user-{user}\n")).collect();
    fs::write(program.path("users.csv"), format!("{USERS}{lines}")).unwrap();
}

/// The requests that change something.
fn changes(program: &Program) -> usize {
    let requests = program.fake.requests();
    requests.iter().filter(|it| it.method != "GET").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_that_are_not_valid_are_refused_before_anything_is_sent() {
    let program = Program::new().await;
    let meeting = sessions::meeting(&program, "Algebra").await.to_string();
    let sent = program.fake.requests().len();
    for (content, message) in [
        (
            &b"\xff\xfec\0u\0s\0"[..],
            "users.csv: it is in UTF-16; save it in UTF-8",
        ),
        (
            b"custom_participant_id\na\xe9\n",
            "users.csv: line 2 is not UTF-8",
        ),
        (b"", "there is no column `custom_participant_id`"),
        (
            b"custom_participant_id,name\na,\"b\nc,d\n",
            "line 2: a quote is not closed",
        ),
        (
            b"custom_participant_id,name\na,b,c\n",
            "line 2: there are 3 values and 2 columns",
        ),
        (
            b"custom_participant_id\na\0b\n",
            "line 2: the id has a line break or another control character",
        ),
    ] {
        fs::write(program.path("users.csv"), content).unwrap();
        let refused = enrol(&program, &meeting, "tokens.csv");
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains(message), "{}", refused.err);
        assert_eq!(refused.err.lines().count(), 1, "{}", refused.err);
    }
    assert_eq!(program.fake.requests().len(), sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_output_that_cannot_be_written_is_refused_before_anything_is_sent() {
    let program = Program::new().await;
    let meeting = sessions::meeting(&program, "Algebra").await.to_string();
    list(&program, 1);
    let sent = program.fake.requests().len();
    for out in ["missing/tokens.csv", ".", "/dev/full", "users.csv"] {
        let refused = enrol(&program, &meeting, out);
        assert_eq!(refused.code, 2, "{out}: {}", refused.err);
        assert!(refused.err.contains(out), "{}", refused.err);
    }
    assert_eq!(program.fake.requests().len(), sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_output_that_is_a_link_is_kept() {
    let program = Program::new().await;
    let meeting = sessions::meeting(&program, "Algebra").await.to_string();
    list(&program, 1);
    fs::write(program.path("target.csv"), "").unwrap();
    symlink(program.path("target.csv"), program.path("tokens.csv")).unwrap();
    enrol(&program, &meeting, "tokens.csv").ok();
    assert!(
        fs::symlink_metadata(program.path("tokens.csv"))
            .unwrap()
            .is_symlink()
    );
    let written = fs::read_to_string(program.path("target.csv")).unwrap();
    assert!(written.contains("user-0"), "{written}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_ends_an_enrolment_and_nothing_is_lost() {
    let program = Program::new().await;
    program.fake.enable(Alternative::DuplicateParticipants);
    let meeting = sessions::meeting(&program, "Algebra").await.to_string();
    list(&program, 60);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_realtimekit"))
        .args(["enrol", &meeting, "users.csv", "--out", "tokens.csv"])
        .args(PRESET)
        .current_dir(program.path(""))
        .env_clear()
        .env("HOME", program.path(""))
        .envs(program.fake.variables());
    let full = Run::new(limited.output().unwrap());
    assert_eq!(full.code, 1, "{}", full.err);
    assert!(
        full.err.contains("tokens.csv: File too large"),
        "{}",
        full.err
    );
    let written = fs::read_to_string(program.path("tokens.csv")).unwrap();
    assert!(written.ends_with('\n'), "no part of a row: {written}");
    // The service has carried out all requests by now.
    let again = [
        &[
            "enrol",
            &meeting,
            "users.csv",
            "--out",
            "tokens.csv",
            "--settle=1",
        ],
        &PRESET[..],
    ];
    program.run(&again.concat()).ok();
    let participants = program.fake.client().meeting(&meeting).participants();
    let mut all = participants.list().per_page(100).stream();
    let mut ids = Vec::new();
    while let Some(participant) = all.try_next().await.unwrap() {
        ids.push(participant.custom_participant_id.to_string());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 60);
    let rows = fs::read_to_string(program.path("tokens.csv")).unwrap();
    assert_eq!(rows.matches(",added,").count(), 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_that_cannot_succeed_ends_early() {
    let program = Program::new().await;
    let meeting = sessions::meeting(&program, "Algebra").await.to_string();
    list(&program, 200);
    let sent = changes(&program);
    let missing = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";
    let failed = enrol(&program, missing, "missing.csv");
    assert_eq!(failed.code, 3, "{}", failed.err);
    assert!(
        failed.err.contains("the first 20 users failed"),
        "{}",
        failed.err
    );
    let tried = changes(&program) - sent;
    assert!((20..40).contains(&tried), "{tried}");
    // Those who are in the meeting already do not count.
    list(&program, 30);
    enrol(&program, &meeting, "first.csv").ok();
    list(&program, 31);
    let again = enrol(&program, &meeting, "second.csv");
    assert!(
        again.err.contains("1 added, 0 added before, 30 failed"),
        "{}",
        again.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_input_without_an_end_is_refused() {
    let program = Program::new().await;
    for command in [
        &["meetings", "create", "--data", "@/dev/zero"][..],
        &["presets", "create", "--ui", "@/dev/zero"],
        &["webhooks", "listen", "--public-key", "/dev/zero"],
    ] {
        let refused = program.run(command);
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains("it is larger than"), "{}", refused.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_written_into_a_pipe_and_replaces_a_link() {
    let program = Program::new().await;
    let meeting = sessions::unmeasured(&program).await;
    let pipe = program.path("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    program
        .run(&["attendance", &meeting, "--html", "pipe"])
        .ok();
    assert!(reader.join().unwrap().ends_with("</html>"));
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());

    fs::write(program.path("other"), "other").unwrap();
    symlink(program.path("other"), program.path("page.html")).unwrap();
    program
        .run(&["attendance", &meeting, "--html", "page.html"])
        .ok();
    assert_eq!(fs::read_to_string(program.path("other")).unwrap(), "other");
    let failed = program.run(&["attendance", &meeting, "--html", "missing/page.html"]);
    assert_eq!(failed.code, 1, "{}", failed.err);
    let full = program.run(&["attendance", &meeting, "--html", "/dev/full"]);
    assert_eq!(full.code, 1);
    assert!(full.err.contains("No space left"), "{}", full.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_run_writes_an_output() {
    let program = Program::new().await;
    let meeting = sessions::meeting(&program, "Algebra").await.to_string();
    list(&program, 3);
    program.fake.fail(1, Fault::Held);
    let arguments = [
        &["enrol", &meeting, "users.csv", "--out", "tokens.csv"],
        &PRESET[..],
    ];
    let mut first = program.command(&arguments.concat()).spawn().unwrap();
    while program.fake.held() == 0 {
        tokio::task::yield_now().await;
    }
    let second = enrol(&program, &meeting, "tokens.csv");
    assert_eq!(second.code, 2, "{}", second.err);
    assert!(
        second.err.contains("another run is writing tokens.csv"),
        "{}",
        second.err
    );
    program.fake.release();
    assert_eq!(first.wait().unwrap().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_has_gone_is_no_error_and_a_full_disk_is_one() {
    let program = Program::new().await;
    for number in 0..300 {
        sessions::meeting(&program, &format!("Meeting {number}")).await;
    }
    let list = ["meetings", "list", "--all", "-o", "jsonl"];
    let mut child = program
        .command(&list)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    // The rest of the output is larger than the buffer of a pipe.
    drop(out);
    let gone = child.wait_with_output().unwrap();
    assert_eq!(
        (gone.status.code(), gone.stderr.as_slice()),
        (Some(0), &b""[..])
    );

    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let full = Run::new(program.command(&list).stdout(full).output().unwrap());
    assert_eq!(full.code, 1);
    assert_eq!(
        full.err,
        "error: standard output: No space left on device (os error 28)\n"
    );
}
