//! The exit codes that the help documents.

use realtimekit_fake::Fault;

use crate::program::Program;

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_failure_has_its_code() {
    let program = Program::new().await;
    let list = ["meetings", "list"];
    let create = ["meetings", "create"];
    assert_eq!(program.run(&list).code, 0);
    assert_eq!(
        program
            .run(&["meetings", "get", "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b"])
            .code,
        3
    );
    for (status, code) in [(401, 4), (403, 4), (400, 1), (500, 6)] {
        program.fake.fail(1, Fault::Status(status));
        assert_eq!(program.run(&create).code, code, "{status}");
    }
    // A GET is repeated, so that one failure is not enough.
    program.fake.fail(20, Fault::Status(500));
    assert_eq!(program.run(&list).code, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_usage_has_the_code_2_and_sends_nothing() {
    let program = Program::new().await;
    for (command, message) in [
        (&["meetings"][..], "Usage"),
        (&["meetings", "lst"], "list"),
        (
            &["meetings", "list", "--status", "open"],
            "ACTIVE, INACTIVE",
        ),
        (&["meetings", "list", "--per-page", "-1"], "0..="),
        (
            &["meetings", "list", "--start-time", "yesterday"],
            "--start-time",
        ),
        (&["meetings", "get"], "<MEETING_ID>"),
        (&["meetings", "get", ".."], "meeting_id"),
        (&["meetings", "create", "--data", "[]"], "not a JSON object"),
        (&["meetings", "create", "--data", "{"], "not JSON"),
        (
            &["meetings", "create", "--data", "@missing.json"],
            "missing.json",
        ),
        (
            &["meetings", "create", "--data", r#"{"title": 1}"#],
            "\"title\" is not of type",
        ),
        (
            &[
                "meetings",
                "create",
                "--session-keep-alive-time-in-secs",
                "59",
            ],
            "60..=600",
        ),
        (
            &["participants", "add", "m", "--name", "n"],
            "--preset-name, --custom-participant-id",
        ),
        (&["active-session", "kick", "m"], "body"),
        (&["recordings", "pause", "r", "--data", "{}"], "--data"),
        (
            &[
                "recordings",
                "start",
                "m",
                "--storage-config",
                "{\"secret\":\"s3cr3t\"",
            ],
            "'--storage-config <JSON|@FILE>': it is not JSON",
        ),
        (&["s3cr3t-Token-in-a-wrong-place"], "'[hidden]'"),
        (&["\u{1b}s3cr3t-Token-in-a-wrong-place"], "[hidden]"),
        (
            &["meetings", "list", "-os3cr3t-Token-in-a-wrong-place"],
            "[possible values: table",
        ),
        (
            &["meetings", "--s3cr3t-Token-in-a-wrong-place=1"],
            "'--[hidden]'",
        ),
        (
            &[
                "meetings",
                "list",
                "--profile",
                "s3cr3t-Token-in-a-wrong-place",
            ],
            "no profile `[hidden]`",
        ),
    ] {
        let run = program.run(command);
        assert!(!run.err.contains("s3cr3t"), "{}", run.err);
        assert_eq!(run.code, 2, "{command:?}: {}", run.err);
        assert!(run.err.contains(message), "{command:?}: {}", run.err);
    }
    assert!(program.fake.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_argument_has_no_command_for_a_terminal_or_a_log() {
    let program = Program::new().await;
    let hostile = "Bob\n::error::b\u{1b}[31m\u{7}";
    for command in [
        &["participants", "add", "m", hostile][..],
        &["meetings", "list", "--per-page", hostile],
        &["meetings", "list", "-o", hostile],
        &["meetings", "list", &format!("--x{hostile}")],
        &[hostile],
    ] {
        let run = program.run(command);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains("Bob\\u{a}"), "{}", run.err);
        assert!(!run.err.contains("\n::error"), "{}", run.err);
        assert!(!run.err.contains(['\u{1b}', '\u{7}']), "{}", run.err);
    }
}
