//! `dev`.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::program::Program;

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_run_with_a_service_and_ends_it() {
    let program = Program::new().await;
    let realtimekit = env!("CARGO_BIN_EXE_realtimekit");
    let dev = [
        "dev",
        "--port",
        "0",
        "--seed",
        "classroom",
        "--",
        realtimekit,
    ];
    let listed = program
        .run_bare(&[&dev[..], &["meetings", "list", "-o", "json"]].concat())
        .json();
    assert_eq!(listed[0]["title"], "Algebra");
    let failed = program.run_bare(&[&dev[..], &["meetings", "get", "none"]].concat());
    assert_eq!(failed.code, 3, "the code of the command: {}", failed.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_command_the_variables_are_printed() {
    let program = Program::new().await;
    let mut child = program
        .bare(&["dev", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(4);
    let lines: Vec<String> = lines.map(Result::unwrap).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        lines.iter().all(|line| line.starts_with("export ")),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("REALTIMEKIT_BASE_URL=http://127.0.0.1:")),
        "{lines:?}"
    );
}
