//! The pages of `attendance` and `quality`.

use realtimekit_fake::{FakeServer, Seed};

use crate::program::Program;
use crate::sessions;

/// The first meeting of a school.
async fn school() -> (Program, String) {
    let fake = FakeServer::builder()
        .seed(Seed::Classroom)
        .start()
        .await
        .unwrap();
    let meetings = fake.client().meetings().list().await.unwrap();
    let meeting = meetings.items[0].id.to_string();
    (Program::with(fake), meeting)
}

fn page(program: &Program, arguments: &[&str]) -> String {
    let file = program.path("page.html");
    program
        .run(&[arguments, &["--html", "page.html"]].concat())
        .ok();
    std::fs::read_to_string(file).unwrap()
}

/// No address of the page would be fetched, and nothing in it would be run.
fn assert_self_contained(page: &str) {
    assert!(page.contains("default-src 'none'"), "the policy");
    for fetched in [
        "src=",
        "<script",
        "<link",
        "<iframe",
        "url(",
        "@import",
        "onload",
        "javascript:",
    ] {
        assert!(!page.contains(fetched), "{fetched}");
    }
    let links = page.split("href=\"").skip(1);
    assert!(
        links.into_iter().all(|link| link.starts_with('#')),
        "links lead into the page"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_lesson_have_the_numbers_of_the_tables() {
    let (program, meeting) = school().await;
    let attendance = page(&program, &["attendance", &meeting]);
    assert_self_contained(&attendance);
    let rows = program.run(&["attendance", &meeting, "-o", "json"]).json();
    for row in rows.as_array().unwrap() {
        let (name, minutes) = (
            row["name"].as_str().unwrap(),
            row["minutes"].as_f64().unwrap(),
        );
        let cells = format!(
            "<th scope=\"row\"><div class=\"name\" dir=\"auto\">{name}</div></th><td class=\"number\">{minutes}</td>"
        );
        assert!(attendance.contains(&cells), "{cells}");
    }
    // A bar for each connection, and half of it for those who left early.
    assert_eq!(attendance.matches("class=\"bar\" height=\"9\"").count(), 25);
    assert_eq!(attendance.matches("width=\"44.44%\"").count(), 6);

    let quality = page(&program, &["quality", &meeting]);
    assert_self_contained(&quality);
    let rows = program.run(&["quality", &meeting, "-o", "json"]).json();
    let bad = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["worst_at"].is_string())
        .unwrap();
    for number in ["worst_loss", "worst_round_trip"] {
        let marked = format!("<span class=\"bad\">{} !</span>", bad[number]);
        assert!(quality.contains(&marked), "{marked}");
    }
    assert!(quality.contains("Worst moments"));
    assert!(
        quality.contains("mobile iOS 18.6 Safari 18.6"),
        "the device"
    );
    assert!(quality.contains("cellular 3g udp"), "the network");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_course_of_a_peer_is_a_table_with_sparklines() {
    let (program, meeting) = school().await;
    let rows = program.run(&["quality", &meeting, "-o", "json"]).json();
    let peer = rows[0]["peer_id"].as_str().unwrap();
    let table = program.run(&["quality", &meeting, peer]).ok();
    assert!(
        table.contains("packet loss") && table.contains('█'),
        "{table}"
    );
    let table_of_all = program.run(&["quality", &meeting]).ok();
    assert!(table_of_all.contains(peer), "{table_of_all}");
    let user = rows[0]["custom_participant_id"].as_str().unwrap();
    assert_eq!(program.run(&["quality", &meeting, user]).ok(), table);
    let missing = program.run(&["quality", &meeting, "none"]);
    assert_eq!(missing.code, 3, "{}", missing.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text_in_pages() {
    let program = Program::new().await;
    let meeting = sessions::hostile(&program).await;
    for job in ["attendance", "quality"] {
        let page = page(&program, &[job, &meeting]);
        for shown in [
            page.as_str(),
            &program.run(&[job, &meeting, "-o", "json"]).ok(),
        ] {
            for secret in ["s3cr3t", program.fake.token()] {
                assert!(!shown.contains(secret), "{job}: {shown}");
            }
        }
        assert!(
            page.contains("&lt;script&gt;alert(1)"),
            "{job}: the name is there"
        );
        for part in ["<script", "<img", "\u{202e}", "\u{1b}"] {
            assert!(!page.contains(part), "{job}: {part:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_session_and_a_peer_without_a_report_have_pages() {
    let program = Program::new().await;
    let meeting = sessions::unmeasured(&program).await;
    let attendance = page(&program, &["attendance", &meeting]);
    assert!(attendance.contains("still there"), "{attendance}");
    let quality = page(&program, &["quality", &meeting]);
    assert!(
        quality.contains("Nothing was measured of this peer."),
        "{quality}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_days_has_days_and_a_page_of_bearable_size() {
    let program = Program::new().await;
    let meeting = sessions::long(&program).await;
    let attendance = page(&program, &["attendance", &meeting]);
    for text in ["\n6 Jan\n</text>", ">2026-01-08 09:00:00</time>"] {
        assert!(attendance.contains(text), "{text}");
    }
    let quality = page(&program, &["quality", &meeting]);
    assert!(
        quality.contains("the worst value of each 15 minutes"),
        "{quality}"
    );
    assert!(quality.len() < 500_000, "{}", quality.len());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_can_read_a_page() {
    use std::os::unix::fs::PermissionsExt;

    let (program, meeting) = school().await;
    std::fs::write(program.path("page.html"), "old").unwrap();
    std::fs::write(program.path("page.html.part"), "mine").unwrap();
    page(&program, &["attendance", &meeting]);
    let mine = std::fs::read_to_string(program.path("page.html.part"));
    assert_eq!(mine.unwrap(), "mine");
    let mode = std::fs::metadata(program.path("page.html"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_complete_replaces_none() {
    let (program, meeting) = school().await;
    let old = page(&program, &["attendance", &meeting]);
    let limited = "ulimit -f 1; exec \"$0\" attendance \"$1\" --html page.html";
    let mut command = std::process::Command::new("sh");
    let killed = command
        .args(["-c", limited, env!("CARGO_BIN_EXE_realtimekit"), &meeting])
        .current_dir(program.path(""))
        .env_clear()
        .envs(program.fake.variables());
    assert!(!killed.output().unwrap().status.success());
    let kept = std::fs::read_to_string(program.path("page.html"));
    assert_eq!(kept.unwrap(), old);
    // What is left of it is no obstacle.
    page(&program, &["quality", &meeting]);
}
