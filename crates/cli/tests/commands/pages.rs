//! The pages of `attendance` and `quality`.

use std::process::Command;
use std::time::Duration;

use realtimekit::types::{AddParticipant, CreateMeeting};
use realtimekit_fake::{FakeServer, Seed};

use crate::program::Program;

/// Would be markup, and would reverse what follows.
const HOSTILE: &str =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;]]>\u{202e}\u{1b}[2J";

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
            "<th scope=\"row\" dir=\"auto\">{name}</th><td class=\"number\">{minutes}</td>"
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
    assert!(quality.contains("mobile iOS 14 Safari 148"), "the device");
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
    let missing = program.run(&["quality", &meeting, "none"]);
    assert_eq!(missing.code, 3, "{}", missing.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text_in_pages() {
    let program = Program::new().await;
    let client = program.fake.client();
    let meeting = client
        .meetings()
        .create(&CreateMeeting::new().title(HOSTILE))
        .await
        .unwrap();
    let person = AddParticipant::new(HOSTILE, "group_call_host").name(HOSTILE);
    let added = client
        .meeting(&meeting.id)
        .participants()
        .add(&person)
        .await
        .unwrap();
    let peer = program.fake.join(added.token.expose()).unwrap();
    let measured = serde_json::json!({
        "metadata": {"device_info": {"os": HOSTILE}},
        "quality": {"audio_producer": [{"timestamp": "2026-03-02T10:00:04Z", "producer_id": HOSTILE, "rtt": 0.7}]},
    });
    program.fake.report(&peer, measured).unwrap();
    program.fake.advance(Duration::from_secs(600));
    for job in ["attendance", "quality"] {
        let page = page(&program, &[job, meeting.id.as_str()]);
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
async fn a_session_without_times_and_a_peer_without_a_report_have_pages() {
    let program = Program::new().await;
    let client = program.fake.client();
    let meeting = client
        .meetings()
        .create(&CreateMeeting::new())
        .await
        .unwrap();
    let person = AddParticipant::new("ada", "group_call_host").name("");
    let added = client
        .meeting(&meeting.id)
        .participants()
        .add(&person)
        .await
        .unwrap();
    program.fake.join(added.token.expose()).unwrap();
    let attendance = page(&program, &["attendance", meeting.id.as_str()]);
    assert!(attendance.contains("still there"), "{attendance}");
    let quality = page(&program, &["quality", meeting.id.as_str()]);
    assert!(
        quality.contains("There is no report of this peer."),
        "{quality}"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_can_read_a_page() {
    use std::os::unix::fs::PermissionsExt;

    let (program, meeting) = school().await;
    std::fs::write(program.path("page.html"), "old").unwrap();
    page(&program, &["attendance", &meeting]);
    let mode = std::fs::metadata(program.path("page.html"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// A browser reads the pages without an error. Where none is installed, this is not tested.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_shows_the_pages_without_an_error() {
    if Command::new("chromium").arg("--version").output().is_err() {
        eprintln!("skipped: chromium is not installed");
        return;
    }
    let (program, meeting) = school().await;
    for (job, shown) in [
        ("attendance", "Minutes per person"),
        ("quality", "Worst moments"),
    ] {
        page(&program, &[job, &meeting]);
        let address = format!("file://{}", program.path("page.html").display());
        let browser = Command::new("chromium")
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--dump-dom",
                &address,
            ])
            .arg(format!(
                "--user-data-dir={}",
                program.path("browser").display()
            ))
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&browser.stderr);
        assert!(!log.contains("CONSOLE"), "{job}: {log}");
        let dom = String::from_utf8_lossy(&browser.stdout);
        assert!(dom.contains(shown), "{job}: {log}");
    }
}
