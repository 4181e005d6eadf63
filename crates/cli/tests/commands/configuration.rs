//! The sources of the token and the ids.

use crate::program::{Program, Run};

fn file(program: &Program) -> String {
    let fake = &program.fake;
    format!(
        "token = \"{}\"\naccount_id = \"{}\"\nbase_url = \"{}\"\noutput = \"jsonl\"\n\
         [profiles.school]\napp_id = \"{}\"\n[profiles.other]\napp_id = \"another\"\n",
        fake.token(),
        fake.account_id(),
        fake.url(),
        fake.app_id()
    )
}

fn apps(program: &Program, arguments: &[&str]) -> Run {
    program.run_bare(&[&["meetings", "list"], arguments].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_come_from_the_file_and_its_profiles() {
    let program = Program::new().await;
    let missing = apps(&program, &[]);
    assert_eq!(missing.code, 2);
    let expected =
        "no API token is set; set the environment variable CLOUDFLARE_API_TOKEN, or `token` in ";
    assert!(missing.err.contains(expected), "{}", missing.err);

    program.configure(&file(&program), 0o600);
    let missing = apps(&program, &[]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.err.contains("REALTIMEKIT_APP_ID, or `app_id` in"),
        "{}",
        missing.err
    );
    assert_eq!(apps(&program, &["--profile", "school"]).ok(), "");
    let unknown = apps(&program, &["--profile", "none"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("no profile `none`"), "{}", unknown.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_comes_before_the_environment_and_that_before_the_file() {
    let program = Program::new().await;
    program.configure(&file(&program), 0o600);
    let url = |arguments: &[&str]| {
        let dry = ["meetings", "list", "--dry-run"];
        let run = program
            .command(&[&dry, arguments].concat())
            .env("REALTIMEKIT_APP_ID", "fromenv")
            .output();
        String::from_utf8(run.unwrap().stdout).unwrap()
    };
    assert!(url(&[]).contains("/kit/fromenv/meetings"), "{}", url(&[]));
    let with_profile = url(&["--profile", "other"]);
    assert!(
        with_profile.contains("/kit/another/meetings"),
        "{with_profile}"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_others_can_read_is_refused() {
    let program = Program::new().await;
    for mode in [0o644, 0o640, 0o604, 0o620, 0o660] {
        program.configure(&file(&program), mode);
        let refused = apps(&program, &["--profile", "school"]);
        assert_eq!(refused.code, 2, "{mode:o}");
        let expected = format!("has the mode {mode:o}");
        assert!(refused.err.contains(&expected), "{}", refused.err);
        assert!(refused.err.contains("chmod 600"), "{}", refused.err);
    }
    program.configure(&file(&program), 0o400);
    apps(&program, &["--profile", "school"]).ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_valid_is_reported_without_its_token() {
    let program = Program::new().await;
    for text in [
        "token = \"s3cr3t",
        "account_id = \"a\"\ntoken = s3cr3t",
        "tokn = \"s3cr3t\"",
        "token = [\"s3cr3t\"]",
        "token = 73737373",
        "output = \"s3cr3t-Token-1\"",
        "\"s3cr3t-Token-1\" = 1",
        "\"\\u0073\\u0033cr3t-Token-1\" = 1",
        "[profiles.a]\nsecret = \"s3cr3t\"",
    ] {
        program.configure(text, 0o600);
        let refused = program.run(&["meetings", "list", "--profile", "a"]);
        assert_eq!(refused.code, 2, "{text}");
        assert!(refused.err.contains("config.toml"), "{}", refused.err);
        assert!(
            !refused.err.contains("s3cr3t") && !refused.err.contains("7373"),
            "{}",
            refused.err
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variable_that_is_not_valid_is_named() {
    let program = Program::new().await;
    let mut command = program.command(&["meetings", "list"]);
    let run = command
        .env("CLOUDFLARE_API_TOKEN", "Bearer s3cr3t")
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    let err = String::from_utf8(run.stderr).unwrap();
    assert!(
        err.contains("CLOUDFLARE_API_TOKEN") && !err.contains("s3cr3t"),
        "{err}"
    );
}
