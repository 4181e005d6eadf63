//! Every operation's command sends what the library sends.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use realtimekit::types::*;
use realtimekit::{Client, Date, RetryPolicy};
use realtimekit_fake::{FakeServer, Request};
use serde_json::{Value, json};

use crate::program::Program;

const MEETING: &str = "bbb9b9bd-0b0b-4b0b-8b0b-3c2d1e0f9a8b";
const PEER: &str = "aaa1a1ad-5e1a-4fe4-a799-aa6d9a6ab26e";
const ID: &str = "8f3e6b1c-5a2d-4c7f-9e0b-1a2b3c4d5e6f";

type Sent = Pin<Box<dyn Future<Output = ()>>>;
type Case = (&'static [&'static str], fn(Client) -> Sent);

/// Command lines, each with the library's call.
macro_rules! cases {
    ($([$($argument:expr),* $(,)?] $client:ident => $call:expr;)*) => {
        const CASES: &[Case] = &[$((
            &[$($argument),*],
            |$client| Box::pin(async move { drop($call.await) }),
        )),*];
    };
}

cases! {
    ["active-session", "get", MEETING] client => client.meeting(MEETING).active_session().get();
    ["active-session", "kick", MEETING, "--participant-ids", "a,b", "--custom-participant-ids", "user-42"]
        client => client.meeting(MEETING).active_session().kick(
            &KickParticipants::new().participant_ids(["a", "b"]).custom_participant_ids(["user-42"]));
    ["active-session", "kick-all", MEETING] client => client.meeting(MEETING).active_session().kick_all();
    ["active-session", "mute", MEETING, "--participant-ids=a", "--participant-ids=b"]
        client => client.meeting(MEETING).active_session().mute(&MuteParticipants::new().participant_ids(["a", "b"]));
    ["active-session", "mute-all", MEETING, "--allow-unmute=false"]
        client => client.meeting(MEETING).active_session().mute_all(&MuteAllParticipants::new(false));
    ["active-session", "create-poll", MEETING, "--question", "Tea, or coffee?", "--options", "Yes, tea",
        "--options", "-", "--anonymous", "--hide-votes=false"]
        client => client.meeting(MEETING).active_session().create_poll(
            &CreatePoll::new("Tea, or coffee?", ["Yes, tea", "-"]).anonymous(true).hide_votes(false));
    ["analytics", "daily", "--start-date", "2026-03-01", "--end-date", "2026-03-31"]
        client => client.analytics().daily()
            .start_date(Date::from_ymd(2026, 3, 1).unwrap()).end_date(Date::from_ymd(2026, 3, 31).unwrap());
    ["livestream-analytics", "daily", "--start-time", "1772323200", "--filters", "meeting"]
        client => client.analytics().livestreams().daily().start_time(1_772_323_200).filters("meeting");
    ["livestream-analytics", "overall", "--end-time", "1775001599"]
        client => client.analytics().livestreams().overall().end_time(1_775_001_599);
    ["apps", "list", "--page-no", "2", "--per-page", "50", "--search", "class", "--sort-order", "asc"]
        client => client.apps().list().page_no(2).per_page(50).search("class").sort_order(SortOrder::Asc);
    ["apps", "create", "--name", "classroom"] client => client.apps().create(&CreateApp::new("classroom"));
    ["apps", "get", ID] client => client.app(ID).get();
    ["livestreams", "list", "--exclude-meetings", "--status", "idle", "--start-time", "1970-01-01", "--sort-order", "DSC"]
        client => client.livestreams().list().exclude_meetings(true).status(LivestreamStatus::Idle)
            .start_time("1970-01-01T00:00:00Z".parse::<realtimekit::Timestamp>().unwrap()).sort_order(LivestreamSortOrder::Dsc);
    ["livestreams", "create", "--name", "all-hands"]
        client => client.livestreams().create(&CreateLivestream::new().name("all-hands"));
    ["livestream-sessions", "get", ID] client => client.livestreams().session(ID).get();
    ["livestreams", "get", ID, "--page-no=2", "--per-page=50"]
        client => client.livestream(ID).get().page_no(2).per_page(50);
    ["livestreams", "active-session", ID] client => client.livestream(ID).active_session();
    ["livestream-sessions", "list", ID, "--page-no=3"]
        client => client.session(ID).livestream_sessions().list().page_no(3);
    ["livestreams", "active", MEETING] client => client.meeting(MEETING).livestreams().active();
    ["livestreams", "stop", MEETING] client => client.meeting(MEETING).livestreams().stop();
    ["meetings", "livestream", MEETING, "--page-no=2"] client => client.meeting(MEETING).livestream().page_no(2);
    ["livestreams", "start", MEETING, "--name", "all-hands", "--video-config", r#"{"width":1280,"height":720}"#]
        client => client.meeting(MEETING).livestreams().start(&StartLivestream::new().name("all-hands")
            .video_config(LivestreamVideoConfig::new().width(1280).height(720)));
    ["meetings", "list", "--page-no=2", "--per-page=50", "--start-time", "2019-12-27T18:11:19.117Z",
        "--end-time", "2019-12-28T20:11:19+02:00", "--search", "Stand-up & more", "--status", "inactive"]
        client => client.meetings().list().page_no(2).per_page(50)
            .start_time(SystemTime::UNIX_EPOCH + Duration::from_millis(1_577_470_279_117))
            .end_time("2019-12-28T20:11:19+02:00".parse::<realtimekit::Timestamp>().unwrap())
            .search("Stand-up & more").status(MeetingStatus::Inactive);
    ["meetings", "create"] client => client.meetings().create(&CreateMeeting::new());
    ["meetings", "create", "--title", "Zoë", "--record-on-start", "--session-keep-alive-time-in-secs", "90"]
        client => client.meetings().create(
            &CreateMeeting::new().title("Zoë").record_on_start(true).session_keep_alive_time_in_secs(90));
    ["meetings", "get", MEETING, "--name", "Stand-up"] client => client.meeting(MEETING).get().name("Stand-up");
    ["meetings", "replace", MEETING, "--title", "Algebra"]
        client => client.meeting(MEETING).replace(&ReplaceMeeting::new().title("Algebra"));
    ["meetings", "update", MEETING, "--status", "inactive"]
        client => client.meeting(MEETING).update(&UpdateMeeting::new().status(MeetingStatus::Inactive));
    ["participants", "list", MEETING, "--per-page", "50"]
        client => client.meeting(MEETING).participants().list().per_page(50);
    ["participants", "add", MEETING, "--custom-participant-id", "user-42", "--preset-name", "host", "--name", "Mary Sue"]
        client => client.meeting(MEETING).participants().add(&AddParticipant::new("user-42", "host").name("Mary Sue"));
    ["participants", "get", MEETING, ID] client => client.meeting(MEETING).participant(ID).get();
    ["participants", "replace", MEETING, ID, "--custom-participant-id", "user-42", "--preset-name", "host"]
        client => client.meeting(MEETING).participant(ID).replace(&ReplaceParticipant::new("user-42", "host"));
    ["participants", "edit", MEETING, ID, "--name", "Mary", "--clear-picture"]
        client => client.meeting(MEETING).participant(ID).edit(&EditParticipant::new().name("Mary").clear_picture());
    ["participants", "delete", MEETING, ID] client => client.meeting(MEETING).participant(ID).delete();
    ["participants", "refresh-token", MEETING, ID] client => client.meeting(MEETING).participant(ID).refresh_token();
    ["presets", "list", "--search", "host & guest"] client => client.presets().list().search("host & guest");
    ["presets", "get", ID] client => client.preset(ID).get();
    ["presets", "update", ID, "--name", "host"] client => client.preset(ID).update(&UpdatePreset::new().name("host"));
    ["presets", "delete", ID] client => client.preset(ID).delete();
    ["recordings", "list", "--meeting-id", MEETING, "--status", "uploading,uploaded", "--expired=false",
        "--sort-by", "invokedTime", "--end-time", "2026-03-02T10:00:04.000Z"]
        client => client.recordings().list().meeting_id(MEETING)
            .status([RecordingStatus::Uploading, RecordingStatus::Uploaded]).expired(false)
            .sort_by(RecordingSort::InvokedTime)
            .end_time("2026-03-02T10:00:04.000Z".parse::<realtimekit::Timestamp>().unwrap());
    ["recordings", "start", MEETING, "--max-seconds", "3600", "--url", "https://example.com/view"]
        client => client.meeting(MEETING).recordings().start(
            &StartRecording::new().max_seconds(3600).url("https://example.com/view"));
    ["recordings", "active", MEETING] client => client.meeting(MEETING).recordings().active();
    ["recordings", "start-tracks", MEETING, "--user-ids", "a,b"]
        client => client.meeting(MEETING).recordings().start_tracks(&StartTrackRecording::new().user_ids(["a", "b"]));
    ["recordings", "get", ID] client => client.recording(ID).get();
    ["recordings", "control", ID, "--action", "stop"]
        client => client.recording(ID).control(&ControlRecording::new(RecordingAction::Stop));
    ["recordings", "pause", ID] client => client.recording(ID).pause();
    ["recordings", "resume", ID] client => client.recording(ID).resume();
    ["recordings", "stop", ID] client => client.recording(ID).stop();
    ["sessions", "list", "--sort-by", "minutesConsumed", "--sort-order", "desc", "--participants", "1:10",
        "--status", "ended", "--associated-id", MEETING]
        client => client.sessions().list().sort_by(SessionSort::MinutesConsumed).sort_order(SortOrder::Desc)
            .participants("1:10").status(SessionStatus::Ended).associated_id(MEETING);
    ["sessions", "get", ID, "--include-breakout-rooms"]
        client => client.session(ID).get().include_breakout_rooms(true);
    ["sessions", "chat", ID] client => client.session(ID).chat();
    ["sessions", "summary", ID] client => client.session(ID).summary();
    ["sessions", "generate-summary", ID] client => client.session(ID).generate_summary();
    ["sessions", "transcript", ID, "--format", "vtt"]
        client => client.session(ID).transcript().format(TranscriptFormat::Vtt);
    ["session-participants", "list", ID, "--sort-by", "joinedAt", "--include-peer-events", "--view", "consolidated"]
        client => client.session(ID).participants().list().sort_by(ParticipantSort::JoinedAt)
            .include_peer_events(true).view(ParticipantView::Consolidated);
    ["session-participants", "get", ID, PEER, "--filters", "device_info,quality_stats"]
        client => client.session(ID).participant(PEER).get().filters([Filter::DeviceInfo, Filter::QualityStats]);
    ["peer-reports", "get", PEER, "--include-peer-events=false"]
        client => client.sessions().peer_report(PEER).get().include_peer_events(false);
    ["webhooks", "list"] client => client.webhooks().list();
    ["webhooks", "create", "--name", "attendance", "--url", "https://example.com/hook", "--events",
        "meeting.started,meeting.ended"]
        client => client.webhooks().create(&WebhookSettings::new(
            "attendance", "https://example.com/hook", [WebhookEvent::MeetingStarted, WebhookEvent::MeetingEnded]));
    ["webhooks", "event-types"] client => client.webhooks().event_types();
    ["webhooks", "get", ID] client => client.webhook(ID).get();
    ["webhooks", "replace", ID, "--name", "n", "--url", "https://example.com/", "--events", "meeting.started"]
        client => client.webhook(ID).replace(&WebhookSettings::new(
            "n", "https://example.com/", [WebhookEvent::MeetingStarted]));
    ["webhooks", "update", ID, "--enabled=false"]
        client => client.webhook(ID).update(&UpdateWebhook::new().enabled(false));
    ["webhooks", "delete", ID] client => client.webhook(ID).delete();
}

fn client(fake: &FakeServer) -> Client {
    Client::builder()
        .base_url(fake.url())
        .token(fake.token())
        .account_id(fake.account_id())
        .app_id(fake.app_id())
        .retry(RetryPolicy::off())
        .build()
        .unwrap()
}

fn url(program: &Program, request: &Request) -> String {
    let base = program.fake.url().replace("/client/v4", "");
    match request.query.as_str() {
        "" => format!("{base}{}", request.path),
        query => format!("{base}{}?{query}", request.path),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_sends_what_the_library_sends() {
    let program = Program::new().await;
    let mut tried = BTreeSet::new();
    for (command, call) in CASES {
        call(client(&program.fake)).await;
        let sent = program.fake.requests().pop().unwrap();
        tried.insert(sent.operation.unwrap());
        let dry = [
            *command,
            &["--dry-run", "--output", "json", "--show-secrets"],
        ]
        .concat();
        let shown = program.run(&dry).json();
        assert_eq!(shown["method"], sent.method, "{command:?}");
        assert_eq!(shown["url"], url(&program, &sent), "{command:?}");
        assert_eq!(shown["body"], sent.body.unwrap_or_default(), "{command:?}");
    }
    // Their bodies have required objects, which the next test gives.
    tried.extend(["create_preset", "replace_preset"]);
    assert_eq!(tried.len(), 62);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_joined_of_data_and_flags() {
    let program = Program::new().await;
    let listed = program.run(&["presets", "list", "--output", "json"]).json();
    let id = listed[0]["id"].as_str().unwrap();
    let mut preset = program
        .run(&["presets", "get", id, "--output", "json"])
        .json();
    std::fs::write(program.path("preset.json"), preset.to_string()).unwrap();
    for command in [&["presets", "create"][..], &["presets", "replace", id]] {
        let given = [
            "--data",
            "@preset.json",
            "--name",
            "quiet",
            "--dry-run",
            "-o",
            "json",
        ];
        let shown = program.run(&[command, &given].concat()).json();
        preset["name"] = json!("quiet");
        assert_eq!(shown["body"], preset, "{command:?}");
    }
    let given = [
        "meetings",
        "create",
        "--data",
        "-",
        "--title",
        "b",
        "--dry-run",
        "-o",
        "json",
    ];
    let shown = program.run_with_input(&given, r#"{"title": "a", "persist_chat": true}"#);
    assert_eq!(shown.err, "");
    let body = shown.json()["body"].clone();
    assert_eq!(body, json!({"title": "b", "persist_chat": true}));
    let misspelled = program.run_with_input(&given, r#"{"persist_chats": true}"#);
    assert!(
        misspelled
            .err
            .contains("no fields with these names: persist_chats"),
        "{}",
        misspelled.err
    );
    let token = "cfat_9XyZ81kLmN0pQrStUvWxYz2345ABCDefgh678";
    for (typed, body) in [
        (&given[..], format!(r#"{{"{token}": 1}}"#)),
        (
            &["meetings", "list", "--dry-run", "--search", token],
            String::new(),
        ),
    ] {
        let run = program.run_with_input(typed, &body);
        assert!(!run.out.contains(token), "{}", run.out);
        assert!(!run.err.contains(token), "{}", run.err);
    }
    assert!(
        program
            .fake
            .requests()
            .iter()
            .all(|request| request.method == "GET")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_printed_whole_with_all() {
    let program = Program::new().await;
    for title in 0..45 {
        let meeting = CreateMeeting::new().title(format!("Lesson {title}"));
        program
            .fake
            .client()
            .meetings()
            .create(&meeting)
            .await
            .unwrap();
    }
    let page = program.run(&["meetings", "list", "--output", "json"]);
    assert!(
        page.err.contains("showing 20 of 45; use --all"),
        "{}",
        page.err
    );
    assert_eq!(page.json().as_array().unwrap().len(), 20);
    let all = program
        .run(&["meetings", "list", "--all", "--output", "jsonl"])
        .ok();
    let titles: BTreeSet<String> = all
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["title"].to_string())
        .collect();
    assert_eq!(titles.len(), 45);
}

#[tokio::test(flavor = "multi_thread")]
async fn destructive_operations_ask_for_confirmation() {
    let program = Program::new().await;
    let listed = program.run(&["presets", "list", "--output", "json"]).json();
    let id = listed[0]["id"].as_str().unwrap();
    let refused = program.run(&["presets", "delete", id]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--yes"), "{}", refused.err);
    program.run(&["presets", "delete", id, "--yes"]).ok();
    assert_eq!(program.run(&["presets", "get", id]).code, 3);
}
