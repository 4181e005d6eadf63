//! Formats, secrets, hostile text, and an output that is closed.

use std::io::Read;
use std::process::Stdio;

use realtimekit::types::AddParticipant;

use crate::program::Program;
use crate::sessions;

/// Clears a screen, sets a colour, reverses what follows, and would be a formula.
const HOSTILE: &str = "=1+1\u{1b}[2J\u{9b}31m\u{202e}\u{7}";

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_printed_in_each_format() {
    let program = Program::new().await;
    let id = sessions::meeting(&program, "Algebra").await.to_string();
    let run =
        |format: &str| program.run(&["meetings", "list", "-o", format, "--columns", "id,title"]);
    let table = run("table").ok();
    let lines: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(lines, [vec!["ID", "TITLE"], vec![&id, "Algebra"]]);
    assert_eq!(run("csv").ok(), format!("id,title\n{id},Algebra\n"));
    assert_eq!(run("json").json()[0]["title"], "Algebra");
    assert_eq!(run("jsonl").ok().lines().count(), 1);
    let wrong = program.run(&["meetings", "list", "--columns", "titel"]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong
            .err
            .contains("no column `titel`; the columns are: id, "),
        "{}",
        wrong.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_has_a_header_and_no_rows() {
    let program = Program::new().await;
    let csv = program.run(&["meetings", "list", "-o", "csv"]).ok();
    assert!(csv.starts_with("id,"), "{csv}");
    assert_eq!(csv.lines().count(), 1);
    assert_eq!(
        program.run(&["meetings", "list", "-o", "json"]).ok(),
        "[]\n"
    );
    assert_eq!(program.run(&["meetings", "list", "-o", "jsonl"]).ok(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_printed_only_on_request() {
    let program = Program::new().await;
    let id = sessions::meeting(&program, "Algebra").await.to_string();
    for (format, user) in [("table", "a"), ("json", "b"), ("jsonl", "c"), ("csv", "d")] {
        let add = |user: &str, shows: bool| {
            let mut arguments = vec!["participants", "add", &id, "--custom-participant-id", user];
            arguments.extend([
                "--preset-name",
                "group_call_host",
                "--name",
                "N",
                "-o",
                format,
            ]);
            arguments.extend(shows.then_some("--show-secrets"));
            program.run(&arguments).ok()
        };
        let hidden = add(user, false);
        assert!(
            hidden.contains("[redacted]") && !hidden.contains("fake."),
            "{hidden}"
        );
        let shown = add(&format!("{user}2"), true);
        assert!(
            shown.contains("fake.") && !shown.contains("[redacted]"),
            "{shown}"
        );
    }
}

/// The values of secret fields, wherever a response repeats them.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_was_sent_is_not_printed() {
    let program = Program::new().await;
    for format in ["table", "json", "jsonl", "csv"] {
        for (title, secret, left) in [
            ("of hunter7, all", "\"hunter7\"", "of [redacted], all"),
            ("a\\\"b\\\\c now", "\"a\\\"b\\\\c\"", "[redacted]"),
            ("is 7351", "7351", "is [redacted]"),
            (
                "aHVudGVyNy1hbmQtbW9yZQ==",
                "\"hunter7-and-more\"",
                "[redacted",
            ),
        ] {
            let data = format!(r#"{{"title": "{title}", "password": {secret}}}"#);
            let create = |more: &[&str]| {
                let create = ["meetings", "create", "--data", &data, "-o", format];
                program.run(&[&create[..], more].concat())
            };
            let run = create(&[]);
            let shown = format!("{}{}", run.err, run.out);
            assert!(shown.contains(left), "{shown}");
            for secret in ["hunter7", "7351", "b\\", "aHVud"] {
                assert!(!shown.contains(secret), "{shown}");
            }
            let shown = create(&["--show-secrets"]).ok();
            assert!(!shown.contains("[redacted"), "{shown}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_token_is_not_printed_in_any_form() {
    let program = Program::new().await;
    let token = program.fake.token();
    let each = |written: fn(u32) -> String| -> String {
        token.chars().map(|c| written(c.into())).collect()
    };
    let forms = [
        token.to_owned(),
        token.chars().rev().collect(),
        token.chars().map(|c| format!("{c} ")).collect(),
        token.chars().map(|c| format!("{c}<b></b>")).collect(),
        each(|code| format!("%{code:02X}")),
        each(|code| format!("&#{code};")),
        each(|code| format!("\\u{code:04x}")),
        each(|code| format!("{code:02x}")),
    ];
    for form in &forms {
        sessions::meeting(&program, &format!("for {form}")).await;
    }
    for format in ["table", "json", "jsonl", "csv"] {
        let shown = program.run(&["meetings", "list", "-o", format]).ok();
        let is_shown = |form: &&String| shown.replace("\\\\", "\\").contains(form.as_str());
        let found: Vec<_> = forms.iter().filter(is_shown).collect();
        assert!(found.is_empty(), "{found:?}: {shown}");
        assert_eq!(shown.matches("[redacted").count(), forms.len(), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_prints_no_secret_and_sends_nothing() {
    let program = Program::new().await;
    let storage =
        r#"{"type":"aws","access_key":"s3cr3t-a","secret":"s3cr3t-b","bucket":"b","region":"r"}"#;
    for format in ["table", "json", "jsonl", "csv"] {
        let start = [
            "recordings",
            "start",
            "m1",
            "--storage-config",
            storage,
            "--dry-run",
            "-o",
            format,
        ];
        let shown = program.run(&start).ok();
        assert!(!shown.contains("s3cr3t"), "{shown}");
        assert!(!shown.contains(program.fake.token()), "{shown}");
        assert!(shown.contains("bucket"), "{shown}");
    }
    assert!(program.fake.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_of_others_reaches_no_terminal() {
    let program = Program::new().await;
    let id = sessions::meeting(&program, HOSTILE).await.to_string();
    let person = AddParticipant::new(HOSTILE, "group_call_host").name(HOSTILE);
    program
        .fake
        .client()
        .meeting(&id)
        .participants()
        .add(&person)
        .await
        .unwrap();
    let is_harmless = |text: &str| {
        let is_odd = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        !text.contains(is_odd)
    };
    for format in ["table", "json", "jsonl", "csv"] {
        for command in [
            &["meetings", "list"][..],
            &["meetings", "get", &id],
            &["participants", "list", &id],
        ] {
            let run = program.run(&[command, &["-o", format]].concat());
            assert!(is_harmless(&run.err), "{:?}", run.err);
            let out = run.ok();
            assert!(is_harmless(&out), "{out:?}");
            match format {
                "csv" => assert!(out.contains("'=1+1"), "{out:?}"),
                "json" | "jsonl" => assert!(out.contains("\\u202e"), "{out:?}"),
                _ => assert!(out.contains("\\u{202e}"), "{out:?}"),
            }
        }
    }
    let listed = program.run(&["meetings", "list", "-o", "json"]).json();
    assert_eq!(listed[0]["title"], HOSTILE, "JSON means the same");
    let missing = program.run(&["meetings", "get", "\u{1b}[2J"]);
    assert_ne!(missing.code, 0);
    assert!(is_harmless(&missing.err), "{:?}", missing.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_output_ends_the_program_quietly() {
    let program = Program::new().await;
    for lesson in 0..60 {
        // More than the buffer of a pipe holds.
        sessions::meeting(&program, &format!("{lesson}{}", "x".repeat(4000))).await;
    }
    let mut command = program.command(&["meetings", "list", "--all", "-o", "jsonl"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).unwrap();
    drop(out);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn completions_and_man_pages_have_the_commands() {
    let program = Program::new().await;
    for shell in ["bash", "zsh", "fish"] {
        let script = program.run_bare(&["completions", shell]).ok();
        assert!(script.contains("refresh-token"), "{shell}");
    }
    program.run_bare(&["man", "pages"]).ok();
    let page =
        std::fs::read_to_string(program.path("pages/realtimekit-participants-add.1")).unwrap();
    assert!(page.contains("preset"), "{page}");
}
